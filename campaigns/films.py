"""Opens uploaded films with care: what they are, whether they play to their end, and a picture of how they look.

Films are never held in memory whole, and are kept as they came: re-encoding costs minutes, and quality.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import av
from av.container import InputContainer
from av.video.stream import VideoStream
from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from PIL import Image

from campaigns import fingerprint
from campaigns.uploads import BadUpload, named

KINDS = {"mp4": ("video/mp4", "mp4"), "mov": ("video/quicktime", "mov"), "webm": ("video/webm", "webm")}
CHUNK = 1024 * 1024
POSTER = (1280, 1280)


class BadFilm(BadUpload):
    pass


@dataclass(frozen=True, slots=True)
class CleanFilm:
    """`path` is where the file lies while it is being kept. `seconds`, `rate` (pictures a second), `codec` and `sound`
    are as FFmpeg names them; `poster` is a JPEG."""

    path: Path
    mime: str
    extension: str
    width: int
    height: int
    size: int
    checksum: str
    seconds: float
    rate: float
    codec: str
    sound: str
    poster: bytes
    fingerprint: int | None


def is_film(upload: "UploadedFile[Any]") -> bool:
    upload.seek(0)
    head = upload.read(12)
    upload.seek(0)
    return starts_film(head)


def starts_film(head: bytes) -> bool:
    """By the first bytes: ISO base media (ISO 14496-12: `ftyp`) or EBML (Matroska, WebM)."""
    return head[4:8] in {b"ftyp", b"moov", b"mdat", b"wide"} or head[:4] == b"\x1a\x45\xdf\xa3"


@contextmanager
def clean(upload: "UploadedFile[Any]") -> Iterator[CleanFilm]:
    """The film, read from a file on disk while the context lasts. Raises `BadFilm`."""
    name = named(upload.name)
    _refuse_by_size(name, upload.size or 0)
    with _on_disk(upload) as path:
        try:
            with av.open(str(path)) as container:
                yield _read(name, path, container)
        except av.error.FFmpegError as fault:
            raise BadFilm(f"{name} is damaged or no film that can be played. Export it again as MP4.") from fault


def _refuse_by_size(name: str, size: int) -> None:
    if size > settings.FILM_BYTES:
        limit = settings.FILM_BYTES // (1024 * 1024)
        raise BadFilm(f"{name} is {size / 1024 / 1024:.0f} MB; at most {limit} MB are taken. Make it smaller.")


@contextmanager
def _on_disk(upload: "UploadedFile[Any]") -> Iterator[Path]:
    if isinstance(upload, TemporaryUploadedFile):
        yield Path(upload.temporary_file_path())
        return
    with NamedTemporaryFile() as file:
        for chunk in upload.chunks(CHUNK):
            file.write(chunk)
        file.flush()
        yield Path(file.name)


def _read(name: str, path: Path, container: InputContainer) -> CleanFilm:
    kind = _kind(name, container)
    if not container.streams.video:
        raise BadFilm(f"{name} has sound only. Choose a film with a picture.")
    stream = container.streams.video[0]
    seconds = float(container.duration or 0) / 1_000_000
    if not seconds:
        raise BadFilm(f"{name} does not say how long it is. Export it again as MP4.")
    still = _still(name, container, stream)
    sound = container.streams.audio[0].codec_context.name if container.streams.audio else ""
    return CleanFilm(
        path=path,
        mime=KINDS[kind][0],
        extension=KINDS[kind][1],
        width=still.width,
        height=still.height,
        size=path.stat().st_size,
        checksum=_checksum(path),
        seconds=round(seconds, 3),
        rate=round(float(stream.average_rate or 0), 3),
        codec=stream.codec_context.name,
        sound=sound,
        poster=_jpeg(still),
        fingerprint=fingerprint.of(still),
    )


def _kind(name: str, container: InputContainer) -> str:
    names = set(container.format.name.split(","))
    if "webm" in names:
        return "webm"
    if "mp4" not in names:
        raise BadFilm(f"{name} is a {container.format.long_name} film. Save it as MP4, MOV or WebM.")
    return "mov" if name.lower().endswith(".mov") else "mp4"


def _still(name: str, container: InputContainer, stream: VideoStream) -> Image.Image:
    """The first whole picture, right side up."""
    for frame in container.decode(stream):
        image: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
        turn = getattr(frame, "rotation", 0) or 0
        return image.rotate(turn, expand=True) if turn else image
    raise BadFilm(f"{name} holds no picture. Export it again as MP4.")


def _jpeg(still: Image.Image) -> bytes:
    output, small = BytesIO(), still.copy()
    small.thumbnail(POSTER)
    small.convert("RGB").save(output, "JPEG", quality=85)
    return output.getvalue()


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
