"""What can be seen of a film without playing it."""

from __future__ import annotations

import io
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Film:
    """`codec` and `sound` are FFmpeg's names; `rate` is in pictures a second."""

    mime: str
    width: int
    height: int
    seconds: float
    rate: float
    codec: str
    sound: str


def look_at_film(content: bytes) -> Film | None:
    """None when the bytes are no film in an MP4 or MOV."""
    import av
    from av.error import FFmpegError

    try:
        with av.open(io.BytesIO(content), mode="r", format="mp4") as container:
            picture = next(iter(container.streams.video), None)
            if picture is None:
                return None
            return Film(
                "video/quicktime" if content[8:12] == b"qt  " else "video/mp4",
                picture.width,
                picture.height,
                (container.duration or 0) / av.time_base,
                float(picture.average_rate or 0),
                picture.codec_context.name,
                next((sound.codec_context.name for sound in container.streams.audio), ""),
            )
    except (FFmpegError, ValueError):
        return None
