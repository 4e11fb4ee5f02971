"""Looking for a status among the account's own.

Sources: docs.joinmastodon.org, methods/accounts (statuses) and methods/statuses (source).
"""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from publisher.networks.answers import Answer, moment
from publisher.networks.base import Json, Receipt, Refused, Trouble

SKEW = timedelta(seconds=60)
"""How far the server's clock may be behind ours."""
PAGE, PAGES = 40, 10

_TAG = re.compile(r"<[^>]*>")


class Read(Protocol):
    """One GET as the account in question."""

    async def __call__(self, path: str, query: Mapping[str, str] | None = None) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of the post that is looked for; `above` is the status it answers, "" for one that answers none."""

    text: str
    media_ids: frozenset[str]
    pictured: bool
    since: datetime
    known: frozenset[str]
    above: str = ""


async def find_status(read: Read, account_id: str, wanted: Wanted) -> Receipt | None:
    """The account's status that shows one of these media, or if none are known says exactly this text."""
    async for status in _own(read, account_id, wanted.since - SKEW):
        if str(status.get("id")) not in wanted.known and await _is_it(read, status, wanted):
            return Receipt(str(status["id"]), str(status.get("url") or status.get("uri") or ""))
    return None


async def _is_it(read: Read, status: Json, wanted: Wanted) -> bool:
    if str(status.get("in_reply_to_id") or "") != wanted.above:
        return False
    attached = {str(media.get("id")) for media in status.get("media_attachments") or []}
    if wanted.media_ids:
        return bool(wanted.media_ids & attached)
    return bool(attached) == wanted.pictured and await _says(read, status, wanted.text)


async def _own(read: Read, account_id: str, oldest: datetime) -> AsyncIterator[Json]:
    """The account's statuses made since `oldest`, newest first, without boosts."""
    query = {"limit": str(PAGE), "exclude_reblogs": "true"}
    for _ in range(PAGES):
        statuses = (await read(f"/api/v1/accounts/{account_id}/statuses", query)).rows()
        for status in statuses:
            made = moment(str(status.get("created_at")))
            if made is not None and made < oldest:
                return
            yield status
        if not statuses:
            return
        query["max_id"] = str(statuses[-1].get("id"))
    reason = (
        f"There are more than {PAGE * PAGES} newer posts on this page; Marquee cannot tell whether this one is there."
    )
    raise Refused(f"{reason} Look there and decide.", trouble=Trouble.MISCONFIGURED)


async def _says(read: Read, status: Json, text: str) -> bool:
    try:
        source = await read(f"/api/v1/statuses/{status['id']}/source")
    except Refused as refused:  # a server without this call, or a status deleted meanwhile
        if refused.status != 404:
            raise
        return _plain(str(status.get("content") or "")) == _plain(html.escape(text))
    return trimmed(source.word("text")) == trimmed(text)


def trimmed(text: str) -> str:
    """Mastodon cuts white space at both ends before it stores a text."""
    return text.replace("\r\n", "\n").strip()


def _plain(content: str) -> str:
    """The words in a status' HTML, without any white space: paragraphs and line breaks are tags there."""
    return "".join(html.unescape(_TAG.sub("", content)).split())
