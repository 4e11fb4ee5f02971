"""How often one account may call. Sources: docs.joinmastodon.org, api/rate-limits; its app/lib/rate_limiter.rb.

The limits per IP address are left out: everybody who rehearses comes from the same one.
"""

from __future__ import annotations

from sandbox.call import Refusal
from sandbox.mastodon.errors import too_many
from sandbox.windows import Window

FAMILIES = {"api": (300, 5 * 60), "create": (300, 3 * 3600), "media": (30, 30 * 60), "delete": (30, 30 * 60)}


class Limits:
    def __init__(self) -> None:
        self._windows: dict[tuple[str, str], Window] = {}

    def window(self, account: str, family: str) -> Window:
        key = (account, family if family in FAMILIES else "api")
        window = self._windows.get(key)
        if window is None:
            window = self._windows[key] = Window(*FAMILIES[key[1]], aligned=True)
        return window

    def take(self, account: str, family: str, now: float) -> None:
        """Raises `Refusal` (429) when the window is used up."""
        if not self.window(account, family).take(now):
            raise Refusal(too_many())
