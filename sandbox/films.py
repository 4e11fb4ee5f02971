"""What a film is, by its bytes."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.packet import Packet
    from av.video.stream import VideoStream


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
    """None when the bytes are no film in an MP4, MOV or WebM, or break off before its end."""
    import av
    from av.error import FFmpegError

    is_webm = content.startswith(b"\x1aE\xdf\xa3")
    try:
        with av.open(io.BytesIO(content), "r", format="matroska" if is_webm else "mp4") as container:
            picture = next(iter(container.streams.video), None)
            packets = [packet for packet in container.demux(video=0) if packet.size] if picture else []
            if picture is None or not _is_whole(packets, picture.frames):
                return None
            sides = picture.width, picture.height
            return Film(
                "video/webm" if is_webm else "video/quicktime" if content[8:12] == b"qt  " else "video/mp4",
                *(sides[::-1] if _turn(packets) % 180 else sides),
                (container.duration or 0) / av.time_base,
                float(picture.average_rate or 0),
                picture.codec_context.name,
                next((sound.codec_context.name for sound in container.streams.audio), ""),
            )
    except (FFmpegError, ValueError):
        return None


def _is_whole(packets: list[Packet[VideoStream]], promised: int) -> bool:
    """Whether every picture that the index promises is there; only a film in MP4 or MOV promises any."""
    return bool(packets) and len(packets) >= promised and not any(packet.is_corrupt for packet in packets)


def _turn(packets: list[Packet[VideoStream]]) -> int:
    """By how many degrees it is turned when it is shown: telephones say that beside the film."""
    frames = (frame for packet in packets for frame in packet.decode())
    return int(getattr(next(frames, None), "rotation", 0) or 0)
