"""The pictures of a post as a form carries them: ids in order, for each the words and the part of the thread that shows
it, and files not yet uploaded."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
from typing import Any, NamedTuple

from django import forms
from django.core.files.uploadedfile import UploadedFile

from accounts.models import User
from campaigns.forms.place import Place
from campaigns.models import Asset
from campaigns.models.upload import uploaded as finished
from campaigns.uploads import BadUpload

ALT_LENGTH = 1500


class Shown(NamedTuple):
    """A picture, the words for those who cannot see it, and the part that shows it: 1 is the post itself."""

    asset: Asset
    alt: str = ""
    part: int = 1


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class Files(forms.Field):
    """Any number of files. Each is judged by itself, so that a bad one costs nothing but itself."""

    widget = FilesInput

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def to_python(self, value: Any) -> list[UploadedFile[Any]]:
        return list(value or [])


def chosen(person: User, keys: Iterable[str], alts: Iterable[str] = (), parts: Iterable[str] = ()) -> list[Shown]:
    """The person's pictures in the order sent; what is not theirs to see is left out."""
    sent = [
        (int(key), alt.replace("\r\n", "\n").strip(), int(part) if part.isdecimal() else 1)
        for key, alt, part in zip_longest(keys, alts, parts, fillvalue="")
        if key.isdecimal()
    ]
    rows = Asset.objects.visible_to(person).select_related("successor")
    assets = rows.in_bulk({key for key, _, _ in sent}) if sent else {}
    return [Shown(assets[key], alt, part) for key, alt, part in sent if key in assets]


def upload(person: User, place: Place, files: Iterable[UploadedFile[Any]]) -> tuple[list[Shown], list[str]]:
    """Keep each file that is a usable picture or film; the sentences say what is wrong with the others."""
    kept: list[Shown] = []
    wrong: list[str] = []
    for file in files:
        try:
            kept.append(Shown(Asset.upload(person, place.brand, file, market=place.market)))
        except BadUpload as fault:
            wrong.append(str(fault))
    return kept, wrong


def uploaded(person: User, place: Place, token: str) -> tuple[list[Shown], list[str]]:
    """The same with the one file of a finished upload."""
    try:
        with finished(person, token) as file:
            return upload(person, place, [file])
    except BadUpload as fault:
        return [], [str(fault)]
