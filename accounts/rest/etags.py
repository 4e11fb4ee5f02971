"""ETags of what can be changed: whoever changes it says which state they read, so that no update is lost."""

import hashlib
import json
from typing import Any

from rest_framework.request import Request

from accounts.rest.problems import Stale, Unconditional


def etag(shown: Any) -> str:
    """Of a representation: a strong tag over its canonical JSON."""
    return f'"{hashlib.sha256(json.dumps(shown, default=str, sort_keys=True).encode()).hexdigest()[:32]}"'


def require_match(request: Request, current: str) -> None:
    """Raises `Unconditional` without If-Match, `Stale` when it names another state."""
    asked = request.headers.get("If-Match", "")
    if not asked:
        raise Unconditional
    if asked.strip() != "*" and current not in {tag.strip() for tag in asked.split(",")}:
        raise Stale
