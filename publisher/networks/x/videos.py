"""Bringing a film or a GIF to X, by parts. Source: docs.x.com, x-api/media (initialize, append, finalize, status)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from publisher.networks.answers import Answer, doubt
from publisher.networks.base import Account, Film, Json, Later, Picture, Piece, Refused, Trouble, Unfinished
from publisher.networks.films import FilmRules, film_name
from publisher.networks.http import Door, File
from publisher.networks.pictures import GIF
from publisher.networks.x.session import ask
from publisher.networks.x.uploads import KEPT, describe

PART = 4_000_000
"""Bytes of a part; the documents say 1 MB by example, and took 5 MB in older versions. A thousand parts may be."""
PAUSE = 2.0
"""Seconds until X is asked again, when it does not say itself."""


def film_rules(limits: Mapping[str, Any]) -> FilmRules:
    """No most is set for its sides: the documents say 1280 × 1024, and recommend 720 × 1280 and 1080p beside it."""
    return FilmRules(
        size=512_000_000,
        shortest=0.5,
        longest=int(limits.get("seconds") or 140),
        codecs=("h264",),
        sounds=("aac",),
        rates=(0, 60),
        ratios=(1 / 3, 3),
        narrowest=32,
        lowest=32,
    )


def moving(piece: Piece) -> Film | None:
    """What goes there by parts: the film, or a GIF, which is alone in its post."""
    if piece.film or [picture.mime for picture in piece.pictures] != [GIF]:
        return piece.film
    return _as_film(piece.pictures[0])


async def bring(door: Door, account: Account, film: Film, handle: Json) -> None:
    """Fill `film` of the handle: X's `id` and `key` for it, how many bytes were `sent`, and whether it is `ready`."""
    begun: Json = handle.setdefault("film", {})
    if not begun:
        begun |= await _begun(door, account, film)
        handle.setdefault("expires_at", (datetime.now(UTC) + KEPT).isoformat())
        raise Unfinished
    if begun["sent"] < film.size:
        begun["sent"] += await _append(door, account, film, begun)
        raise Unfinished
    if not begun.get("finished"):
        # Said a second time, after a lost answer, it changes nothing.
        answer = await ask(door, account, "POST", f"/media/upload/{begun['id']}/finalize")
        begun["finished"] = True
        _check(answer)
    elif not begun.get("ready"):
        query = {"media_id": begun["id"], "command": "STATUS"}
        _check(await ask(door, account, "GET", "/media/upload", query=query))
    if film.mime == GIF and film.alt and not begun.get("ready"):
        await describe(door, account, begun["id"], film.alt)
    begun["ready"] = True


def brought(handle: Json) -> list[str]:
    """X's id for the film. Raises `Later` when it is not there yet."""
    begun: Json = handle.get("film", {})
    if not begun.get("ready"):
        raise Later("The film is not at X yet. Marquee brings it there first.", prepare=True)
    return [begun["id"]]


def _as_film(gif: Picture) -> Film:
    def read(start: int, length: int) -> bytes:
        return gif.read()[start : start + length]

    return Film(gif.checksum, GIF, gif.width, gif.height, gif.size, 0, 0, "gif", "", gif.alt, read)


async def _begun(door: Door, account: Account, film: Film) -> Json:
    category = "tweet_gif" if film.mime == GIF else "tweet_video"
    request = {"media_type": film.mime, "total_bytes": film.size, "media_category": category}
    answer = await ask(door, account, "POST", "/media/upload/initialize", json=request)
    if not answer.word("data", "id"):
        raise doubt(answer, once=False)
    return {"id": answer.word("data", "id"), "key": answer.word("data", "media_key"), "sent": 0}


async def _append(door: Door, account: Account, film: Film, begun: Json) -> int:
    """One part, under its number: sent a second time it takes its own place. Gives its length."""
    content = await asyncio.to_thread(film.read, begun["sent"], PART)
    file, form = File("media", film_name(film), film.mime, content), {"segment_index": str(begun["sent"] // PART)}
    await ask(door, account, "POST", f"/media/upload/{begun['id']}/append", form=form, files=[file])
    return len(content)


def _check(answer: Answer) -> None:
    """Raises `Unfinished` while X works on the film, `Refused` when it cannot. What needs no work names no state."""
    state, wait = answer.word("data", "processing_info", "state"), answer.value("data", "processing_info")
    if state in ("pending", "in_progress"):
        told = wait.get("check_after_secs") if isinstance(wait, dict) else None
        raise Unfinished(float(told) if isinstance(told, int | float) else PAUSE)
    if state == "failed":
        said = answer.word("data", "processing_info", "error", "message")
        reason = "X could not work with the film. Save it anew as MP4 with H.264 and AAC."
        raise Refused(reason, said, answer.trace_id, answer.status, trouble=Trouble.MEDIA)
