"""Bringing a film to Pinterest. Source: pinterest/api-description, v5/openapi.yaml (media/create, media/get)."""

from __future__ import annotations

from publisher.networks.answers import doubt
from publisher.networks.base import Account, Film, Json, Later, Piece, Refused, Trouble, Unfinished
from publisher.networks.films import film_name, streamed
from publisher.networks.http import Door, File
from publisher.networks.pinterest.calls import ask

PAUSE = 2.0
"""Seconds until Pinterest is asked again whether it is done with the film."""


async def bring(door: Door, account: Account, film: Film, handle: Json) -> None:
    """Fill `film` of the handle: its `id`, where it goes to, and whether it was `sent` and is `ready`."""
    begun: Json = handle.setdefault("film", {})
    if not begun:
        begun |= await _begun(door, account)
        raise Unfinished
    if not begun.get("sent"):
        await _send(door, film, begun)
        begun["sent"] = True
        raise Unfinished(PAUSE)
    if not begun.get("ready"):
        begun["ready"] = await _is_ready(door, account, begun)


def brought(piece: Piece, handle: Json) -> str:
    """The film's id, "" when the piece has none. Raises `Later` when it is not there yet."""
    begun: Json = handle.get("film", {})
    if piece.film and not begun.get("ready"):
        raise Later("The film is not at Pinterest yet. Marquee brings it there first.", prepare=True)
    return str(begun["id"]) if piece.film else ""


async def _begun(door: Door, account: Account) -> Json:
    answer = await ask(door, account, "POST", "/media", json={"media_type": "video"})
    number, address, fields = answer.word("media_id"), answer.word("upload_url"), answer.value("upload_parameters")
    if not (number and address and isinstance(fields, dict)):
        raise doubt(answer, once=False)
    return {"id": number, "address": address, "fields": fields}


async def _send(door: Door, film: Film, begun: Json) -> None:
    """To a storehouse that is not Pinterest's own and gets no token: every field as given, and the file last."""
    file = File("file", film_name(film), film.mime, await streamed(film))
    answer = await door.call("POST", begun["address"], form=begun["fields"], files=[file])
    if answer.status == 403:
        reason = "Pinterest waited too long for the film. Marquee brings it there again."
        raise Later(reason, status=403, prepare=True)
    if not answer.fine:
        raise doubt(answer, once=False, words="The storehouse did not take the film.")


async def _is_ready(door: Door, account: Account, begun: Json) -> bool:
    try:
        answer = await ask(door, account, "GET", f"/media/{begun['id']}")
    except Refused as refused:
        if refused.status != 404:
            raise
        reason = "Pinterest has thrown the film away. Marquee brings it there again."
        raise Later(reason, status=404, prepare=True) from refused
    if answer.word("status") == "failed":
        reason = "Pinterest could not work with the film. Save it anew as MP4 with H.264."
        raise Refused(reason, answer.words, answer.trace_id, answer.status, trouble=Trouble.MEDIA)
    if answer.word("status") != "succeeded":
        raise Unfinished(PAUSE)
    return True
