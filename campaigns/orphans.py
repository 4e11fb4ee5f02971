"""Files that no row names: who wrote them was killed, or lost the storage or the database, before there was a row.

Files are written first, so that no row names one that is not there. What then never gets its row is removed here.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.utils import timezone

from campaigns.models import Asset, Upload
from campaigns.models.upload import FOLDER, sweep
from campaigns.storing import forget_halves

AGE = timedelta(days=1)
"""No transaction takes so long: what has no row by then gets none any more."""
BACK = timedelta(days=27)
"""Looked at are the folders of this month and of that day's: each is for long enough after its end."""
KEPT = {"file": "assets", "poster": "posters"}
"""In which folder the files of an asset's field are, by year and month."""


def remove(age: timedelta = AGE) -> int:
    """Delete those that are older; returns how many files and uploads. Raises `Away`."""
    before = timezone.now() - age
    files, folders = list(_files(before)), list(_folders())
    for name in files:
        default_storage.delete(name)
    for folder in folders:
        sweep(folder)
    forget_halves(before)
    return len(files) + len(folders)


def _files(before: datetime) -> Iterator[str]:
    now = timezone.now()
    for month in {f"{day:%Y/%m}" for day in (now, now - BACK)}:
        for field, place in KEPT.items():
            folder = f"{place}/{month}"
            named = set(Asset.objects.filter(**{f"{field}__startswith": folder}).values_list(field, flat=True))
            found = {f"{folder}/{name}" for name in _listed(folder)[1]}
            yield from (name for name in found - named if default_storage.get_modified_time(name) < before)


def _folders() -> Iterator[str]:
    """Of uploads that are gone, however old: an upload's row comes before its parts."""
    tokens = set(_listed(FOLDER)[0])
    return (f"{FOLDER}/{token}" for token in tokens - set(Upload.objects.values_list("token", flat=True)))


def _listed(folder: str) -> tuple[list[str], list[str]]:
    """Its folders and its files."""
    try:
        return default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
