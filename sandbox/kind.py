"""What an imitated network says of itself: where it stands, and how its accounts and posts are named and opened."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.posts import Post

Json = dict[str, Any]

CLIENT = {"client_id": "sandbox", "client_secret": "sandbox secret"}
"""The one app that every network with OAuth knows here."""


def last_part(post: Post) -> str:
    return post.remote_id.rpartition("_")[2]


def only_token(account: Account) -> Json:
    return {"token": account.token}


@dataclass(frozen=True, slots=True)
class Kind:
    """`home` is what a caller is told, `mount` where the routes hang, if not there.

    `page` and `post` are paths with `{handle}` and `{post}`, the latter the post's `name_of`. `remote_id` makes an
    account's id from a text, the same each time, so that a sandbox that forgot everything gives a page its old id.
    `secret` is what a caller has to know, as it is called at that network.
    """

    title: str
    home: str
    page: str
    post: str
    remote_id: Callable[[str], str]
    mount: str = ""
    secret: Callable[[Account], Json] = only_token
    name_of: Callable[[Post], str] = last_part


Kinds = Mapping[str, Kind]


def digits(count: int, prefix: str = "") -> Callable[[str], str]:
    """Makes ids of that many digits."""
    least = 10 ** (count - 1)

    def made(seed: str) -> str:
        return prefix + str(least + int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big") % (9 * least))

    return made
