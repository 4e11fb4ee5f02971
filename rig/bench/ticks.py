"""How long the dispatchers' turns take, as they say themselves at debug level."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from rig.bench.verdict import quantile
from rig.process import Process

Json = dict[str, Any]


class Ticks:
    """The turns from now on of these dispatchers, which have to log as JSON and at debug level."""

    def __init__(self, dispatchers: Iterable[Process]) -> None:
        self.logs = {process.log: process.log.stat().st_size for process in dispatchers}

    def seconds(self) -> list[float]:
        """How long each turn took, sorted."""
        found: list[float] = []
        for log, before in self.logs.items():
            with log.open("rb") as file:
                file.seek(before)
                found += turns(file)
        return sorted(found)


def turns(lines: Iterable[bytes]) -> Iterator[float]:
    """The seconds in those lines of a log that tell of a turn; the last line may not be whole yet."""
    for line in lines:
        if b'"event": "turn"' in line and line.endswith(b"\n"):
            yield float(json.loads(line)["seconds"])


def described(seconds: list[float]) -> Json:
    """In milliseconds."""
    shares = {"p50": 0.5, "p99": 0.99, "max": 1.0}
    return {"turns": len(seconds)} | {name: round(quantile(seconds, share) * 1000, 1) for name, share in shares.items()}
