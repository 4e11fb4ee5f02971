"""Secrets at rest: encrypted with the installation's keys, and bound to the row they belong to."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class SealBroken(Exception):
    """The secret cannot be opened: the key is gone, or the text was copied from another row or altered."""


def keyring() -> MultiFernet:
    """The installation's keys; the first one seals, all of them open."""
    return _keyring(*settings.CREDENTIAL_KEYS)


@lru_cache(maxsize=4)
def _keyring(*keys: str) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(owner: Mapping[str, object], secret: object) -> str:
    """The secret encrypted. `owner` names the row and goes inside, so that the text is worthless in another one."""
    return keyring().encrypt(json.dumps({**owner, "secret": secret}).encode()).decode()


def unseal(sealed: str, owner: Mapping[str, object], name: str) -> Any:
    """The secret in clear. Raises `SealBroken`, with `name` as people call what it belongs to."""
    try:
        content = json.loads(keyring().decrypt(sealed.encode()))
    except InvalidToken:
        raise SealBroken(f"The {name} opens with none of the keys.") from None
    secret = content.pop("secret")
    if content != owner:
        raise SealBroken(f"The {name} was sealed for another one.")
    return secret
