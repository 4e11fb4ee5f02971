"""Bringing pictures to X. Source: docs.x.com, x-api/media (upload, metadata)."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from publisher.networks.answers import doubt
from publisher.networks.base import Account, Json, Later, Picture, Piece
from publisher.networks.http import Door, File
from publisher.networks.pictures import file_name, slots
from publisher.networks.x.session import ask

KEPT = timedelta(hours=20)
"""X keeps uploads that no post shows for 24 hours."""


async def bring(door: Door, account: Account, piece: Piece, handle: Json) -> None:
    """Fill `media` of the handle with X's `id` and `key` for each picture; `described` are those with their text."""
    media, described = handle.setdefault("media", {}), handle.setdefault("described", [])
    for slot, picture in slots(piece.pictures):
        if slot not in media:
            media[slot] = await _upload(door, account, picture)
            handle.setdefault("expires_at", (datetime.now(UTC) + KEPT).isoformat())
        if picture.alt and slot not in described:
            await describe(door, account, media[slot]["id"], picture.alt)
            described.append(slot)


def brought(piece: Piece, handle: Json) -> list[str]:
    """X's ids, in order. Raises `Later` when there is one that is not there, or not described, yet."""
    media, described = handle.get("media", {}), handle.get("described", [])
    wanted = slots(piece.pictures)
    if not all(slot in media and (slot in described or not picture.alt) for slot, picture in wanted):
        raise Later("The pictures are not at X yet. Marquee brings them there first.", prepare=True)
    return [media[slot]["id"] for slot, _ in wanted]


async def describe(door: Door, account: Account, number: str, alt: str) -> None:
    metadata = {"id": number, "metadata": {"alt_text": {"text": alt}}}
    await ask(door, account, "POST", "/media/metadata", json=metadata)


async def _upload(door: Door, account: Account, picture: Picture) -> Json:
    """Bring one picture: the id a post shows it by, and the key under which the post is found."""
    file = File("media", file_name(picture), picture.mime, await asyncio.to_thread(picture.read))
    form = {"media_category": "tweet_image", "media_type": picture.mime}
    answer = await ask(door, account, "POST", "/media/upload", form=form, files=[file])
    if not answer.word("data", "id"):
        raise doubt(answer, once=False)
    return {"id": answer.word("data", "id"), "key": answer.word("data", "media_key")}
