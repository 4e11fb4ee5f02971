"""Opens uploaded films with care: what they are, whether they play to their end, and a picture of how they look.

Films are never held in memory whole, and what they show is kept as it came: re-encoding costs minutes, and quality.
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

from campaigns import fingerprint, remux
from campaigns.uploads import BadUpload, mime_by_name, named

KINDS = {"mp4": ("video/mp4", "mp4"), "mov": ("video/quicktime", "mov"), "webm": ("video/webm", "webm")}
PICTURES = frozenset({b"avif", b"avis", b"heic", b"heix", b"mif1", b"msf1"})
"""What boxes hold that hold no film (ISO 23008-12: `major_brand`)."""
CHUNK = 1024 * 1024
POSTER = (1280, 1280)
PIXELS = 7680 * 4320
"""Of each picture: 8K, the most that cameras record."""
MISSING, BRIEF = 0.02, 0.25
"""So much of its length a film may end early, and so many seconds more: sound and sight rarely end together."""


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
    if head[4:8] == b"ftyp" and head[8:12] in PICTURES:
        return False
    return head[4:8] in {b"ftyp", b"moov", b"mdat", b"wide"} or head[:4] == b"\x1a\x45\xdf\xa3"


@contextmanager
def clean(upload: "UploadedFile[Any]") -> Iterator[CleanFilm]:
    """The film, read from a file on disk while the context lasts. Raises `BadFilm`."""
    name = named(upload.name)
    _refuse_by_size(name, upload.size or 0)
    with _on_disk(upload) as path:
        try:
            with av.open(str(path)) as container:
                kind = _kind(name, path, container)
                seen = _look(name, container)
                with remux.silent(path, container, kind) as silent:
                    yield _described(container, seen, kind, silent)
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


def _look(name: str, container: InputContainer) -> Image.Image:
    """Its first picture, once it is known to play to its end."""
    if not container.streams.video:
        raise BadFilm(f"{name} has sound only. Choose a film with a picture.")
    stream, seconds = container.streams.video[0], _seconds(container)
    if not seconds:
        raise BadFilm(f"{name} does not say how long it is. Export it again as MP4.")
    if stream.width * stream.height > PIXELS:
        size = f"{stream.width} × {stream.height}"
        raise BadFilm(f"{name} has {size} pixels; at most 7680 × 4320 are taken. Make it smaller.")
    if _reached(container, stream) < _said(stream, seconds) * (1 - MISSING) - BRIEF:
        raise BadFilm(f"{name} is cut short: its end is missing. Export it again and upload the new file.")
    container.seek(0)
    return _still(name, container, stream)


def _seconds(container: InputContainer) -> float:
    """How long it says it is."""
    return float(container.duration or 0) / 1_000_000


def _said(stream: VideoStream, seconds: float) -> float:
    """How long its pictures are said to last, where the file says it of them alone."""
    return float(stream.duration * stream.time_base) if stream.duration and stream.time_base else seconds


def _reached(container: InputContainer, stream: VideoStream) -> float:
    """How many seconds of pictures are there. A file that was cut may still say its whole length."""
    begin, end = stream.start_time or 0, 0
    for packet in container.demux(stream):
        if packet.pts is not None:
            end = max(end, packet.pts + (packet.duration or 0))
    return float((end - begin) * (stream.time_base or 0))


def _described(container: InputContainer, still: Image.Image, kind: str, path: Path) -> CleanFilm:
    stream = container.streams.video[0]
    return CleanFilm(
        path=path,
        mime=KINDS[kind][0],
        extension=KINDS[kind][1],
        width=still.width,
        height=still.height,
        size=path.stat().st_size,
        checksum=_checksum(path),
        seconds=round(_seconds(container), 3),
        rate=round(float(stream.average_rate or 0), 3),
        codec=stream.codec_context.codec.canonical_name,
        sound=container.streams.audio[0].codec_context.codec.canonical_name if container.streams.audio else "",
        poster=_jpeg(still),
        fingerprint=fingerprint.of(still),
    )


def _kind(name: str, path: Path, container: InputContainer) -> str:
    """By its bytes; a name that says another kind is refused."""
    names = set(container.format.name.split(","))
    if not names & {"webm", "mp4"} or ("webm" in names and not _is_webm(path)):
        raise BadFilm(f"{name} is a {container.format.long_name} film. Save it as MP4, MOV or WebM.")
    said = mime_by_name(name)
    if said and (said.partition("/")[0] not in ("video", "audio") or ("webm" in names) != (said == "video/webm")):
        extension = name.rpartition(".")[2].lower()
        raise BadFilm(f"{name} is named .{extension} but is a film of another kind. Rename or export it again.")
    return "webm" if "webm" in names else "mov" if name.lower().endswith(".mov") else "mp4"


def _is_webm(path: Path) -> bool:
    """Rather than any other Matroska: its EBML header says so (webmproject.org/docs/container, DocType)."""
    with path.open("rb") as file:
        return b"webm" in file.read(64)


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
