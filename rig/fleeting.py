"""Data folders that last as long as the process that asked for them: for tests, checks and benches."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rig import kept
from rig.places import DATA
from rig.process import recorded, stop_all
from rig.services import Services

FOLDERS = DATA / "fleeting"


@contextmanager
def folder(folders: Path = FOLDERS) -> Iterator[Path]:
    """A new folder, cleared at the end. Those of processes that were killed meanwhile are cleared first."""
    folders.mkdir(parents=True, exist_ok=True)
    with kept.locked(folders / "lock"):
        for left in folders.glob("*/"):
            _clear_if_left(left)
        fresh = Path(tempfile.mkdtemp(dir=folders))
        owner = (fresh / "owner").open("w")
        fcntl.flock(owner, fcntl.LOCK_EX)
    with owner:
        try:
            yield fresh
        finally:
            clear(fresh)


def clear(data: Path) -> None:
    """End every process that a data folder has on record, and delete the folder with its databases."""
    stop_all(recorded(data))
    Services(data, given={}).remove()
    shutil.rmtree(data, ignore_errors=True)


def _clear_if_left(data: Path) -> None:
    with (data / "owner").open("a") as owner:
        try:
            fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        clear(data)
