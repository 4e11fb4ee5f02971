"""Looking for a post among the account's public ones. Source: developers.tiktok.com/doc/tiktok-api-v2-video-list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from publisher.networks.answers import moment
from publisher.networks.base import Account, Json
from publisher.networks.http import Door
from publisher.networks.text import bare
from publisher.networks.tiktok.calls import ask

SKEW = timedelta(minutes=2)
"""How far TikTok's clock may be behind ours."""
PAGE = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    caption: str
    since: datetime
    known: frozenset[str]


async def find_post(door: Door, account: Account, wanted: Wanted) -> str:
    """The id of the post that says exactly this; "" if none of the newest does, or there are no words to go by."""
    if not bare(wanted.caption):
        return ""
    fields = {"fields": "id,create_time,title,video_description"}
    answer = await ask(door, account, "POST", "/video/list/", query=fields, json={"max_count": PAGE})
    found = (str(row.get("id") or "") for row in answer.rows("data", "videos") if _is_it(row, wanted))
    return next((number for number in found if number and number not in wanted.known), "")


def _is_it(row: Json, wanted: Wanted) -> bool:
    """By its time and its words, of which TikTok gives back the same in either place."""
    made = moment(str(row.get("create_time")))
    if made is None or made < wanted.since - SKEW:
        return False
    return bare(wanted.caption) in {bare(str(row.get(place) or "")) for place in ("title", "video_description")}
