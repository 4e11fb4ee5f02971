"""What Instagram is told to make containers from."""

from __future__ import annotations

from publisher.networks.base import Json, Picture, Piece, Placement
from publisher.networks.pictures import slots


def parts(piece: Piece) -> dict[str, Json]:
    """The forms of a carousel's pictures, by slot; none for anything else."""
    if len(piece.pictures) < 2:
        return {}
    return {slot: {"is_carousel_item": "true", **_picture(picture)} for slot, picture in slots(piece.pictures)}


def post(piece: Piece, caption: str, children: list[str]) -> Json:
    """The form of what is published."""
    form: Json = {"caption": caption} if caption else {}
    if children:
        return {"media_type": "CAROUSEL", "children": ",".join(children), **form}
    if piece.film:
        form |= {"video_url": piece.film.url} if piece.film.url else {"upload_type": "resumable"}
    if piece.placement == Placement.STORY:
        return {"media_type": "STORIES", **form, **({} if piece.film else {"image_url": piece.pictures[0].url})}
    return {"media_type": "REELS", **form} if piece.film else form | _picture(piece.pictures[0])


def kind(piece: Piece) -> tuple[str, str]:
    """What the page's posts say of themselves that are like this one: media_type and media_product_type."""
    product = "STORY" if piece.placement == Placement.STORY else "REELS" if piece.film else "FEED"
    return "VIDEO" if piece.film else "CAROUSEL_ALBUM" if len(piece.pictures) > 1 else "IMAGE", product


def _picture(picture: Picture) -> Json:
    return {"image_url": picture.url, **({"alt_text": picture.alt} if picture.alt else {})}
