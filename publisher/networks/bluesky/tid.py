"""TIDs, the record keys of Bluesky posts. Source: atproto.com/specs/tid."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta

_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def new_tid(at: datetime) -> str:
    """A key for the second of `at`: microseconds since 1970 and a 10-bit clock id, 13 letters that sort by time.

    What is below the second is random, and so is the clock id, so that posts of the same second differ.
    """
    seconds = int(at.timestamp())
    number = (seconds * 1_000_000 + secrets.randbelow(1_000_000)) << 10 | secrets.randbelow(1024)
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(60, -1, -5))


def time_of(tid: str) -> datetime:
    """The moment in a TID. Raises `ValueError` for anything that is not one."""
    number = 0
    for letter in tid:
        number = number << 5 | _ALPHABET.index(letter)
    return _EPOCH + timedelta(microseconds=number >> 10)
