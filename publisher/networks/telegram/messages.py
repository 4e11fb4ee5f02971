"""A piece as one call of the Bot API. Source: core.telegram.org/bots/api, sendMessage, sendPhoto, sendMediaGroup."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

from publisher.networks.base import Json, Picture, Piece
from publisher.networks.http import File
from publisher.networks.pictures import file_name


async def request(piece: Piece, text: str, chat: str) -> tuple[str, Json]:
    """The method and the parts of the request that makes this piece a post: one call, whatever it shows."""
    if not piece.pictures:
        return "sendMessage", {"json": message(piece, text, chat)}
    if len(piece.pictures) == 1:
        form = {"chat_id": chat, **({"caption": text} if text else {})}
        return "sendPhoto", {"form": form, "files": await files(piece.pictures, ["photo"])}
    names = [f"photo{number}" for number in range(1, len(piece.pictures) + 1)]
    album = json.dumps(media(names, text))
    return "sendMediaGroup", {
        "form": {"chat_id": chat, "media": album},
        "files": await files(piece.pictures, names),
    }


def message(piece: Piece, text: str, chat: str) -> Json:
    """The link stands in the text, since its preview may fail; the option only says which of several is shown."""
    preview = {"link_preview_options": {"url": piece.link}} if piece.link else {}
    return {"chat_id": chat, "text": text, **preview}


def media(names: Sequence[str], text: str) -> list[Json]:
    """The album. The first picture's caption is shown as the album's."""
    album: list[Json] = [{"type": "photo", "media": f"attach://{name}"} for name in names]
    if text:
        album[0]["caption"] = text
    return album


async def files(pictures: Sequence[Picture], names: Sequence[str]) -> list[File]:
    return [
        File(name, file_name(picture), picture.mime, await asyncio.to_thread(picture.read))
        for name, picture in zip(names, pictures, strict=True)
    ]
