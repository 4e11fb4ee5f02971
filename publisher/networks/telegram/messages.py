"""A piece as one call of the Bot API. Source: core.telegram.org/bots/api, sendMessage, sendPhoto, sendAnimation,
sendVideo, sendMediaGroup, editMessageText and editMessageCaption."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

from publisher.networks.base import Film, Json, Picture, Piece
from publisher.networks.films import film_name, streamed
from publisher.networks.http import File
from publisher.networks.pictures import GIF, file_name


async def request(piece: Piece, text: str, chat: str) -> tuple[str, Json]:
    """The method and the parts of the request that makes this piece a post: one call, whatever it shows."""
    caption = {"caption": text} if text else {}
    if not (piece.pictures or piece.film):
        return "sendMessage", {"json": message(piece, text, chat)}
    if piece.film and not piece.pictures:
        about = {**sides(piece.film), "supports_streaming": "true"}
        return "sendVideo", {
            "form": {"chat_id": chat, **caption, **about},
            "files": [await film_file(piece.film, "video")],
        }
    if len(piece.pictures) == 1 and not piece.film:
        name = "animation" if piece.pictures[0].mime == GIF else "photo"
        shown = await files(piece.pictures, [name])
        return f"send{name.capitalize()}", {"form": {"chat_id": chat, **caption}, "files": shown}
    names = [f"photo{number}" for number in range(1, len(piece.pictures) + 1)]
    sent = await files(piece.pictures, names)
    film = [await film_file(piece.film, "film")] if piece.film else []
    form = {"chat_id": chat, "media": json.dumps(media(names, text, piece.film))}
    return "sendMediaGroup", {"form": form, "files": [*film, *sent]}


def message(piece: Piece, text: str, chat: str) -> Json:
    """The link stands in the text, since its preview may fail; the option only says which of several is shown."""
    preview = {"link_preview_options": {"url": piece.link}} if piece.link else {}
    return {"chat_id": chat, "text": text, **preview}


def changed(piece: Piece, text: str, chat: str) -> tuple[str, Json]:
    """The method and what it is given to change the words of this piece, but for the message's number."""
    if piece.pictures or piece.film:
        return "editMessageCaption", {"chat_id": chat, "caption": text}
    return "editMessageText", message(piece, text, chat)


def media(names: Sequence[str], text: str, film: Film | None = None) -> list[Json]:
    """The album, the film first. The caption of its first item is shown as the album's."""
    album: list[Json] = [{"type": "photo", "media": f"attach://{name}"} for name in names]
    if film:
        album.insert(0, {"type": "video", "media": "attach://film", **sides(film), "supports_streaming": True})
    if text:
        album[0]["caption"] = text
    return album


def sides(film: Film) -> dict[str, str]:
    """What clients show of a film before they have it."""
    return {"width": str(film.width), "height": str(film.height), "duration": str(round(film.seconds))}


async def film_file(film: Film, name: str) -> File:
    return File(name, film_name(film), film.mime, await streamed(film))


async def files(pictures: Sequence[Picture], names: Sequence[str]) -> list[File]:
    return [
        File(name, file_name(picture), picture.mime, await asyncio.to_thread(picture.read))
        for name, picture in zip(names, pictures, strict=True)
    ]
