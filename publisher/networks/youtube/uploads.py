"""Bringing a film to YouTube, part by part; it is private there until its time.

Source: developers.google.com/youtube/v3/guides/using_resumable_upload_protocol.
"""

from __future__ import annotations

import asyncio
import re

from publisher.networks.answers import Answer, doubt
from publisher.networks.base import Account, Film, Json, Later, Piece, Refused, Trouble, Unfinished
from publisher.networks.http import Door
from publisher.networks.uploads import is_theirs, limits_of_uploads
from publisher.networks.youtube import options
from publisher.networks.youtube.calls import ask, bearer
from publisher.networks.youtube.verdicts import verdict
from publisher.networks.youtube.words import words

PART = 8 * 1024 * 1024
"""Bytes of a part: a multiple of 256 KiB, and small enough to pass within the deadline of one call."""
PATIENCE = 10.0
"""Seconds after which no further part is begun in one claim."""
_RECEIVED = re.compile(r"bytes=0-(\d+)\Z")
_RESUME = 308


async def bring(door: Door, account: Account, piece: Piece, film: Film, handle: Json) -> None:
    """Fill `video` of the handle with the id of the film. Raises `Unfinished` after each step.

    The address of the upload is written down before the first byte goes there, and what has arrived is asked of YouTube
    itself, so that a crash repeats nothing. Were the address lost all the same, a private film would be left behind,
    which nobody sees.
    """
    if "session" not in handle:
        handle["session"] = await _begun(door, account, piece, film)
        raise Unfinished
    answer = await _put(door, account, handle, b"", f"bytes */{film.size}")
    ends = asyncio.get_running_loop().time() + PATIENCE
    while answer.status == _RESUME:
        answer = await _next(door, account, handle, film, _received(answer))
        if answer.status == _RESUME and asyncio.get_running_loop().time() > ends:
            raise Unfinished
    if not answer.word("id"):
        raise doubt(answer, once=False)
    handle["video"] = answer.word("id")
    raise Unfinished


async def _begun(door: Door, account: Account, piece: Piece, film: Film) -> str:
    """The address for the bytes."""
    made = options.resource(account, *words(piece), piece.language)
    query = {
        "uploadType": "resumable",
        "part": ",".join(made),
        "notifySubscribers": options.notify(account),
    }
    headers = {"X-Upload-Content-Length": str(film.size), "X-Upload-Content-Type": film.mime}
    path = "/upload/youtube/v3/videos"
    # Uploads have a quota of their own, and a channel a limit; films that are there already are shown all the same.
    with limits_of_uploads(400, 403):
        answer = await ask(door, account, "POST", path, query=query, json=made, headers=headers)
    session = answer.headers.get("location", "")
    if not session:
        raise doubt(answer, once=False)
    if not is_theirs(session, account.home, "googleapis.com"):
        reason = "YouTube wants the film at an address that is not Google's. Check the page's server address."
        raise Refused(reason, trouble=Trouble.MISCONFIGURED)
    return session


async def _next(door: Door, account: Account, handle: Json, film: Film, start: int) -> Answer:
    """Send the part that begins at `start`. Raises `Later` when YouTube has no more of the film afterwards."""
    part = await asyncio.to_thread(film.read, start, PART)
    answer = await _put(door, account, handle, part, f"bytes {start}-{start + len(part) - 1}/{film.size}")
    if answer.status == _RESUME and _received(answer) <= start:
        raise Later("YouTube kept nothing of the last part of the film. Marquee sends it again.", status=_RESUME)
    return answer


async def _put(door: Door, account: Account, handle: Json, body: bytes, content_range: str) -> Answer:
    """308 asks for more, 2xx shows the film that was made of all bytes."""
    headers = {**bearer(account), "Content-Range": content_range, "Content-Type": "application/octet-stream"}
    answer = await door.call("PUT", handle["session"], headers=headers, body=body)
    if answer.status in (404, 410):
        reason = "YouTube has dropped the upload of the film. Marquee begins it anew."
        raise Later(reason, answer.words, status=answer.status, prepare=True)
    if not answer.fine and answer.status != _RESUME:
        raise verdict(answer, once=False)
    return answer


def _received(answer: Answer) -> int:
    """How many bytes YouTube has; it says nothing of none."""
    found = _RECEIVED.match(answer.headers.get("range", ""))
    return int(found[1]) + 1 if found else 0
