"""How often one account may call in a quarter of an hour. Source: docs.x.com, x-api/fundamentals/rate-limits."""

from __future__ import annotations

from sandbox.call import Refusal
from sandbox.windows import Window
from sandbox.x.errors import too_many

QUARTER = 15 * 60
FAMILIES = {"create": 100, "media": 500, "read": 900, "auth": 75, "delete": 50}


class Limits:
    def __init__(self) -> None:
        self._windows: dict[tuple[str, str], Window] = {}

    def window(self, account: str, family: str) -> Window:
        key = (account, family)
        if key not in self._windows:
            self._windows[key] = Window(FAMILIES[family], QUARTER)
        return self._windows[key]

    def take(self, account: str, family: str, now: float) -> None:
        """Raises `Refusal` (429) when the window is used up."""
        if not self.window(account, family).take(now):
            raise Refusal(too_many())
