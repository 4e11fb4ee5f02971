"""Files in a folder of this machine: each is there whole, or not at all.

What is made once, such as a picture cropped for a network, is known by its name alone. Half of one, which a killed
process left there, would be public for ever.
"""

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.storage import FileSystemStorage


class Folder(FileSystemStorage):
    def _save(self, name: str, content: Any) -> str:
        """Written beside its place and on the disk before it gets its name; never in place of another."""
        half: str = super()._save(f"{name}.{uuid4().hex}.half", content)  # type: ignore[misc]
        with self.open(half, "rb") as file:
            os.fsync(file.fileno())
        while True:
            try:
                os.link(self.path(half), self.path(name))
            except FileExistsError:
                name = self.get_available_name(name)
            else:
                self.delete(half)
                return name

    def forget_halves(self, before: datetime) -> None:
        """Remove what killed processes had half written by then."""
        for half in Path(self.location).rglob("*.half"):
            with suppress(FileNotFoundError):  # it has just got its name
                if half.stat().st_mtime < before.timestamp():
                    half.unlink()
