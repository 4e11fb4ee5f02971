"""Comments of a page below its own post, at Facebook and at Instagram.

Sources: developers.facebook.com/docs/graph-api/reference/object/comments and
/docs/instagram-platform/instagram-graph-api/reference/ig-media/comments.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from publisher.networks.answers import doubt
from publisher.networks.base import Account, Json, Piece, Proof, Receipt
from publisher.networks.comments import Commenting
from publisher.networks.http import Door
from publisher.networks.meta.errors import RULES, Rule
from publisher.networks.meta.graph import ask
from publisher.networks.meta.listing import published
from publisher.networks.meta.search import SKEW
from publisher.networks.meta.usage import rest_until
from publisher.networks.text import bare

PROOF = Proof(settle=timedelta(seconds=60), looks=2, pause=timedelta(seconds=3))


@dataclass(frozen=True)
class Comments(Commenting):
    """What differs: what is asked of a listed comment, what its text and its moment are called, how the newest come
    first, and the address of one by account, post and its own number, "" where it has none."""

    title: str
    characters: int
    fields: str
    said: str
    made: str
    permalink: Callable[[Account, str, str], str]
    newest: Mapping[str, str] = field(default_factory=dict)
    rules: Mapping[int, Rule] = field(default_factory=lambda: RULES)
    proof: Proof = PROOF

    async def publish(self, door: Door, account: Account, piece: Piece, key: str, handle: Json) -> Receipt:
        """Asked for any `fields`, Graph makes the comment and then answers with an error, so none are asked for."""
        assert piece.above
        path, form = f"/{piece.above.root}/comments", {"message": piece.text}
        answer = await ask(door, account, "POST", path, form=form, once=True, title=self.title, rules=self.rules)
        if not (number := answer.word("id")):
            raise doubt(answer, once=True)
        address = self.permalink(account, piece.above.root, number)
        return Receipt(number, address, answer.trace_id, rest_until(answer))

    async def find(  # noqa: PLR0913, PLR0917 - the interface
        self,
        door: Door,
        account: Account,
        piece: Piece,
        key: str,
        handle: Json,
        since: datetime,
        known: frozenset[str],
    ) -> Receipt | None:
        """The page's own comment below that post that says exactly this and was made since then."""
        assert piece.above
        reads = partial(ask, door, account, title=self.title, rules=self.rules)
        path = f"/{piece.above.root}/comments"
        async for comment in published(reads, path, self.fields, self.made, since - SKEW, self.newest):
            number, text = str(comment.get("id") or ""), str(comment.get(self.said) or "")
            if number not in known and _is_by(comment, account) and bare(text) == bare(piece.text):
                return Receipt(number, self.permalink(account, piece.above.root, number))
        return None


def _is_by(comment: Json, account: Account) -> bool:
    by = comment.get("from")
    return (isinstance(by, dict) and str(by.get("id")) == account.remote_id) or (
        bool(account.handle) and comment.get("username") == account.handle
    )
