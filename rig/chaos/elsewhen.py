"""Runs a Python program in whose process it is another time: `python -m rig.chaos.elsewhen SECONDS MODULE ARGUMENT…`

Only what the program itself reads from the clock is moved; the system's clock, and the monotonic one, stay as they are.
"""

import datetime as dt
import runpy
import sys
import time
from datetime import datetime as TrueDatetime  # noqa: N812 - the name is about to mean another

true_time, true_time_ns = time.time, time.time_ns


class _Kind(type):
    """Every true datetime counts as one of the moved: drivers written in C go on making the true ones."""

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, TrueDatetime)

    def __subclasscheck__(cls, kind: type) -> bool:
        return issubclass(kind, TrueDatetime)


def move(seconds: float) -> None:
    """From now on `datetime.now`, `utcnow` and `time.time` tell a time that is `seconds` later than it is."""
    shift = dt.timedelta(seconds=seconds)

    class Moved(TrueDatetime, metaclass=_Kind):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> TrueDatetime:  # type: ignore[override]
            return TrueDatetime.now(tz) + shift

        @classmethod
        def utcnow(cls) -> TrueDatetime:  # type: ignore[override]
            return TrueDatetime.utcnow() + shift  # noqa: DTZ003 - it stands for that very function

    Moved.__name__ = Moved.__qualname__ = "datetime"
    Moved.__module__ = "datetime"
    dt.datetime = Moved  # type: ignore[misc]
    time.time = lambda: true_time() + seconds
    time.time_ns = lambda: true_time_ns() + int(seconds * 1e9)


if __name__ == "__main__":
    move(float(sys.argv[1]))
    sys.argv = sys.argv[2:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
