"""Files whose row never came do not stay, whoever was killed when."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.models import Brand, User
from campaigns import orphans
from campaigns.models import Asset, Upload
from publisher import bells, tasks
from tests.cast import film_file, picture_file


class Lost(Exception):
    """What comes between a file and its row."""


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    """Of this test alone: others write files of their own meanwhile."""
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def files(folder: Path) -> Iterator[Path]:
    return (file for file in folder.rglob("*") if file.is_file())


def grow_old(folder: Path) -> None:
    for file in files(folder):
        os.utime(file, (0, 0))


def names(asset: Asset) -> set[str]:
    return {file.name for file in (asset.file, asset.poster) if file}


def test_files_whose_row_was_never_written_go_after_a_day(folder: Path, ana: User, aurora: Brand) -> None:
    kept = names(Asset.upload(ana, aurora, film_file())) | names(Asset.upload(ana, aurora, picture_file()))
    lost = set()
    with suppress(Lost), transaction.atomic():
        lost = names(Asset.upload(ana, aurora, film_file()))
        raise Lost
    assert orphans.remove() == 0, "its row may be on its way"
    grow_old(folder)
    assert orphans.remove() == len(lost) == 2
    assert {str(file.relative_to(folder)) for file in files(folder)} == kept


def test_parts_of_an_upload_that_is_gone_go_at_once(ana: User) -> None:
    gone, going_on = (Upload.begin(ana, "film.mp4", 10) for _ in range(2))
    for upload in (gone, going_on):
        upload.receive(ContentFile(b"12345"), 0)
    gone.delete()  # and whoever gave it up was killed before its parts went
    assert orphans.remove() == 1
    assert default_storage.listdir("uploads")[0] == [going_on.token]


def test_half_a_file_goes_and_one_that_is_being_written_stays(folder: Path, db: None) -> None:
    for place in ("small", "renditions"):
        (folder / place).mkdir()
        (folder / place / f"a.jpg.{place}.half").write_bytes(b"half")
    (folder / "small" / "a.jpg").write_bytes(b"whole")
    grow_old(folder)
    os.utime(folder / "renditions" / "a.jpg.renditions.half")
    orphans.remove()
    assert {file.name for file in files(folder)} == {"a.jpg", "a.jpg.renditions.half"}


def test_beat_asks_for_it_daily(folder: Path, ana: User) -> None:
    upload = Upload.begin(ana, "film.mp4", 10)
    upload.receive(ContentFile(b"12345"), 0)
    upload.delete()
    assert "publisher.tasks.remove_orphans" in {one["task"] for one in bells.beat_schedule.values()}
    tasks.remove_orphans()
    assert list(files(folder)) == []
