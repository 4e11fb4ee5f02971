"""Bringing a film to LinkedIn, by parts.

Source: learn.microsoft.com/linkedin/marketing/community-management/shares/videos-api.
"""

from __future__ import annotations

import asyncio
from typing import Any

from publisher.networks.answers import doubt
from publisher.networks.base import Account, Film, Json, Later, Piece, Refused, Trouble, Unfinished
from publisher.networks.http import Door
from publisher.networks.linkedin.calls import ask, author
from publisher.networks.linkedin.processing import PAUSE, is_ready, state
from publisher.networks.linkedin.verdicts import verdict
from publisher.networks.uploads import is_theirs


async def bring(door: Door, account: Account, film: Film, handle: Json) -> None:
    """Fill `film` of the handle: its `urn`, where its parts go to, their `tags`, and whether it is `ready`."""
    begun: Json = handle.setdefault("film", {})
    if not begun:
        begun |= await _begun(door, account, film)
        raise Unfinished
    if len(begun["tags"]) < len(begun["parts"]):
        part = begun["parts"][len(begun["tags"])]
        begun["tags"].append(await _put(door, account, film, part))
        raise Unfinished
    if not begun.get("ready"):
        await _finish(door, account, begun)
        begun["ready"] = await is_ready(door, account, "videos", begun["urn"])


def brought(piece: Piece, handle: Json) -> str:
    """The film's name. Raises `Later` when it is not there yet."""
    begun: Json = handle.get("film", {})
    if not begun.get("ready"):
        raise Later("The film is not at LinkedIn yet. Marquee brings it there first.", prepare=True)
    return str(begun["urn"])


async def _begun(door: Door, account: Account, film: Film) -> Json:
    request = {"owner": author(account), "fileSizeBytes": film.size, "uploadCaptions": False, "uploadThumbnail": False}
    body = {"initializeUploadRequest": request}
    answer = await ask(door, account, "POST", "/videos", query={"action": "initializeUpload"}, json=body)
    urn, parts = answer.word("value", "video"), answer.value("value", "uploadInstructions")
    if not urn or not isinstance(parts, list) or not all(map(_is_part, parts)):
        raise doubt(answer, once=False)
    return {"urn": urn, "token": answer.word("value", "uploadToken"), "parts": parts, "tags": []}


def _is_part(part: Any) -> bool:
    return isinstance(part, dict) and {"uploadUrl", "firstByte", "lastByte"} <= part.keys()


async def _put(door: Door, account: Account, film: Film, part: Json) -> str:
    """One part, to an address of its own that is signed and wants no token; gives the tag by which it is counted."""
    if not is_theirs(part["uploadUrl"], account.home, "linkedin.com"):
        reason = "LinkedIn wants the film at an address that is not its own. Check the page's server address."
        raise Refused(reason, trouble=Trouble.MISCONFIGURED)
    first, last = int(part["firstByte"]), int(part["lastByte"])  # the last one is part of it
    content = await asyncio.to_thread(film.read, first, last - first + 1)
    headers = {"Content-Type": "application/octet-stream"}
    answer = await door.call("PUT", part["uploadUrl"], headers=headers, body=content)
    if not answer.fine:
        raise verdict(answer, once=False)
    tag = answer.headers.get("etag", "").strip('"')
    if not tag:
        raise doubt(answer, once=False, words="The answer has no ETag.")
    return tag


async def _finish(door: Door, account: Account, begun: Json) -> None:
    """Say that all parts are there, once: whether it was said, LinkedIn knows best."""
    if (await state(door, account, "videos", begun["urn"])).word("status") != "WAITING_UPLOAD":
        return
    request = {"video": begun["urn"], "uploadToken": begun["token"], "uploadedPartIds": begun["tags"]}
    body = {"finalizeUploadRequest": request}
    await ask(door, account, "POST", "/videos", query={"action": "finalizeUpload"}, json=body)
    raise Unfinished(PAUSE)
