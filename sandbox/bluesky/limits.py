"""How much one account may do. Source: docs.bsky.app, advanced-guides/rate-limits.

What is counted per IP address there (all requests, uploads) is counted per account here: everybody who rehearses
comes from the same address.
"""

from __future__ import annotations

import math

from sandbox.bluesky.errors import xrpc_error
from sandbox.call import Answer, Refusal
from sandbox.windows import Window

FAMILIES = {
    "writes": ((5000, 3600), (35_000, 86_400)),
    "requests": ((3000, 300),),
    "blobs": ((1000, 86_400),),
    "sessions": ((30, 300), (300, 86_400)),
}


class Limits:
    def __init__(self) -> None:
        self._windows: dict[tuple[str, str], list[Window]] = {}

    def take(self, who: str, family: str, points: int, now: float) -> None:
        """Raises `Refusal` (429) when one of the family's windows is used up."""
        for window in self.windows(who, family):
            if not window.take(now, points):
                raise Refusal(throttled(window, window.reset - now))

    def windows(self, who: str, family: str) -> list[Window]:
        windows = self._windows.get((who, family))
        if windows is None:
            windows = self._windows[who, family] = [Window(*sizes) for sizes in FAMILIES[family]]
        return windows


def headers(window: Window) -> dict[str, str]:
    return {
        "RateLimit-Limit": str(window.limit),
        "RateLimit-Remaining": str(window.remaining),
        "RateLimit-Reset": str(math.ceil(window.reset)),
        "RateLimit-Policy": f"{window.limit};w={window.seconds}",
    }


def throttled(window: Window, seconds: float) -> Answer:
    answer = xrpc_error(429, "RateLimitExceeded", "Rate Limit Exceeded")
    answer.headers = {**headers(window), "Retry-After": str(max(1, math.ceil(seconds)))}
    return answer
