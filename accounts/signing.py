"""Signatures by which a receiver knows that a message is ours (standardwebhooks.com, specification 1.0)."""

import base64
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"


def new_secret() -> str:
    """Of 32 random bytes; the specification wants 24 to 64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def headers(keys: Iterable[str], name: str, timestamp: int, body: bytes) -> dict[str, str]:
    """One signature for each secret in force, so that a receiver may change over at any moment.

    `name` stays the same however often the message is sent; `timestamp` is this sending's, in seconds.
    """
    return {
        "webhook-id": name,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(_signature(key, name, timestamp, body) for key in keys),
    }


def _signature(key: str, name: str, timestamp: int, body: bytes) -> str:
    signed = hmac.digest(base64.b64decode(key.removeprefix(PREFIX)), f"{name}.{timestamp}.".encode() + body, "sha256")
    return "v1," + base64.b64encode(signed).decode()
