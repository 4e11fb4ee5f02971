"""What Threads is told to make containers from."""

from __future__ import annotations

from publisher.networks.base import Json, Picture, Piece
from publisher.networks.pictures import slots


def parts(piece: Piece) -> dict[str, Json]:
    """The forms of a carousel's pictures, by slot; none for anything else."""
    if len(piece.pictures) < 2:
        return {}
    return {slot: {"is_carousel_item": "true", **_picture(picture)} for slot, picture in slots(piece.pictures)}


def post(piece: Piece, text: str, children: list[str]) -> Json:
    """The form of what is published. Only words alone have a place for a link."""
    form: Json = {"text": text} if text else {}
    if piece.above:
        form["reply_to_id"] = piece.above.parent
    if children:
        return {"media_type": "CAROUSEL", "children": ",".join(children), **form}
    if piece.film:
        return {"media_type": "VIDEO", "video_url": piece.film.url, **_described(piece.film.alt), **form}
    if piece.pictures:
        return {**_picture(piece.pictures[0]), **form}
    return {"media_type": "TEXT", **form, **({"link_attachment": piece.link} if piece.link else {})}


def kind(piece: Piece) -> str:
    """The media_type that the page's posts have which are like this one."""
    if piece.film:
        return "VIDEO"
    return ("TEXT_POST", "IMAGE", "CAROUSEL_ALBUM")[min(len(piece.pictures), 2)]


def _picture(picture: Picture) -> Json:
    return {"media_type": "IMAGE", "image_url": picture.url, **_described(picture.alt)}


def _described(alt: str) -> Json:
    return {"alt_text": alt} if alt else {}
