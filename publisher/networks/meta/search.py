"""Looking for a post among those a Facebook page has published.

Source: developers.facebook.com/docs/graph-api/reference/page/published_posts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from publisher.networks.base import Json, Receipt
from publisher.networks.meta.graph import Ask
from publisher.networks.meta.listing import published
from publisher.networks.text import bare

SKEW = timedelta(seconds=60)
"""How far Facebook's clock may be behind ours."""
FIELDS = "id,message,created_time,permalink_url,attachments{target,media_type,unshimmed_url,subattachments}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of the post that is looked for."""

    text: str
    link: str
    photo_ids: frozenset[str]
    since: datetime
    known: frozenset[str]


async def find_post(ask: Ask, page_id: str, wanted: Wanted) -> Receipt | None:
    """The post that shows these photos, or else says the same, and was made since the attempt."""
    async for post in published(ask, f"/{page_id}/published_posts", FIELDS, "created_time", wanted.since - SKEW):
        names = {str(post.get("id")), *_targets(post)}  # the post of a film is known by the film
        if not names & wanted.known and _is_it(post, wanted):
            return Receipt(str(post["id"]), str(post.get("permalink_url") or f"https://www.facebook.com/{post['id']}"))
    return None


def _is_it(post: Json, wanted: Wanted) -> bool:
    if wanted.photo_ids and (shown := _targets(post)):
        return bool(shown & wanted.photo_ids)
    said = bare(str(post.get("message") or ""))
    if said or bare(wanted.text):
        return said == bare(wanted.text)
    return any(wanted.link in _addresses(one) for one in _attachments(post))


def _targets(post: Json) -> set[str]:
    """The ids of what the post shows."""
    return {str(target["id"]) for one in _attachments(post) if (target := one.get("target")) and target.get("id")}


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
