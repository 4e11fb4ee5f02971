"""Bringing pictures to LinkedIn.

Source: learn.microsoft.com/linkedin/marketing/community-management/shares/images-api.
"""

from __future__ import annotations

import asyncio

from publisher.networks.answers import doubt
from publisher.networks.base import Account, Json, Later, Picture, Piece, Refused, Trouble
from publisher.networks.http import Door
from publisher.networks.linkedin.calls import ask, author, bearer
from publisher.networks.linkedin.processing import is_ready
from publisher.networks.linkedin.verdicts import verdict
from publisher.networks.pictures import slots
from publisher.networks.uploads import is_theirs


async def bring(door: Door, account: Account, piece: Piece, handle: Json) -> None:
    """Fill `images` of the handle with the name of each picture; `waiting` are those not ready to be shown."""
    for slot, picture in slots(piece.brought):
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
    waiting: list[str] = handle.get("waiting", [])
    while waiting and await is_ready(door, account, "images", waiting[0]):
        waiting.pop(0)


def brought(piece: Piece, handle: Json) -> list[str]:
    """The names of the pictures, in order. Raises `Later` when they are not there yet."""
    known: dict[str, str] = handle.get("images", {})
    wanted = [slot for slot, _ in slots(piece.brought)]
    if not set(wanted) <= set(known) or handle.get("waiting"):
        raise Later("The pictures are not at LinkedIn yet. Marquee brings them there first.", prepare=True)
    return [known[slot] for slot in wanted]


async def _put(door: Door, account: Account, address: str, picture: Picture) -> None:
    """The bytes, with the token; LinkedIn says where to, and the token goes to nobody else."""
    if not is_theirs(address, account.home, "linkedin.com"):
        reason = "LinkedIn wants the pictures at an address that is not its own. Check the page's server address."
        raise Refused(reason, trouble=Trouble.MISCONFIGURED)
    headers = {**bearer(account), "Content-Type": "application/octet-stream"}
    answer = await door.call("PUT", address, headers=headers, body=await asyncio.to_thread(picture.read))
    if not answer.fine:
        raise verdict(answer, once=False)
