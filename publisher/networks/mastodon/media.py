"""Bringing pictures and films to a Mastodon server. Source: docs.joinmastodon.org, methods/media."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from publisher.networks.answers import Answer, doubt
from publisher.networks.base import Json, Later, Piece, Refused, Unfinished
from publisher.networks.films import film_name, streamed
from publisher.networks.http import File
from publisher.networks.pictures import file_name, slots
from publisher.networks.uploads import limits_of_uploads

KEPT = timedelta(hours=20)
"""Uploads that no status shows are thrown away after a day (mastodon/mastodon, Vacuum::MediaAttachmentsVacuum)."""
PAUSE = 1.0
"""Seconds until the server is asked again whether it is done with what it got."""


class Ask(Protocol):
    """One call as the account in question."""

    async def __call__(self, method: str, path: str, **parts: Any) -> Answer: ...


async def bring(ask: Ask, piece: Piece, handle: Json) -> None:
    """Fill `media` of the handle with the server's id of each; `waiting` are those it still works on."""
    for slot, picture in slots(piece.pictures):
        if slot not in handle.setdefault("media", {}):
            content = await asyncio.to_thread(picture.read)
            await _upload(ask, slot, File("file", file_name(picture), picture.mime, content), picture.alt, handle)
    if (film := piece.film) and film.checksum not in handle.setdefault("media", {}):
        file = File("file", film_name(film), film.mime, await streamed(film))
        await _upload(ask, film.checksum, file, film.alt, handle)
    await _processed(ask, handle)


def brought(piece: Piece, handle: Json) -> list[str]:
    """The server's ids, in order. Raises `Later` when there is one that is not there yet."""
    uploaded: dict[str, str] = handle.get("media", {})
    wanted = [slot for slot, _ in slots(piece.pictures)] + ([piece.film.checksum] if piece.film else [])
    if not set(wanted) <= set(uploaded) or handle.get("waiting"):
        raise Later("The pictures or the film are not at Mastodon yet. Marquee brings them there first.", prepare=True)
    return [uploaded[slot] for slot in wanted]


async def _upload(ask: Ask, slot: str, file: File, alt: str, handle: Json) -> None:
    form = {"description": alt} if alt else {}
    with limits_of_uploads():  # 30 in half an hour (rack_attack.rb, throttle_api_media)
        answer = await ask("POST", "/api/v2/media", form=form, files=[file])
    if not answer.word("id"):
        raise doubt(answer, once=False)
    handle.setdefault("expires_at", (datetime.now(UTC) + KEPT).isoformat())
    handle["media"][slot] = answer.word("id")
    if answer.status == 202:
        handle.setdefault("waiting", []).append(answer.word("id"))


async def _processed(ask: Ask, handle: Json) -> None:
    """Raises `Unfinished` while the server works on any of them: it answers 206 then."""
    waiting: list[str] = handle.get("waiting", [])
    while waiting:
        try:
            answer = await ask("GET", f"/api/v1/media/{waiting[0]}")
        except Refused as refused:
            raise _unusable(refused) from refused
        if answer.status == 206:
            raise Unfinished(PAUSE)
        waiting.pop(0)


def _unusable(refused: Refused) -> Refused | Later:
    if refused.status == 404:
        reason = "Mastodon has thrown the pictures or the film away. Marquee brings them there again."
        return Later(reason, status=404, prepare=True)
    return refused
