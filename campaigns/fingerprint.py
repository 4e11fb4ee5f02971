"""A picture's fingerprint: alike for pictures that look alike, whatever their format, size and compression.

A difference hash: the picture is shrunk to 9 × 8 grey pixels, and each of 64 bits says whether a pixel is brighter than
the one to its right (hackerfactor.com, “Kind of Like That”). It knows pictures again that were scaled, saved anew or
slightly retouched; not those that were turned, mirrored or cropped.
"""

from django.db import models
from PIL import Image

WIDTH, HEIGHT = 9, 8
ALIKE = 6
"""Fingerprints that differ in so many bits, or fewer, are taken for the same picture."""


def of(image: Image.Image) -> int | None:
    """As a signed number of 64 bits, for the database; None for a picture of one colour, in which nothing is to be
    seen again."""
    grey = image.convert("L").resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    pixels = grey.tobytes()
    bits = 0
    for row in range(HEIGHT):
        for column in range(WIDTH - 1):
            place = row * WIDTH + column
            bits = bits << 1 | (pixels[place] > pixels[place + 1])
    return bits - (bits >> 63 << 64) if bits else None


class Apart(models.Func):
    """In how many bits two fingerprints differ."""

    template = "bit_count((%(expressions)s)::bit(64))"
    arg_joiner = " # "
    output_field = models.IntegerField()
