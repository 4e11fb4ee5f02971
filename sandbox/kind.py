"""What an imitated network says of itself: where it stands, and how its accounts and posts are named and opened."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.call import Answer
    from sandbox.posts import Post

Json = dict[str, Any]

CLIENT = {"client_id": "sandbox", "client_secret": "sandbox secret"}
"""The app that every network with OAuth knows here, wherever it sends people back to."""


Refusals = Mapping[str, Callable[[], "Answer"]]
"""The network's own errors beside those that every network has a fault for, by what they mean to whoever publishes."""


def last_part(post: Post) -> str:
    return post.remote_id.rpartition("_")[2]


def only_token(account: Account) -> Json:
    return {"token": account.token}


@dataclass(frozen=True, slots=True)
class Consents:
    """How people let an app in (RFC 6749, 4.1): `path` is the page where they do, `scopes` what an app may ask for.

    `several`: one login may open several accounts. `challenge` is how a proof key is hashed ("base64", "hex"), "" where
    there is none (RFC 7636). `client_id` is what the app's name is called, `denied` the error when somebody says no.
    """

    path: str
    scopes: frozenset[str]
    several: bool = True
    separator: str = " "
    challenge: str = ""
    client_id: str = "client_id"
    denied: str = "access_denied"


@dataclass(frozen=True, slots=True)
class Kind:
    """`home` is what a caller is told, `mount` where the routes hang, if not there.

    `page` and `post` are paths with `{handle}` and `{post}`, the latter the post's `name_of`; it may stand in a query.
    `remote_id` makes an account's id from a text, the same each time, so that a sandbox that forgot everything gives a
    page its old id. `secret` is what a caller has to know, as it is called at that network; `consents` is None where
    nobody logs in. `also` are other paths of posts. The fault `refused` answers with one of the `refusals`.
    """

    title: str
    home: str
    page: str
    post: str
    remote_id: Callable[[str], str]
    mount: str = ""
    secret: Callable[[Account], Json] = only_token
    name_of: Callable[[Post], str] = last_part
    consents: Consents | None = None
    also: tuple[str, ...] = ()
    refusals: Refusals = field(default_factory=dict)


Kinds = Mapping[str, Kind]


def digits(count: int, prefix: str = "") -> Callable[[str], str]:
    """Makes ids of that many digits."""
    least = 10 ** (count - 1)

    def made(seed: str) -> str:
        return prefix + str(least + int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big") % (9 * least))

    return made
