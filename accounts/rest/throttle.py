"""How often a key may call, told in the RateLimit headers (draft-ietf-httpapi-ratelimit-headers).

Counted in Redis, which may be away or wiped at any moment: then nobody is refused.
"""

import time
from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.counting import count
from accounts.models import ApiKey

WINDOW = 60
"""Seconds."""


class KeyThrottle(BaseThrottle):
    """What is left is kept on the request, for the headers of its answer."""

    def allow_request(self, request: Request, view: Any) -> bool:
        key = request.auth
        if not isinstance(key, ApiKey):
            return True
        now = time.time()
        used = count(f"calls:{key.pk}:{int(now // WINDOW)}", 2 * WINDOW)
        self.reset = WINDOW - int(now % WINDOW)
        request._request.rate = (key.a_minute, max(0, key.a_minute - used), self.reset)  # type: ignore[attr-defined]
        return used <= key.a_minute

    def wait(self) -> float:
        return self.reset


def headers(request: Request) -> dict[str, str]:
    limit, left, reset = getattr(request._request, "rate", (0, 0, 0))
    if not limit:
        return {}
    return {"RateLimit-Policy": f'"key";q={limit};w={WINDOW}', "RateLimit": f'"key";r={left};t={reset}'}
