"""Pictures and films that were uploaded: their bytes, and what can be seen without decoding them."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image, UnidentifiedImageError

from sandbox.films import look_at_film

if TYPE_CHECKING:
    from sandbox.journal import Journal

Json = dict[str, Any]
MIMES = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}
MIMES |= {"BMP": "image/bmp", "TIFF": "image/tiff", "AVIF": "image/avif"}
PICTURES_IN_BOXES = (b"avif", b"avis", b"heic", b"mif1")


@dataclass(slots=True)
class Media:
    """One upload. `at` and `ready_at` are epoch seconds; `post` is the post that shows it."""

    id: str
    network: str
    account: str
    sha256: str
    mime: str
    bytes: int
    width: int
    height: int
    alt: str
    at: float
    ready_at: float
    post: str = ""

    def stored(self) -> Json:
        return {name: getattr(self, name) for name in self.__slots__}


def look(content: bytes) -> tuple[str, int, int]:
    """MIME type, width and height as the bytes themselves say; ("", 0, 0) when they are no picture or film.

    Of a picture only the head is read: one cut off in the middle passes, as it does at most networks' doors.
    """
    if (content[4:8] == b"ftyp" and content[8:12] not in PICTURES_IN_BOXES) or content.startswith(b"\x1aE\xdf\xa3"):
        film = look_at_film(content)
        return (film.mime, film.width, film.height) if film else ("", 0, 0)
    try:
        with Image.open(io.BytesIO(content), formats=list(MIMES)) as picture:
            return MIMES[picture.format or ""], *picture.size
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        return "", 0, 0


def frames(gif: bytes) -> int:
    """How many pictures it shows one after the other."""
    with Image.open(io.BytesIO(gif)) as picture:
        return getattr(picture, "n_frames", 1)


class Library:
    """Uploads by the network's own id, and their bytes by checksum."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.folder = None if journal.folder is None else journal.folder / "media"
        if self.folder is not None:
            self.folder.mkdir(exist_ok=True)
        self.by_id: dict[tuple[str, str], Media] = {}
        self.mimes: dict[str, str] = {}
        self._bytes: dict[str, bytes] = {}

    def add(self, content: bytes, **what: Any) -> Media:
        """Keep an upload; the fields are those of `Media`, less what the bytes say."""
        media = Media(sha256=hashlib.sha256(content).hexdigest(), bytes=len(content), **what)
        if media.sha256 not in self.mimes:
            self._write(media.sha256, content)
        self.journal.append("media", media)
        return self._keep(media)

    def restore(self, line: Json) -> None:
        self._keep(Media(**line))

    def find(self, network: str, media_id: str) -> Media | None:
        return self.by_id.get((network, media_id))

    def change(self, media: Media, **changes: Any) -> None:
        for name, value in changes.items():
            setattr(media, name, value)
        self.journal.append("media", media)

    def attach(self, network: str, media_id: str, post: str) -> None:
        """Not written down: the post that is says it, at replay too."""
        self.by_id[network, media_id].post = post

    def forget(self, media: Media) -> None:
        self.journal.append("forgotten media", {"network": media.network, "id": media.id})
        del self.by_id[media.network, media.id]

    def restore_forgetting(self, line: Json) -> None:
        del self.by_id[line["network"], line["id"]]

    def content(self, sha256: str) -> bytes:
        """The bytes. Raises `KeyError` when nothing with this checksum was ever uploaded."""
        if sha256 not in self.mimes:
            raise KeyError(sha256)
        return self._bytes[sha256] if self.folder is None else (self.folder / sha256).read_bytes()

    def _write(self, sha256: str, content: bytes) -> None:
        if self.folder is None:
            self._bytes[sha256] = content
        else:
            part = Path(self.folder / f"{sha256}.part")
            part.write_bytes(content)
            part.rename(self.folder / sha256)

    def _keep(self, media: Media) -> Media:
        self.by_id[media.network, media.id] = media
        self.mimes[media.sha256] = media.mime
        return media
