"""The pictures of a post as a form carries them: ids in order, for each the words, the part of the thread that shows it
and what is laid over it, and files not yet uploaded."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
from typing import Any, NamedTuple

from django import forms
from django.core.files.uploadedfile import UploadedFile

from accounts.models import User
from campaigns.draft import Picture
from campaigns.forms.place import Place
from campaigns.models import Asset, Overlay
from campaigns.models.upload import uploaded as finished
from campaigns.uploads import BadUpload

ALT_LENGTH = 1500
LONGEST_KEY = 16


class Shown(NamedTuple):
    """A picture, the words for those who cannot see it, the part that shows it (1 is the post itself), its overlay."""

    asset: Asset
    alt: str = ""
    part: int = 1
    overlay: Overlay | None = None

    @property
    def picture(self) -> Picture:
        return Picture(self.asset, self.alt, self.overlay)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class Files(forms.Field):
    """Any number of files. Each is judged by itself, so that a bad one costs nothing but itself."""

    widget = FilesInput

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    def to_python(self, value: Any) -> list[UploadedFile[Any]]:
        return list(value or [])


def chosen(person: User, place: Place, keys: Iterable[str], *more: Iterable[str]) -> list[Shown]:
    """The person's pictures in the order sent, with `more` of each: words, part, overlay. What is not theirs to see is
    left out, and what is not of the brand is not laid over them."""
    sent = [
        (int(key), alt.replace("\r\n", "\n").strip(), int(part) if part.isdecimal() else 1, _key(overlay))
        for key, alt, part, overlay in zip_longest(keys, *(more or ((), (), ())), fillvalue="")
        if key.isdecimal()
    ]
    rows = Asset.objects.visible_to(person).select_related("successor")
    assets = rows.in_bulk({key for key, *_ in sent}) if sent else {}
    wanted = {overlay for *_, overlay in sent if overlay}
    laid = place.brand.overlays.in_bulk(wanted) if wanted else {}
    return [
        Shown(assets[key], alt, part, laid.get(overlay) if assets[key].takes_overlay else None)
        for key, alt, part, overlay in sent
        if key in assets
    ]


def _key(text: str) -> int:
    """0 for what names none."""
    return int(text) if text.isdecimal() and len(text) < LONGEST_KEY else 0


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
