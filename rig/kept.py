"""Small values that outlive a process: made once, kept in a file that only its owner may read."""

import fcntl
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


def write(path: Path, text: str) -> None:
    """Write the whole file or nothing of it, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    fresh.replace(path)


def kept(path: Path, make: Callable[[], str]) -> str:
    """What the file holds; `make` is asked when there is no file yet."""
    if not path.exists():
        write(path, make())
    return path.read_text()


def secret(path: Path, size: int = 32) -> str:
    """A text of `size` random bytes that needs no quoting in an address."""
    return kept(path, lambda: secrets.token_urlsafe(size))


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Wait until no other process is inside with the same path. A killed process lets go by itself."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
