"""Real films: pictures that change, and silence."""

import os
from pathlib import Path

import av
from PIL import Image

RATE = 25
SIZE = (720, 1280)
"""Upright, as reels and shorts want it."""
CHUNK = 1024 * 1024


def make(path: Path, seconds: float = 4, size: tuple[int, int] = SIZE) -> Path:
    """Write the film as MP4 (H.264, AAC)."""
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("h264", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        sound = container.add_stream("aac", rate=48_000)
        for number in range(int(seconds * RATE)):
            image = Image.new("RGB", size, (number * 2 % 256, 70, 110))
            frame = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call]
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        for number in range(int(seconds * 48_000 / 1024)):
            silence = av.AudioFrame(format="fltp", layout="stereo", samples=1024)
            for plane in silence.planes:
                plane.update(bytes(plane.buffer_size))
            silence.rate, silence.pts = 48_000, number * 1024
            container.mux(sound.encode(silence))
        container.mux(sound.encode(None))
    return path


def make_heavy(path: Path, size: int) -> Path:
    """One that is so many bytes long: behind its pictures lies a box of noise, which players pass over."""
    with make(path).open("ab") as file:
        left = size - file.tell()
        file.write(left.to_bytes(4, "big") + b"free")
        for start in range(8, left, CHUNK):
            file.write(os.urandom(min(CHUNK, left - start)))
    return path
