"""Looking for a post among those a Facebook page has published.

Source: developers.facebook.com/docs/graph-api/reference/page/published_posts and /results (paging by cursors).
"""

from __future__ import annotations

import unicodedata
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from publisher.networks.answers import Answer, moment
from publisher.networks.base import Json, Receipt, Refused, Trouble

SKEW = timedelta(seconds=60)
"""How far Facebook's clock may be behind ours."""
PAGE, PAGES = 25, 12
FIELDS = "id,message,created_time,permalink_url,attachments{target,media_type,unshimmed_url,subattachments}"


class Read(Protocol):
    """One GET as the page in question."""

    async def __call__(self, path: str, query: Mapping[str, str]) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of the post that is looked for."""

    text: str
    link: str
    photo_ids: frozenset[str]
    since: datetime
    known: frozenset[str]


async def find_post(read: Read, page_id: str, wanted: Wanted) -> Receipt | None:
    """The post that shows these photos, or else says the same, and was made since the attempt."""
    async for post in _published(read, page_id, wanted.since - SKEW):
        if str(post.get("id")) not in wanted.known and _is_it(post, wanted):
            return Receipt(str(post["id"]), str(post.get("permalink_url") or f"https://www.facebook.com/{post['id']}"))
    return None


async def _published(read: Read, page_id: str, oldest: datetime) -> AsyncIterator[Json]:
    """The page's posts since then, newest first; the edge does not promise to heed `since`, so times are checked."""
    query = {"fields": FIELDS, "since": str(int(oldest.timestamp())), "limit": str(PAGE)}
    for _ in range(PAGES):
        answer = await read(f"/{page_id}/published_posts", query)
        for post in answer.rows("data"):
            made = moment(str(post.get("created_time")))
            if made is None or made >= oldest:
                yield post
        after = answer.word("paging", "cursors", "after")
        if not (after and answer.word("paging", "next")):
            return
        query["after"] = after
    reason = (
        f"There are more than {PAGE * PAGES} newer posts on this page; Marquee cannot tell whether this one is there."
    )
    raise Refused(f"{reason} Look there and decide.", trouble=Trouble.MISCONFIGURED)


def _is_it(post: Json, wanted: Wanted) -> bool:
    attachments = list(_attachments(post))
    if wanted.photo_ids:
        shown = {str(target["id"]) for one in attachments if (target := one.get("target")) and target.get("id")}
        if shown:
            return bool(shown & wanted.photo_ids)
    said = plain(str(post.get("message") or ""))
    if said or plain(wanted.text):
        return said == plain(wanted.text)
    return any(wanted.link in _addresses(one) for one in attachments)


def _attachments(post: Json) -> Iterator[Json]:
    """The attachments of a post, and those within them: the photos of an album."""
    for one in _data(post.get("attachments")):
        yield one
        yield from _data(one.get("subattachments"))


def _data(listing: Any) -> list[Json]:
    rows = listing.get("data") if isinstance(listing, dict) else None
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _addresses(attachment: Json) -> set[str]:
    target = attachment.get("target") or {}
    return {str(attachment.get("unshimmed_url") or ""), str(target.get("url") or "")} - {""}


def plain(text: str) -> str:
    """A text as far as Facebook gives it back: composed characters (NFC), white space as single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())
