"""Posting pictures to TikTok, which fetches them itself.

Source: developers.tiktok.com/doc/content-posting-api-reference-photo-post.
"""

from __future__ import annotations

from publisher.networks.answers import doubt
from publisher.networks.base import Account, Finding, Json, Later, Picture, Piece
from publisher.networks.fetched import check_addresses
from publisher.networks.http import Door
from publisher.networks.pictures import PictureRules, check_pictures
from publisher.networks.tiktok import creator, options
from publisher.networks.tiktok.calls import ask

RULES = PictureRules(most=35, kinds=("image/jpeg", "image/webp"), size=20_000_000, box=(1920, 1080))
"""“At most 1080p”, the documents say, and know of a check of the size that fails."""


async def prepare(door: Door, account: Account, caption: str, handle: Json) -> None:
    """Nothing can be brought ahead; how the account may post is asked."""
    if "info" not in handle:
        handle["info"] = options.pictures_info(account, await creator.query(door, account), caption)


async def publish(door: Door, account: Account, piece: Piece, handle: Json) -> None:
    """The call that makes them public. TikTok's name for the post is in the handle afterwards, and no older one."""
    if "info" not in handle:
        raise Later("TikTok has not said yet how this account may post. Marquee asks first.", prepare=True)
    handle.pop("publish_id", None)
    source = {"source": "PULL_FROM_URL", "photo_cover_index": 0}
    post = {
        "media_type": "PHOTO",
        "post_mode": "DIRECT_POST",
        "post_info": handle["info"],
        "source_info": {**source, "photo_images": [picture.url for picture in piece.pictures]},
    }
    answer = await ask(door, account, "POST", "/post/publish/content/init/", json=post, once=True)
    if not answer.word("data", "publish_id"):
        raise doubt(answer, once=True)
    handle["publish_id"] = answer.word("data", "publish_id")


def check(pictures: tuple[Picture, ...], network: str) -> list[Finding]:
    """What TikTok would refuse about pictures, each with the remedy."""
    return [*check_pictures(pictures, RULES, network), *check_addresses(pictures, network, "pictures")]
