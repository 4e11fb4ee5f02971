"""What is to be done to which publications, as the calendar sends it."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from campaigns import changes

WALL = "%Y-%m-%dT%H:%M"
MOST = 100
"""Publications in one change."""
FARTHEST = 366 * 24 * 60


class Known(forms.Field):
    """Publications with the wall times at which they were seen, such as `7@2031-05-14T18:00`; a time may be absent."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> dict[int, datetime | None]:
        try:
            parts = [text.partition("@") for text in value or ()]
            return {int(key): datetime.strptime(wall, WALL) if wall else None for key, _, wall in parts}  # noqa: DTZ007 (a wall time)
        except ValueError as fault:
            raise ValidationError("These are no publications. Reload the page and try again.") from fault


class ChangesForm(forms.Form):
    """`each`: what cannot be done to one is done to the others all the same. `sure`: approvals may be lost.
    `slot`: where it goes is a slot, which nobody else may have."""

    do = forms.ChoiceField(choices=[(verb, verb) for verb in ("move", "cancel", "submit")])
    minutes = forms.IntegerField(min_value=-FARTHEST, max_value=FARTHEST, required=False)
    each = forms.BooleanField(required=False)
    sure = forms.BooleanField(required=False)
    slot = forms.BooleanField(required=False)
    publication = Known()

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        known = data.get("publication", {})
        if len(known) > MOST:
            raise ValidationError(f"Choose {MOST} publications at most.")
        if data.get("do") == "move" and not data.get("minutes"):
            raise ValidationError("Say by how much to move.")
        if data.get("slot") and len(known) != 1:
            raise ValidationError("A slot takes one publication. Choose one.")
        return data

    @property
    def needs_agreement(self) -> bool:
        return self.cleaned_data["do"] == "move" and not self.cleaned_data["sure"]

    @property
    def verb(self) -> changes.Verb:
        data = self.cleaned_data
        if data["do"] == "move":
            return changes.move(data["publication"], data["minutes"], sure=data["sure"], slot=data["slot"])
        return changes.cancel if data["do"] == "cancel" else changes.submit
