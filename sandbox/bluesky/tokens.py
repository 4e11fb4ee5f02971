"""Session tokens: JWTs signed with the sandbox's own key, so that they outlive a restart of it (RFC 7519, HS256)."""

from __future__ import annotations

import hashlib
import hmac
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import orjson

from sandbox.bluesky.errors import refuse
from sandbox.call import Refusal

Json = dict[str, Any]
ACCESS, REFRESH, SERVICE = "com.atproto.appPass", "com.atproto.refresh", "service"


def encode(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def signature(key: str, content: str) -> str:
    return encode(hmac.digest(key.encode(), content.encode(), hashlib.sha256))


def sign(key: str, scope: str, did: str, life: float, now: float, **claims: str) -> str:
    """A token for `life` seconds from `now`."""
    kind = "refresh+jwt" if scope == REFRESH else "at+jwt"
    payload = {"scope": scope, "sub": did, "iat": now, "exp": now + life, **claims}
    content = f"{encode(orjson.dumps({'typ': kind, 'alg': 'HS256'}))}.{encode(orjson.dumps(payload))}"
    return f"{content}.{signature(key, content)}"


def read(key: str, token: str, scope: str) -> Json:
    """What a token claims. Raises `Refusal` (400, never 401) when it is not ours, of another kind, or past its time."""
    content, _, signed = token.rpartition(".")
    if not hmac.compare_digest(signature(key, content).encode(), signed.encode()):
        raise bad_token("Token could not be verified")
    payload = content.partition(".")[2]
    claims: Json = orjson.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    if claims["scope"] != scope:
        raise bad_token("Bad token scope")
    if claims["exp"] <= time.time():
        raise expired()
    return claims


def bad_token(message: str) -> Refusal:
    return refuse("InvalidToken", message)


def expired(message: str = "Token has expired") -> Refusal:
    return refuse("ExpiredToken", message)
