"""The sandbox's memory across restarts: one JSON line for everything that happened, only ever appended."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson

Json = dict[str, Any]


class Journal:
    """Lines `{"kind": …, "value": {…}}` in `<folder>/journal.jsonl`; without a folder nothing is kept.

    Each line reaches the operating system in one write before the caller goes on, so a killed process loses nothing
    that it answered for; at worst the last line is torn, and is cut off at the next start.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._file: int | None = None
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = os.open(folder / "journal.jsonl", os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            # Two writers would tear each other's lines and each know only half of what became public.
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def append(self, kind: str, value: Any) -> None:
        if self._file is not None:
            line = orjson.dumps({"kind": kind, "value": value}, option=orjson.OPT_APPEND_NEWLINE)
            written = os.write(self._file, line)
            if written != len(line):
                raise OSError(f"the journal took {written} of {len(line)} bytes: is the disk full?")

    def replay(self, readers: Mapping[str, Callable[[Json], object]]) -> int:
        """Hand every line, oldest first, to the reader of its kind; gives the number of lines."""
        if self._file is None or self.folder is None:
            return 0
        lines = (self.folder / "journal.jsonl").read_bytes().splitlines(keepends=True)
        if lines and not lines[-1].endswith(b"\n"):
            os.ftruncate(self._file, sum(map(len, lines)) - len(lines.pop()))
        for line in lines:
            entry = orjson.loads(line)
            readers[entry["kind"]](entry["value"])
        return len(lines)

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None
