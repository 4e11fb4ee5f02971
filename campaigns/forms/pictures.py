"""The pictures of a post as a form carries them: ids in order, the words for each, and files not yet uploaded."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from accounts.models import Brand, User
from campaigns.models import Asset
from campaigns.uploads import BadUpload

ALT_LENGTH = 1500
Chosen = list[tuple[Asset, str]]


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class Files(forms.Field):
    """Any number of files. Each is judged by itself, so that a bad one costs nothing but itself."""

    widget = FilesInput

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def to_python(self, value: Any) -> list[UploadedFile[Any]]:
        return list(value or [])


def chosen(person: User, keys: Iterable[str], alts: Iterable[str]) -> Chosen:
    """The person's pictures in the order sent; what is not theirs to see is left out."""
    pairs = [
        (int(key), alt.replace("\r\n", "\n").strip()) for key, alt in zip(keys, alts, strict=False) if key.isdigit()
    ]
    assets = Asset.objects.visible_to(person).in_bulk({key for key, _ in pairs}) if pairs else {}
    return [(assets[key], alt) for key, alt in pairs if key in assets]


def upload(person: User, brand: Brand, files: Iterable[UploadedFile[Any]]) -> tuple[Chosen, list[str]]:
    """Keep each file that is a usable picture or film; the sentences say what is wrong with the others."""
    kept: Chosen = []
    wrong: list[str] = []
    for file in files:
        try:
            kept.append((Asset.upload(person, brand, file), ""))
        except BadUpload as fault:
            wrong.append(str(fault))
    return kept, wrong
