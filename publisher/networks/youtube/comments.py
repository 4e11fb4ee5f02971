"""Comments of a channel below its own film.

Source: developers.google.com/youtube/v3/docs/commentThreads (insert, list).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from urllib.parse import quote

from publisher.networks.answers import Answer, doubt, moment
from publisher.networks.base import Account, Json, Piece, Proof, Receipt, Refused, Trouble
from publisher.networks.comments import Commenting
from publisher.networks.http import Door
from publisher.networks.text import bare
from publisher.networks.youtube.calls import ask, permalink
from publisher.networks.youtube.verdicts import Rules

SKEW = timedelta(minutes=2)
"""How far YouTube's clock may be behind ours."""
PAGE, PAGES = 100, 5
PATH = "/youtube/v3/commentThreads"
RULES: Rules = {
    "commentsDisabled": (
        Trouble.CONTENT,
        "YouTube takes no comments below this film, as below private ones and those for children. Leave it.",
    ),
    "commentTextTooLong": (
        Trouble.CONTENT,
        "YouTube takes no comment that long. Leave it, and add a shorter one there.",
    ),
    "videoNotFound": (Trouble.CONTENT, "The film is no longer at YouTube. Leave the comment."),
    400: (Trouble.CONTENT, "YouTube does not take the comment as it is. Leave it, and add one there."),
}


class Comments(Commenting):
    """Nothing refuses a comment that is made twice, and some are held back, so that a person judges its absence."""

    title = "YouTube"
    characters = 10_000
    """What clients report to pass; the documents name no limit."""
    proof = Proof(settle=timedelta(minutes=4), looks=2, pause=timedelta(minutes=1), certain=False)

    async def publish(self, door: Door, account: Account, piece: Piece, key: str, handle: Json) -> Receipt:
        assert piece.above
        video, said = piece.above.root, {"snippet": {"textOriginal": piece.text}}
        thread = {"snippet": {"channelId": account.remote_id, "videoId": video, "topLevelComment": said}}
        query = {"part": "snippet"}
        answer = await ask(door, account, "POST", PATH, query=query, json=thread, once=True, rules=RULES)
        if not (number := answer.word("id")):
            raise doubt(answer, once=True)
        return Receipt(number, _address(account, video, number), answer.trace_id)

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
        """The channel's own comment that says exactly this and was made since then."""
        assert piece.above
        video = piece.above.root
        async for number, said in _newest(door, account, video, since - SKEW):
            is_ours = said.get("authorChannelId") == {"value": account.remote_id}
            if is_ours and number not in known and bare(str(said.get("textOriginal") or "")) == bare(piece.text):
                return Receipt(number, _address(account, video, number))
        return None


async def _newest(door: Door, account: Account, video: str, since: datetime) -> AsyncIterator[tuple[str, Json]]:
    """Number and words of each comment since then that stands below the film itself, newest first."""
    query = {"part": "snippet", "videoId": video, "order": "time", "textFormat": "plainText", "maxResults": str(PAGE)}
    for _page in range(PAGES):
        answer = await ask(door, account, "GET", PATH, query=query, rules=RULES)
        for number, said in _threads(answer):
            made = moment(str(said.get("publishedAt") or ""))
            if made and made < since:
                return
            yield number, said
        if not (following := answer.word("nextPageToken")):
            return
        query = {**query, "pageToken": following}
    reason = f"There are more than {PAGE * PAGES} comments; Marquee cannot tell whether this one is there."
    raise Refused(f"{reason} Look there and decide.", trouble=Trouble.MISCONFIGURED)


def _threads(answer: Answer) -> list[tuple[str, Json]]:
    # Google leaves `items` out where there are none.
    threads: list[Json] = [] if answer.value("items") is None and answer.word("kind") else answer.rows("items")
    found = []
    for thread in threads:
        snippet = thread.get("snippet")
        top = snippet.get("topLevelComment") if isinstance(snippet, Mapping) else None
        said = top.get("snippet") if isinstance(top, Mapping) else None
        found.append((str(thread.get("id") or ""), said if isinstance(said, dict) else {}))
    return found


def _address(account: Account, video: str, number: str) -> str:
    return f"{permalink(account, video)}&lc={quote(number)}"
