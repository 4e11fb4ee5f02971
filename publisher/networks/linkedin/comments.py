"""Comments of an organisation below its post. They are plain text: a backslash would be shown.

Source: learn.microsoft.com/linkedin/marketing/community-management/shares/comments-api.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from publisher.networks.base import Account, Json, Piece, Proof, Receipt, Refused, Trouble, Unsure
from publisher.networks.comments import Commenting
from publisher.networks.http import Door
from publisher.networks.linkedin.calls import ask, author, encoded, permalink
from publisher.networks.linkedin.search import SKEW
from publisher.networks.text import bare

PAGE, PAGES = 100, 5


class Comments(Commenting):
    """Nothing refuses a comment that is made twice, so that its absence is for a person to judge."""

    title = "LinkedIn"
    characters = 1250
    """What clients report to pass; the documents name no limit."""
    proof = Proof(settle=timedelta(minutes=4), looks=2, pause=timedelta(minutes=1), certain=False)

    def length(self, text: str) -> int:
        """In UTF-16 units, as posts are counted."""
        return len(text.encode("utf-16-le")) // 2

    async def publish(self, door: Door, account: Account, piece: Piece, key: str, handle: Json) -> Receipt:
        assert piece.above
        post = piece.above.root
        comment: Json = {"actor": author(account), "object": post, "message": {"text": piece.text}}
        answer = await ask(door, account, "POST", _address(post), json=comment, once=True)
        made = answer.json if isinstance(answer.json, dict) else {}
        if urn := _name({"id": answer.headers.get("x-restli-id", ""), **made}, post):
            return Receipt(urn, permalink(account, post), answer.trace_id)
        reason = "LinkedIn took the comment and did not say where it is. Marquee looks for it before anything else."
        raise Unsure(reason, answer.words, answer.trace_id, answer.status)

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
        """The organisation's comment that says exactly this and was made since then."""
        assert piece.above
        post = piece.above.root
        async for comment in _comments(door, account, post):
            made = comment.get("created", {}).get("time")
            late = isinstance(made, int) and datetime.fromtimestamp(made / 1000, UTC) >= since - SKEW
            same = bare(str(comment.get("message", {}).get("text") or "")) == bare(piece.text)
            urn = _name(comment, post)
            if late and same and comment.get("actor") == author(account) and urn and urn not in known:
                return Receipt(urn, permalink(account, post))
        return None


async def _comments(door: Door, account: Account, post: str) -> AsyncIterator[Json]:
    """All comments below the post: in which order they come is written nowhere."""
    for page in range(PAGES):
        answer = await ask(door, account, "GET", f"{_address(post)}?start={page * PAGE}&count={PAGE}")
        comments = answer.rows("elements")
        for comment in comments:
            yield comment
        if len(comments) < PAGE:
            return
    reason = f"There are more than {PAGE * PAGES} comments; Marquee cannot tell whether this one is there."
    raise Refused(f"{reason} Look there and decide.", trouble=Trouble.MISCONFIGURED)


def _name(comment: Json, post: str) -> str:
    """`urn:li:comment:(post,number)`; "" when the answer holds neither that nor a number."""
    number = str(comment.get("id") or "")
    return str(comment.get("commentUrn") or (f"urn:li:comment:({post},{number})" if number else ""))


def _address(post: str) -> str:
    return f"/socialActions/{encoded(post)}/comments"
