"""Who has an account on which imitated network, and the secrets that open it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from sandbox.journal import Journal
    from sandbox.kind import Kind, Kinds
    from sandbox.posts import Post

Json = dict[str, Any]

HANDLE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9_])?\Z")
GIVEN = ("name", "token", "password", "language")


@dataclass(slots=True)
class Account:
    """`token` opens every network but Bluesky; `password` is an app password there, and elsewhere the refresh token.

    `created_at` is in epoch seconds. `rights` are those that people gave when they last let an app in; None, as after a
    restart, is all of them.
    """

    network: str
    handle: str
    remote_id: str
    name: str
    token: str
    password: str
    language: str
    created_at: float
    kind: Kind
    rights: frozenset[str] | None = None
    posts: list[Post] = field(default_factory=list)

    def described(self, base: str) -> Json:
        """How whoever made the account learns of it. `base` is the scheme and host the sandbox is reached at."""
        return {
            "network": self.network,
            "home": base + self.kind.home,
            "remote_id": self.remote_id,
            "handle": self.handle,
            "name": self.name,
            "address": self.address(base),
            "secret": self.kind.secret(self),
        }

    def address(self, base: str) -> str:
        return base + self.kind.page.format(handle=quote(self.handle))

    def permalink(self, post: Post, base: str = "") -> str:
        return base + self.kind.post.format(handle=quote(self.handle), post=quote(self.kind.name_of(post)))

    def stored(self) -> Json:
        names = ("network", "handle", "remote_id", "name", "token", "password", "language", "created_at")
        return {name: getattr(self, name) for name in names}


class Accounts:
    """All accounts, found by handle, by the network's own id and by token."""

    def __init__(self, journal: Journal, kinds: Kinds) -> None:
        self.journal = journal
        self.kinds = kinds
        self.by_handle: dict[tuple[str, str], Account] = {}
        self.by_id: dict[tuple[str, str], Account] = {}
        self.by_token: dict[tuple[str, str], Account] = {}

    def __iter__(self) -> Iterator[Account]:
        return iter(self.by_id.values())

    def open(self, wanted: Json, now: float) -> Account:
        """The account of this network and handle, made if there is none; what is given replaces what was.

        A new `token` or `password` so revokes the old one. Raises `ValueError` in plain words.
        """
        network, handle = wanted.get("network", ""), wanted.get("handle")
        if network not in self.kinds:
            raise ValueError(f"network must be one of {', '.join(self.kinds)}, not {network!r}")
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

    def change(self, account: Account, **changes: str) -> None:
        """What was is void from now on."""
        self._keep({**account.stored(), **changes})
        self.journal.append("account", account.stored())

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
        remote_id = self.kinds[network].remote_id(f"{network}/{handle.lower()}")
        return {**new, **given, "network": network, "handle": handle, "remote_id": remote_id, "created_at": now}

    def _keep(self, line: Json) -> Account:
        network = line["network"]
        account = self.by_id.get((network, line["remote_id"]))
        if account is None:
            account = Account(**line, kind=self.kinds[network])
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
