"""Films on a Facebook page: in its feed, as reels and as stories.

Sources: developers.facebook.com/docs/graph-api/reference/page/videos, /video-api/guides/reels-publishing and
/page-stories-api; facebook/facebook-business-sdk-codegen (a video can be changed to be `published`).

In the feed a film is sent and worked on unpublished, and published as it is. A reel and a story are sent before, and
Facebook works on them only once they are published: they may be seen some minutes later, or be given up. Until Facebook
says which, it is in doubt what became of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from publisher.networks.answers import Answer, doubt
from publisher.networks.base import Account, Json, Later, NetworkError, Piece, Placement, Receipt, Unsure
from publisher.networks.films import MP4, FilmRules
from publisher.networks.meta.graph import Ask
from publisher.networks.meta.uploads import EDGES, check
from publisher.networks.meta.usage import rest_until

_UPRIGHT: Any = {
    "size": 1_000_000_000,
    "shortest": 3,
    "codecs": ("h264", "hevc", "vp9", "av1"),
    "sounds": ("aac",),
    "rates": (23, 60),
    "narrowest": 540,
    "lowest": 960,
    "ratios": (0.55, 0.575),
}
RULES = {
    Placement.FEED: FilmRules(size=10_000_000_000, longest=4 * 3600, kinds=(*MP4, "video/webm"), codecs=()),
    Placement.REEL: FilmRules(longest=90, **_UPRIGHT),
    Placement.STORY: FilmRules(longest=60, **_UPRIGHT),
}
"""Upright is 9:16. No size is documented for reels and stories; one call carries them."""
WORKING = "Facebook has taken the film and still works on it. Marquee asks what becomes of it."
STATE = {"fields": "status,published"}


def rules(placement: Placement, limits: Mapping[str, Any]) -> FilmRules:
    """What operators found out concerns films in the feed, of which the documents say least."""
    return RULES[placement].within(limits) if placement == Placement.FEED else RULES[placement]


async def publish(ask: Ask, account: Account, piece: Piece, text: str, handle: Json) -> Receipt:
    """The one call that makes it public."""
    begun: Json = handle.get("film", {})
    if not begun.get("ready"):
        raise Later("The film is not at Facebook yet. Marquee brings it there first.", prepare=True)
    video = begun["video"]
    if piece.placement == Placement.FEED:
        answer = await ask("POST", f"/{video}", form={"published": "true"}, once=True)
    else:
        form = {"upload_phase": "finish", "video_id": video}
        if piece.placement == Placement.REEL:
            form |= {"video_state": "PUBLISHED", "description": text}
        answer = await ask("POST", f"/{account.remote_id}/{EDGES[piece.placement]}", form=form, once=True)
    if answer.value("success") is not True:
        raise doubt(answer, once=True)
    if piece.placement != Placement.FEED:
        await _shown(ask, video)
    return Receipt(video, _permalink(account, piece, video), answer.trace_id, rest_until(answer))


async def find(ask: Ask, account: Account, piece: Piece, handle: Json) -> Receipt | None:
    """The film says itself whether it is public. Raises `Later` while Facebook works on a reel or a story that it has
    taken, `Refused` when it gave it up."""
    video = handle.get("film", {}).get("video", "")
    if not video:
        return None
    answer = await ask("GET", f"/{video}", query=STATE)
    check(answer)
    if not _is_out(answer):
        if piece.placement != Placement.FEED and answer.word("status", "video_status") == "processing":
            raise Later(WORKING, trace_id=answer.trace_id)
        return None
    return Receipt(video, _permalink(account, piece, video), answer.trace_id)


async def _shown(ask: Ask, video: str) -> None:
    """Return once the film is out. It is in Facebook's hands, so that any trouble leaves doubt, but for its word that
    it gave it up."""
    try:
        answer = await ask("GET", f"/{video}", query=STATE)
    except NetworkError as error:
        raise Unsure(WORKING, error.network_text, error.trace_id) from error
    check(answer)
    if not _is_out(answer):
        raise Unsure(WORKING, trace_id=answer.trace_id)


def _is_out(answer: Answer) -> bool:
    published = answer.word("status", "publishing_phase", "publish_status") == "published"
    return answer.value("published") is True or published


def _permalink(account: Account, piece: Piece, video: str) -> str:
    """A story has no address that lasts: people see it on the page."""
    page = account.address or f"https://www.facebook.com/{account.remote_id}"
    return page if piece.placement == Placement.STORY else f"{page}/videos/{video}"
