"""A logo or a frame of a brand, as it is added or changed."""

from typing import Any

from django import forms
from django.db import IntegrityError, transaction

from accounts.forms.start import FoundingForm
from accounts.models import Brand, User
from campaigns import overlays
from campaigns.models import Overlay
from campaigns.models.overlay import NAME_LENGTH, Corner, Kind
from campaigns.pictures import CleanPicture
from campaigns.uploads import BadUpload

MOST = 100
PERCENT = "In percent of the picture’s shorter side."
FACTS = ("checksum", "width", "height")


class OverlayForm(FoundingForm):
    name = forms.CharField(
        max_length=NAME_LENGTH,
        help_text="Who writes a post chooses it by this name, and screen readers read it.",
        error_messages={"required": "Say what people call it."},
    )
    file = forms.FileField(
        label="Picture",
        widget=forms.FileInput({"accept": "image/png,image/webp"}),
        help_text="A PNG or WebP with a transparent ground, at most 5 MB and 4096 pixels on a side.",
        error_messages={"required": "Choose the picture.", "empty": "This file is empty. Choose it again."},
        max_length=None,
    )
    kind = forms.ChoiceField(label="How it is laid", choices=Kind.choices, initial=Kind.LOGO)
    corner = forms.ChoiceField(label="Corner", choices=Corner.choices, initial=Corner.BOTTOM_RIGHT)
    share = forms.IntegerField(label="Size", min_value=1, max_value=MOST, initial=20, help_text=PERCENT)
    margin = forms.IntegerField(label="Margin", min_value=0, max_value=MOST, initial=4, help_text=PERCENT)

    def __init__(self, brand: Brand, data: Any = None, files: Any = None, noun: Overlay | None = None) -> None:
        self.brand = brand
        super().__init__(data, noun, files)
        if noun:
            self.fields["file"].required = False
            self.fields["file"].label = "Another picture"

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not name.isprintable():
            raise forms.ValidationError("This name has signs that nobody can read. Write it anew.")
        if self.taken(self.brand.overlays, name__iexact=name):
            raise forms.ValidationError("The brand has an overlay of that name.")
        return name

    def clean_file(self) -> CleanPicture | None:
        upload = self.cleaned_data["file"]
        try:
            return overlays.clean(upload) if upload else None
        except BadUpload as fault:
            raise forms.ValidationError(str(fault)) from fault

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("share", 0) + self.cleaned_data.get("margin", 0) > MOST:
            self.add_error("margin", "With this margin the logo would stand outside. Make one of both smaller.")
        return self.cleaned_data

    @property
    def given(self) -> dict[str, Any]:
        """With what is known of its picture."""
        file = self.cleaned_data["file"] or self.noun
        parts = {name: value for name, value in super().given.items() if name != "file"}
        return parts | {name: getattr(file, name) for name in FACTS}

    def saved(self, by: User) -> bool:
        """Whether it could be read and was written. Raises `PermissionDenied` or `ChangedMeanwhile`."""
        if not self.is_valid():
            return False
        try:
            if file := self.cleaned_data["file"]:
                overlays.keep(file)
            with transaction.atomic():
                self._save(by)
        except BadUpload as fault:
            self.add_error("file", str(fault))
        except IntegrityError:
            self.add_error("name", "The brand has an overlay of that name.")
        return not self.errors

    def _save(self, by: User) -> None:
        if self.noun:
            self.noun.change(by, self.cleaned_data["seen"], **self.given)
        else:
            Overlay.add(by, self.brand, **self.given)
