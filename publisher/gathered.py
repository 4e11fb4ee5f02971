"""Styles and scripts as they are installed: named by their content, packed, and few."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'@import "\.\./(?P<name>css/[\w-]+\.css)";\n')


class Gathered(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """A style sheet of `sheets/` gets what it imports put in, so that a page waits for two files and not for forty.
    Scripts of ours import each other by the names that they have here: by two names one would run twice."""

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("js/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )

    def post_process(self, paths: dict[str, tuple[Any, str]], dry_run: bool = False, **options: Any) -> Iterator[Any]:
        if not dry_run:
            for sheet in [name for name in paths if name.startswith("sheets/")]:
                whole = IMPORT.sub(lambda found: _text(paths, found["name"]), _text(paths, sheet))
                Path(self.path(sheet)).write_text(whole)
                paths[sheet] = (self, sheet)
        yield from super().post_process(paths, dry_run=dry_run, **options)


def _text(paths: dict[str, tuple[Any, str]], name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        text: str = file.read().decode()
    return text
