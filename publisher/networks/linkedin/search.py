"""Looking for a post among those of an organisation.

Source: learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api (find posts by authors).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from publisher.networks.answers import Answer, moment
from publisher.networks.base import Json, Refused, Trouble
from publisher.networks.linkedin.little import plain
from publisher.networks.text import bare

SKEW = timedelta(minutes=2)
"""How far LinkedIn's clock may be behind ours."""
PAGE, PAGES = 20, 10
_NOT_OUT = frozenset({"DRAFT", "PUBLISH_REQUESTED", "PUBLISH_FAILED"})


class Read(Protocol):
    """The posts of the organisation, newest first, from this place on."""

    async def __call__(self, start: int, count: int) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of the post that is looked for. `images` names films as well."""

    text: str
    link: str
    images: frozenset[str]
    pictured: bool
    since: datetime
    known: frozenset[str]


async def find_post(read: Read, wanted: Wanted) -> str:
    """The name of the post that shows one of these pictures, or if none is known says exactly this; "" if none does."""
    async for post in _own(read, wanted.since - SKEW):
        urn = str(post.get("id") or "")
        if urn and urn not in wanted.known and post.get("lifecycleState") not in _NOT_OUT and _is_it(post, wanted):
            return urn
    return ""


async def _own(read: Read, oldest: datetime) -> AsyncIterator[Json]:
    """The posts made since then."""
    for page in range(PAGES):
        posts = (await read(page * PAGE, PAGE)).rows("elements")
        for post in posts:
            made = moment(str(int(post["createdAt"]) // 1000)) if isinstance(post.get("createdAt"), int) else None
            if made is not None and made < oldest:
                return
            yield post
        if len(posts) < PAGE:
            return
    reason = (
        f"There are more than {PAGE * PAGES} newer posts on this page; Marquee cannot tell whether this one is there."
    )
    raise Refused(f"{reason} Look there and decide.", trouble=Trouble.MISCONFIGURED)


def _is_it(post: Json, wanted: Wanted) -> bool:
    """A picture was brought for this one attempt, so that its name decides."""
    content = _mapping(post.get("content"))
    shown = _images(content)
    if wanted.images:
        return bool(shown & wanted.images)
    if bool(shown) != wanted.pictured:
        return False
    said = bare(plain(str(post.get("commentary") or "")))
    if said or bare(wanted.text):
        return said == bare(wanted.text)
    return str(_mapping(content.get("article")).get("source")) == wanted.link


def _images(content: Json) -> set[str]:
    several = _mapping(content.get("multiImage")).get("images")
    entries = [content.get("media"), *(several if isinstance(several, list) else [])]
    return {str(_mapping(entry).get("id") or "") for entry in entries} - {""}


def _mapping(value: Any) -> Json:
    return value if isinstance(value, dict) else {}
