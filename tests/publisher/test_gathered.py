"""What is installed: each style sheet whole, each script under one name."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.finders import FileSystemFinder

from publisher.gathered import Gathered

SHEETS = Path("static/sheets")
IMPORT = re.compile(r"""(?:from|import)\s*\(?["']([^"']+)["']""")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As `collectstatic` leaves them."""
    folder = tmp_path_factory.mktemp("static")
    gathered = Gathered(location=folder, base_url="/static/")
    paths: dict[str, tuple[Any, str]] = {}
    for path, storage in FileSystemFinder().list([]):
        name = f"{storage.prefix}/{path}" if storage.prefix else path
        if name.startswith(("css/", "sheets/", "js/", "fonts/inter-latin-")):
            paths[name] = (storage, path)
            with storage.open(path) as file:
                gathered.save(name, file)
    faults = [fault for *_, fault in gathered.post_process(paths) if isinstance(fault, Exception)]
    assert not faults
    return folder


@pytest.mark.parametrize("sheet", sorted(SHEETS.glob("*.css")), ids=lambda sheet: sheet.stem)
def test_a_sheet_is_one_file_with_all_that_it_names_in_order(sheet: Path, installed: Path) -> None:
    [whole] = installed.glob(f"sheets/{sheet.stem}.*.css")
    text, at = whole.read_text(), 0
    assert "@import" not in text
    for name in re.findall(r"css/[\w-]+\.css", sheet.read_text()):
        first = (sheet.parent.parent / name).read_text().partition("\n")[0]
        at = text.index(first, at)
    for font in re.findall(r'url\("([^"]+)"\)', text):
        assert (whole.parent / font).is_file(), "it is found from where the sheet lies"


def test_scripts_import_each_other_by_the_names_that_are_kept_for_ever(installed: Path) -> None:
    scripts = [script for script in installed.glob("js/*.js") if script.name.count(".") == 2]
    assert scripts
    for script in scripts:
        for name in IMPORT.findall(script.read_text()):
            assert name.count(".") == 3, (script.name, name)
            assert (script.parent / name).is_file(), (script.name, name)
