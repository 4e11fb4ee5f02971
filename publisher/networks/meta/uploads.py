"""Bringing a film to a Facebook page ahead of its time: for the feed in parts, for a reel or a story in one.

Sources: as of `films`; error 1363037: facebookarchive/php-graph-sdk#821.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

from publisher.networks.answers import Answer, doubt
from publisher.networks.base import Account, Film, Json, Piece, Placement, Refused, Trouble, Unfinished
from publisher.networks.films import streamed
from publisher.networks.http import Door, File
from publisher.networks.meta.errors import verdict
from publisher.networks.meta.graph import Ask
from publisher.networks.uploads import is_theirs

EDGES = {Placement.REEL: "video_reels", Placement.STORY: "video_stories"}
WRONG_PLACE = 1363037
"""The subcode by which a part that is not the next one is told which is."""
PAUSE = 2.0
"""Seconds until Facebook is asked again how far it is."""


async def bring(  # noqa: PLR0913, PLR0917 - all that a film is made of
    ask_as: Callable[..., Coroutine[Any, Any, Answer]],
    door: Door,
    account: Account,
    piece: Piece,
    text: str,
    handle: Json,
) -> None:
    """Fill `film` of the handle: the `video`, how far it was sent, and whether it is `ready` to be published."""
    begun: Json = handle.setdefault("film", {})
    if begun.get("ready") or piece.film is None:
        return
    ask: Ask = partial(ask_as, door, account)
    if piece.placement == Placement.FEED:
        # Parts of films go to a host of their own: graph-video.facebook.com.
        host = replace(account, home=account.home.replace("//graph.", "//graph-video.", 1))
        await _bring_in_parts(partial(ask_as, door, host), f"/{account.remote_id}/videos", piece.film, text, begun)
        await _wait(ask, begun)
    else:
        await _bring_whole(door, account, ask, f"/{account.remote_id}/{EDGES[piece.placement]}", piece.film, begun)
    begun["ready"] = True


async def _bring_in_parts(ask: Ask, edge: str, film: Film, text: str, begun: Json) -> None:
    """Facebook says which part it wants next, so that one which is sent again does no harm."""
    if not begun:
        answer = await ask("POST", edge, form={"upload_phase": "start", "file_size": str(film.size)})
        video, session = answer.word("video_id"), answer.word("upload_session_id")
        if not (video and session):
            raise doubt(answer, once=False)
        begun |= {"video": video, "session": session, **_next_part(answer)}
        raise Unfinished
    if begun["start"] < begun["end"]:
        begun |= await _send_part(ask, edge, film, begun)
        raise Unfinished
    if not begun.get("finished"):
        form = {"upload_phase": "finish", "upload_session_id": begun["session"], "published": "false"}
        await ask("POST", edge, form={**form, **({"description": text} if text else {})})
        begun["finished"] = True
        raise Unfinished(PAUSE)


async def _wait(ask: Ask, begun: Json) -> None:
    if (await _status(ask, begun)).word("status", "video_status") != "ready":
        raise Unfinished(PAUSE)


async def _send_part(ask: Ask, edge: str, film: Film, begun: Json) -> Json:
    content = await asyncio.to_thread(film.read, begun["start"], begun["end"] - begun["start"])
    form = {"upload_phase": "transfer", "upload_session_id": begun["session"], "start_offset": str(begun["start"])}
    file = File("video_file_chunk", "part", "application/octet-stream", content)
    return _next_part(await ask("POST", edge, form=form, files=[file], heed=WRONG_PLACE))


def _next_part(answer: Answer) -> Json:
    """Where it begins and ends, in an answer or in the error that corrects us; they are texts in one of them."""
    path = ("error", "error_data") if answer.value("error") else ()
    start, end = (answer.word(*path, name) for name in ("start_offset", "end_offset"))
    if not (start.isdecimal() and end.isdecimal()):
        raise doubt(answer, once=False)
    return {"start": int(start), "end": int(end)}


async def _bring_whole(  # noqa: PLR0913, PLR0917 - all that a film is made of
    door: Door, account: Account, ask: Ask, edge: str, film: Film, begun: Json
) -> None:
    """In one call; one that broke off goes on from the byte that Facebook has come to."""
    if not begun:
        answer = await ask("POST", edge, form={"upload_phase": "start"})
        if not (answer.word("video_id") and answer.word("upload_url")):
            raise doubt(answer, once=False)
        begun |= {"video": answer.word("video_id"), "address": answer.word("upload_url")}
        raise Unfinished
    sending = (await _status(ask, begun)).value("status", "uploading_phase") or {}
    if sending.get("status") == "complete":
        return
    # Facebook's documents spell it with one r and with two.
    offset = int(sending.get("bytes_transferred") or sending.get("bytes_transfered") or 0)
    await _send(door, account, film, begun["address"], offset)
    raise Unfinished


async def _send(door: Door, account: Account, film: Film, address: str, offset: int) -> None:
    if not is_theirs(address, account.home, "facebook.com"):
        reason = "Facebook wants the film at an address that is not its own. Check the page's server address."
        raise Refused(reason, trouble=Trouble.MISCONFIGURED)
    token = account.secret["token"]
    headers = {"Authorization": f"OAuth {token}", "offset": str(offset), "file_size": str(film.size)}
    headers["Content-Type"] = "application/octet-stream"
    answer = await door.call("POST", address, headers=headers, body=await streamed(film, offset))
    if not answer.fine:
        raise verdict(answer, once=False)


async def _status(ask: Ask, begun: Json) -> Answer:
    """How far Facebook is with the film. Raises `Refused` when it cannot work with it."""
    answer = await ask("GET", f"/{begun['video']}", query={"fields": "status"})
    check(answer)
    return answer


def check(answer: Answer) -> None:
    """Raises `Refused` when Facebook cannot work with the film."""
    if answer.word("status", "video_status") in ("error", "expired", "upload_failed"):
        reason = "Facebook could not work with the film. Save it anew as MP4 with H.264."
        said = answer.word("status", "processing_phase", "errors", 0, "message") or answer.words
        raise Refused(reason, said, answer.trace_id, answer.status, trouble=Trouble.MEDIA)
