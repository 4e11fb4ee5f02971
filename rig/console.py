"""What a person at the terminal is told, and how they stop what runs."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

_signals: list[int] = []
"""What asked us to stop."""


class Interrupted(Exception):
    """The person asked to stop."""


def say(text: str = "", end: str = "\n") -> None:
    """Print at once. A terminal that was closed is no reason to leave processes running."""
    with suppress(OSError):
        print(text, end=end, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Say what is being done, a dot every two seconds while it lasts, and how long it took."""
    say(f"· {title} ", end="")
    began, over = time.monotonic(), threading.Event()
    dots = threading.Thread(target=_dots, args=[over], daemon=True)
    dots.start()
    outcome = "broken off after"
    try:
        yield
        outcome = "in"
    finally:
        over.set()
        dots.join()
        say(f"{outcome} {time.monotonic() - began:.1f} s")


def _dots(over: threading.Event) -> None:
    while not over.wait(2):
        say(".", end="")


def heed_signals() -> None:
    """From now on Ctrl-C, SIGTERM and a closed terminal end the next `pause`, and break off nothing else."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: _signals.append(number))


def pause(seconds: float) -> None:
    """Sleep. Raises `Interrupted` as soon as the person asks to stop."""
    until = time.monotonic() + seconds
    while not _signals and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.05))
    if _signals:
        raise Interrupted


def wait_until(holds: Callable[[], bool], seconds: float) -> bool:
    """Whether it came to hold within `seconds`. Raises `Interrupted`."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            return False
        pause(0.1)
    return True
