"""How much memory the processes of an installation take, watched while they work."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

import psutil

from rig.process import Process

EVERY = 0.5


def resident(processes: Iterable[Process]) -> dict[str, float]:
    """MB of resident memory by name, children included."""
    found = {}
    for process in processes:
        if pid := process.pid:
            with suppress(psutil.NoSuchProcess):
                leader = psutil.Process(pid)
                found[process.name] = sum(_size(one) for one in (leader, *leader.children(recursive=True)))
    return {name: round(size / 2**20, 1) for name, size in found.items()}


def _size(process: psutil.Process) -> int:
    with suppress(psutil.NoSuchProcess):
        return int(process.memory_info().rss)
    return 0


@contextmanager
def peaks(processes: Iterable[Process]) -> Iterator[dict[str, float]]:
    """The highest figure of each process so far, in MB."""
    highest: dict[str, float] = {}
    over = threading.Event()

    def watch() -> None:
        while not over.wait(EVERY):
            for name, size in resident(processes).items():
                highest[name] = max(size, highest.get(name, 0.0))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield highest
    finally:
        over.set()
        watcher.join()
