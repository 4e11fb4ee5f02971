"""Photos of a Facebook post, staged unpublished ahead of its time.

Source: developers.facebook.com/docs/graph-api/reference/page/photos.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from publisher.networks.answers import doubt
from publisher.networks.base import Account, Json, Later, Piece
from publisher.networks.http import File
from publisher.networks.meta.graph import Ask
from publisher.networks.pictures import file_name, slots

KEPT = timedelta(hours=20)
"""Unpublished photos are promised no life; those for scheduled posts live for a day."""


async def bring(ask: Ask, account: Account, piece: Piece, handle: Json) -> None:
    """Fill `photos` of the handle: the id of each, by slot."""
    for slot, picture in slots(piece.pictures):
        if slot in handle.setdefault("photos", {}):
            continue
        file = File("source", file_name(picture), picture.mime, await asyncio.to_thread(picture.read))
        form = {"published": "false", **({"alt_text_custom": picture.alt} if picture.alt else {})}
        answer = await ask("POST", f"/{account.remote_id}/photos", form=form, files=[file])
        if not answer.word("id"):
            raise doubt(answer, once=False)
        note_end(handle)
        handle["photos"][slot] = answer.word("id")


def note_end(handle: Json) -> None:
    """What is at Facebook from now on counts as brought for so long."""
    handle.setdefault("expires_at", (datetime.now(UTC) + KEPT).isoformat())


def brought(piece: Piece, handle: Json) -> list[str]:
    """Their ids, in order. Raises `Later` when not all are there."""
    staged: dict[str, str] = handle.get("photos", {})
    wanted = [slot for slot, _ in slots(piece.pictures)]
    if not set(wanted) <= set(staged):
        raise Later("The pictures are not at Facebook yet. Marquee brings them there first.", prepare=True)
    return [staged[slot] for slot in wanted]
