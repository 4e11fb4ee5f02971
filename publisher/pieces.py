"""Turns a frozen content into what a network adapter gets, with the bytes of its pictures checked against the
approval."""

import hashlib
from collections.abc import Callable

from django.core.files.storage import default_storage

from campaigns.content import Content, Medium
from publisher.networks.base import Picture, Piece, Refused, Trouble


def piece_of(content: Content) -> Piece:
    pictures = tuple(picture_of(medium) for medium in content.media)
    return Piece(content.text, content.link, pictures, language=content.language, first_comment=content.first_comment)


def picture_of(medium: Medium) -> Picture:
    return Picture(
        medium.checksum, medium.mime, medium.width, medium.height, medium.size, medium.alt, read=_reader(medium)
    )


def _reader(medium: Medium) -> Callable[[], bytes]:
    """Reads the stored bytes, in any thread. Raises `Refused` when they are gone or are not those approved."""

    def read() -> bytes:
        try:
            with default_storage.open(medium.file, "rb") as file:
                data: bytes = file.read()
        except FileNotFoundError:
            reason = "A picture of this post is no longer in storage. Upload it again."
            raise Refused(reason, trouble=Trouble.MEDIA) from None
        if hashlib.sha256(data).hexdigest() != medium.checksum:
            raise Refused("A picture changed after it was approved, so it was not sent.", trouble=Trouble.MEDIA)
        return data

    return read
