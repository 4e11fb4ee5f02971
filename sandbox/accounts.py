"""Who has an account on which imitated network, and the secrets that open it."""

from __future__ import annotations

import hashlib
import re
import secrets
from base64 import b32encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from sandbox.journal import Journal
    from sandbox.posts import Post

Json = dict[str, Any]

HOMES = {
    "mastodon": "/mastodon",
    "bluesky": "/bluesky",
    "facebook": "/facebook/v26.0",
    "telegram": "/telegram/api",
    "linkedin": "/linkedin/api",
    "pinterest": "/pinterest/v5",
}
ADDRESSES = {
    "mastodon": "/mastodon/@{}",
    "bluesky": "/bluesky/profile/{}",
    "facebook": "/facebook/{}",
    "telegram": "/telegram/{}",
    "linkedin": "/linkedin/company/{}",
    "pinterest": "/pinterest/{}",
}
HANDLE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9_])?\Z")
GIVEN = ("name", "token", "password", "language")
CLIENT = {"client_id": "sandbox", "client_secret": "sandbox secret"}
"""The app by which tokens are renewed."""
RENEWABLE = ("linkedin", "pinterest")


@dataclass(slots=True)
class Account:
    """`token` opens every network but Bluesky; `password` is an app password there, and elsewhere the refresh token.

    `created_at` is in epoch seconds.
    """

    network: str
    handle: str
    remote_id: str
    name: str
    token: str
    password: str
    language: str
    created_at: float
    posts: list[Post] = field(default_factory=list)

    def described(self, base: str) -> Json:
        """How whoever made the account learns of it. `base` is the scheme and host the sandbox is reached at."""
        return {
            "network": self.network,
            "home": base + HOMES[self.network],
            "remote_id": self.remote_id,
            "handle": self.handle,
            "name": self.name,
            "address": self.address(base),
            "secret": self.secret(),
        }

    def secret(self) -> Json:
        """What a caller has to know, as it is called at that network."""
        if self.network == "bluesky":
            return {"identifier": self.handle, "password": self.password}
        if self.network == "telegram":
            return {"token": f"{self.remote_id.removeprefix('-100')}:{self.token}", "chat": f"@{self.handle}"}
        if self.network in RENEWABLE:
            board = {"board": self.remote_id} if self.network == "pinterest" else {}
            return {"token": self.token, "refresh": self.password, **CLIENT, **board}
        return {"token": self.token}

    def address(self, base: str) -> str:
        return base + ADDRESSES[self.network].format(quote(self.handle))

    def stored(self) -> Json:
        names = ("network", "handle", "remote_id", "name", "token", "password", "language", "created_at")
        return {name: getattr(self, name) for name in names}


class Accounts:
    """All accounts, found by handle, by the network's own id and by token."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.by_handle: dict[tuple[str, str], Account] = {}
        self.by_id: dict[tuple[str, str], Account] = {}
        self.by_token: dict[tuple[str, str], Account] = {}

    def __iter__(self) -> Iterator[Account]:
        return iter(self.by_id.values())

    def open(self, wanted: Json, now: float) -> Account:
        """The account of this network and handle, made if there is none; what is given replaces what was.

        A new `token` or `password` so revokes the old one. Raises `ValueError` in plain words.
        """
        network, handle = wanted.get("network"), wanted.get("handle")
        if network not in HOMES:
            raise ValueError(f"network must be one of {', '.join(HOMES)}, not {network!r}")
        if not isinstance(handle, str) or not HANDLE.match(handle):
            raise ValueError(f"handle must be letters, digits, dots, dashes and underscores, not {handle!r}")
        given = {name: wanted[name] for name in GIVEN if wanted.get(name)}
        if not all(isinstance(value, str) for value in given.values()):
            raise ValueError(f"{', '.join(GIVEN)} must be text")
        account = self.by_handle.get((network, handle.lower()))
        if account is None or any(getattr(account, name) != value for name, value in given.items()):
            account = self._keep(self._changed(account, network, handle, given, now))
            self.journal.append("account", account.stored())
        return account

    def restore(self, line: Json) -> None:
        self._keep(line)

    def find(self, network: str, name: str) -> Account | None:
        """By handle or by the network's own id."""
        return self.by_handle.get((network, name.lower())) or self.by_id.get((network, name))

    def by_password(self, network: str, password: str) -> Account | None:
        """By the refresh token."""
        return next((one for one in self if (one.network, one.password) == (network, password)), None)

    def _changed(self, account: Account | None, network: str, handle: str, given: Json, now: float) -> Json:
        if account is not None:
            return {**account.stored(), **given}
        new = {"name": handle, "token": secrets.token_urlsafe(32), "password": app_password(), "language": "en"}
        remote_id = REMOTE_IDS[network](f"{network}/{handle.lower()}")
        return {**new, **given, "network": network, "handle": handle, "remote_id": remote_id, "created_at": now}

    def _keep(self, line: Json) -> Account:
        network = line["network"]
        account = self.by_id.get((network, line["remote_id"]))
        if account is None:
            account = Account(**line)
            self.by_id[network, account.remote_id] = self.by_handle[network, account.handle.lower()] = account
        else:
            self.by_token.pop((network, account.token), None)
            for name, value in line.items():
                setattr(account, name, value)
        self.by_token[network, account.token] = account
        return account


def app_password() -> str:
    """Four groups of four, as Bluesky shows an app password."""
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


# Ids follow from the handle, so that a sandbox that forgot everything gives the same page the same id again.


def snowflake(seed: str) -> str:
    """A Mastodon account id: 18 digits, as snowflakes of recent years have; a Pinterest board has as many."""
    return str(10**17 + int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big") % (9 * 10**17))


def did(seed: str) -> str:
    """`did:plc:` and 24 base32 letters (web.plc.directory)."""
    return "did:plc:" + b32encode(hashlib.sha256(seed.encode()).digest()).decode().lower()[:24]


def page_id(seed: str) -> str:
    """A Facebook page id: 15 digits."""
    return str(10**14 + int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big") % (9 * 10**14))


def channel_id(seed: str) -> str:
    """A Telegram channel's number as bots know it: -100 and 10 digits."""
    return "-100" + str(10**9 + int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big") % (9 * 10**9))


def organization_id(seed: str) -> str:
    """A LinkedIn organisation: digits, here twelve."""
    return str(10**11 + int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big") % (9 * 10**11))


REMOTE_IDS = {
    "mastodon": snowflake,
    "bluesky": did,
    "facebook": page_id,
    "telegram": channel_id,
    "linkedin": organization_id,
    "pinterest": snowflake,
}
