"""Bringing a film to Instagram by its bytes, where it cannot fetch it.

Source: developers.facebook.com/docs/instagram-platform/content-publishing/resumable-uploads. Instagram says how far it
has come, so a part whose answer was lost is not a problem.
"""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from publisher.networks.answers import Answer, doubt
from publisher.networks.base import Account, Film, Json, Refused, Trouble, Unfinished
from publisher.networks.http import Door
from publisher.networks.instagram.verdicts import RULES, TITLE
from publisher.networks.meta.errors import verdict
from publisher.networks.meta.graph import Ask

PART = 8_000_000
"""Bytes in one call, which has to end in time on a slow line."""


async def bring(door: Door, account: Account, ask: Ask, film: Film, handle: Json) -> None:
    """The next part of the film. Raises `Unfinished` after each; does nothing once all are there."""
    if handle.get("uploaded"):
        return
    there = await _there(ask, handle["container"])
    if there >= film.size:
        handle["uploaded"] = True
        return
    headers = {
        "Authorization": f"OAuth {account.secret['token']}",
        "Content-Type": "application/octet-stream",
        "offset": str(there),
        "file_size": str(film.size),
    }
    body = await asyncio.to_thread(film.read, there, PART)
    answer = await door.call("POST", _address(account, handle["container"]), headers=headers, body=body)
    if not answer.fine:
        raise _verdict(answer)
    raise Unfinished


async def _there(ask: Ask, container: str) -> int:
    """How many bytes Instagram has."""
    answer = await ask("GET", f"/{container}", query={"fields": "status_code,video_status"})
    phase = answer.value("video_status", "uploading_phase")
    if not isinstance(phase, dict):
        raise doubt(answer, once=False)
    # The documents spell it in both ways.
    told = phase.get("bytes_transferred", phase.get("bytes_transfered", 0))
    return told if isinstance(told, int) else 0


def _address(account: Account, container: str) -> str:
    """Beside the Graph: rupload.facebook.com for graph.facebook.com."""
    home = urlsplit(account.home.rstrip("/"))
    path, _, version = home.path.rpartition("/")
    host = home.netloc.replace("graph.", "rupload.", 1)
    return f"{home.scheme}://{host}{path}/ig-api-upload/{version}/{container}"


def _verdict(answer: Answer) -> Exception:
    """Errors of this host have a form of their own (`debug_info`)."""
    if answer.status < 500 and answer.value("debug_info", "retriable") is False:
        reason = "Instagram does not take the film as it is. Save it anew as MP4 with H.264 and AAC."
        said = answer.word("debug_info", "message")
        return Refused(reason, said, answer.trace_id, answer.status, trouble=Trouble.MEDIA)
    if answer.value("debug_info"):
        return doubt(answer, once=False, words=answer.word("debug_info", "message"))
    return verdict(answer, once=False, title=TITLE, rules=RULES)
