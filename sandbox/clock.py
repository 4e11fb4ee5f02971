"""Times as the networks write them; inside the sandbox a time is epoch seconds."""

from __future__ import annotations

from datetime import UTC, datetime


def iso(at: float) -> str:
    """2026-11-23T18:00:00.123Z"""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def iso_micro(at: float) -> str:
    """2026-11-23T18:00:00.123456Z"""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds")[:-6] + "Z"
