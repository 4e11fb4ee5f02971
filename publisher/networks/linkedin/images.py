"""Bringing pictures to LinkedIn.

Source: learn.microsoft.com/linkedin/marketing/community-management/shares/images-api.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from urllib.parse import urlsplit

from publisher.networks.answers import Answer, doubt
from publisher.networks.base import Account, Json, Later, Picture, Piece, Refused, Trouble
from publisher.networks.http import Door
from publisher.networks.linkedin.calls import ask, author, bearer, encoded
from publisher.networks.linkedin.verdicts import PROCESSING, verdict
from publisher.networks.pictures import slots

PATIENCE = 15.0
"""Seconds `prepare` waits for LinkedIn to finish its work on the pictures before it gives the turn to others."""
PAUSE = 1.0


async def bring(door: Door, account: Account, piece: Piece, handle: Json) -> None:
    """Fill `images` of the handle with the name of each picture; `waiting` are those not ready to be shown."""
    for slot, picture in slots(piece.pictures):
        if slot in handle.setdefault("images", {}):
            continue
        request = {"initializeUploadRequest": {"owner": author(account)}}
        begun = await ask(door, account, "POST", "/images", query={"action": "initializeUpload"}, json=request)
        urn, address = begun.word("value", "image"), begun.word("value", "uploadUrl")
        if not (urn and address):
            raise doubt(begun, once=False)
        await _put(door, account, address, picture)
        handle["images"][slot] = urn
        handle.setdefault("waiting", []).append(urn)
    await _processed(door, account, handle)


def brought(piece: Piece, handle: Json) -> list[str]:
    """The names of the pictures, in order. Raises `Later` when they are not there yet."""
    known: dict[str, str] = handle.get("images", {})
    wanted = [slot for slot, _ in slots(piece.pictures)]
    if not set(wanted) <= set(known) or handle.get("waiting"):
        raise Later("The pictures are not at LinkedIn yet. Marquee brings them there first.", prepare=True)
    return [known[slot] for slot in wanted]


async def _put(door: Door, account: Account, address: str, picture: Picture) -> None:
    """The bytes, with the token; LinkedIn says where to, and the token goes to nobody else."""
    if not _is_theirs(address, account.home):
        reason = "LinkedIn wants the pictures at an address that is not its own. Check the page's server address."
        raise Refused(reason, trouble=Trouble.MISCONFIGURED)
    headers = {**bearer(account), "Content-Type": "application/octet-stream"}
    answer = await door.call("PUT", address, headers=headers, body=await asyncio.to_thread(picture.read))
    if not answer.fine:
        raise verdict(answer, once=False)


def _is_theirs(address: str, home: str) -> bool:
    there, here = urlsplit(address), urlsplit(home)
    if (there.scheme, there.netloc) == (here.scheme, here.netloc):
        return True
    return there.scheme == "https" and f".{there.hostname}".endswith(".linkedin.com")


async def _processed(door: Door, account: Account, handle: Json) -> None:
    """Wait until LinkedIn has worked through the pictures, as far as patience goes."""
    waiting: list[str] = handle.get("waiting", [])
    patience_ends = asyncio.get_running_loop().time() + PATIENCE
    while waiting:
        answer = await _state(door, account, waiting[0])
        if answer.word("status") == "AVAILABLE":
            waiting.pop(0)
        elif answer.word("status") == "PROCESSING_FAILED":
            reason = "LinkedIn could not work with a picture. Save it anew as JPEG or PNG."
            raise Refused(reason, answer.words, answer.trace_id, answer.status, trouble=Trouble.MEDIA)
        elif asyncio.get_running_loop().time() > patience_ends:
            reason = "LinkedIn still works on the pictures. Marquee asks again in a moment."
            raise Later(reason, trace_id=answer.trace_id, until=datetime.now(UTC) + PROCESSING)
        else:
            await asyncio.sleep(PAUSE)


async def _state(door: Door, account: Account, urn: str) -> Answer:
    try:
        return await ask(door, account, "GET", f"/images/{encoded(urn)}")
    except Refused as refused:
        if refused.status != 404:
            raise
        raise Later(
            "LinkedIn has thrown the pictures away. Marquee brings them there again.", status=404, prepare=True
        ) from refused
