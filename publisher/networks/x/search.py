"""Looking for a post among the account's own.

Sources: docs.x.com, x-api/users/get-posts and x-api/fundamentals/data-dictionary (Post: entities, note_tweet).
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from publisher.networks.answers import Answer, doubt, moment
from publisher.networks.base import Json, Refused, Trouble

SKEW = timedelta(seconds=30)
"""How far X's clock may be behind ours."""
PAGE, PAGES = 25, 8
FIELDS = "created_at,text,entities,note_tweet,attachments,referenced_tweets"

_SHORT = re.compile(r"https?://t\.co/\w+")


class Read(Protocol):
    """One GET as the account in question."""

    async def __call__(self, path: str, query: Mapping[str, str]) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of the post that is looked for. `media_keys` are X's names for the media it `shows`, `above` is the
    post it answers, or ""."""

    text: str
    media_keys: frozenset[str]
    shows: bool
    since: datetime
    known: frozenset[str]
    above: str = ""


async def find_post(read: Read, user_id: str, wanted: Wanted) -> str | None:
    """The id of the account's post that shows these media, or if none are known says exactly this text."""
    async for post in _own(read, user_id, wanted.since - SKEW):
        if str(post.get("id")) not in wanted.known and _is_it(post, wanted):
            return str(post["id"])
    return None


async def _own(read: Read, user_id: str, oldest: datetime) -> AsyncIterator[Json]:
    """The account's posts made since `oldest`, newest first. X bills each post that is read, so it is asked for no
    other."""
    query = {
        "max_results": str(PAGE),
        "start_time": oldest.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "tweet.fields": FIELDS,
    }
    for _ in range(PAGES):
        answer = await read(f"/users/{user_id}/tweets", query)
        for post in _rows(answer):
            made = moment(str(post.get("created_at")))
            if made is None or made >= oldest:
                yield post
        query["pagination_token"] = answer.word("meta", "next_token")
        if not query["pagination_token"]:
            return
    reason = (
        f"There are more than {PAGE * PAGES} newer posts on this page; Marquee cannot tell whether this one is there."
    )
    raise Refused(f"{reason} Look there and decide.", trouble=Trouble.MISCONFIGURED)


def _rows(answer: Answer) -> list[Json]:
    """X leaves the list out when it is empty and says so; without that, its absence proves nothing."""
    if answer.value("data") is None and answer.value("meta", "result_count") == 0:
        return []
    if answer.value("errors") and answer.value("data") is None:
        raise doubt(answer, once=False)
    return answer.rows("data")


def _is_it(post: Json, wanted: Wanted) -> bool:
    if _above(post) != wanted.above:
        return False
    attachments = post.get("attachments") or {}
    shown = {str(key) for key in attachments.get("media_keys") or []}
    if wanted.media_keys:
        return bool(shown & wanted.media_keys)
    return bool(shown) == wanted.shows and plain(_said(post)) == plain(wanted.text)


def _above(post: Json) -> str:
    answered = (one for one in post.get("referenced_tweets") or [] if one.get("type") == "replied_to")
    return next((str(one.get("id")) for one in answered), "")


def _said(post: Json) -> str:
    """The text as it was sent: without X's short links and escapes. A long one stands in a note, whole."""
    note = post.get("note_tweet")
    whole: Json = note if isinstance(note, dict) and note.get("text") else post
    places = {str(entity.get("url")): _place(entity) for entity in _urls(whole)}
    text = html.unescape(str(whole.get("text") or ""))
    return _SHORT.sub(lambda found: places.get(found[0], found[0]), text)


def _urls(whole: Json) -> list[Json]:
    entities: Any = whole.get("entities")
    urls = entities.get("urls") if isinstance(entities, dict) else None
    return [entity for entity in urls if isinstance(entity, dict)] if isinstance(urls, list) else []


def _place(entity: Json) -> str:
    """Where a short link leads; "" for the one X adds at the end for the media."""
    return "" if entity.get("media_key") else str(entity.get("expanded_url") or "")


def plain(text: str) -> str:
    """A text as far as X gives it back: composed characters, links without scheme, white space as single spaces."""
    return " ".join(re.sub(r"https?://", "", unicodedata.normalize("NFC", text)).split())
