"""Pictures as large as those that people post."""

import random
from pathlib import Path

from PIL import Image

SIZE = (3872, 2592)
"""10 megapixels, as a camera makes them."""
SHARED = (1080, 1350)
"""As networks show them, and as people make them ready for networks."""
GRAIN = 18
"""Pixels from one random point to the next: enough detail for a file of just under 2 MB, all that Bluesky takes."""


def draw(folder: Path, count: int, size: tuple[int, int] = SIZE) -> list[Path]:
    """So many different JPEG files."""
    return [_draw(folder / f"picture-{number}.jpg", number, size) for number in range(count)]


def _draw(file: Path, seed: int, size: tuple[int, int]) -> Path:
    width, height = (side // GRAIN for side in size)
    noise = random.Random(seed).randbytes(width * height * 3)  # noqa: S311 - the same pictures every time
    Image.frombytes("RGB", (width, height), noise).resize(size, Image.Resampling.BICUBIC).save(file, quality=90)
    return file
