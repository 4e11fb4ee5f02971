"""What is to be done to which publications, as the calendar sends it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.zones import validate_zone
from campaigns import changes
from campaigns.models import Publication

WALL = "%Y-%m-%dT%H:%M"
MANY, MOST = 500, 100
"""Publications that can be chosen, and about so many of them are changed in one request: the rest in the next."""
FARTHEST = 366 * 24 * 60


def seen(publication: Publication, wall: datetime | None) -> str:
    """The publication as `Known` reads it."""
    return f"{publication.pk}@{wall:{WALL}}" if wall else str(publication.pk)


class Wall(forms.Field):
    """A time on some clock, such as `2031-05-14T18:00`; None where there is none."""

    def to_python(self, value: Any) -> datetime | None:
        try:
            return datetime.strptime(value, WALL) if value else None  # noqa: DTZ007 (a wall time)
        except ValueError as fault:
            raise ValidationError("Choose a date and a time.") from fault


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
    """A move is by `minutes`, or `to` a time on the clock of `zone` ("": of each market).

    `each`: what cannot be done to one is done to the others all the same. `sure`: approvals may be lost. `slot`: where
    it goes is a slot, which nobody else may have.
    """

    do = forms.ChoiceField(choices=[(verb, verb) for verb in ("move", "cancel", "submit")])
    minutes = forms.IntegerField(min_value=-FARTHEST, max_value=FARTHEST, required=False)
    to = Wall(required=False)
    zone = forms.CharField(required=False, validators=[validate_zone])
    each = forms.BooleanField(required=False)
    sure = forms.BooleanField(required=False)
    slot = forms.BooleanField(required=False)
    publication = Known()

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        known = data.get("publication", {})
        if len(known) > MANY:
            raise ValidationError(f"Choose {MANY} publications at most.")
        if len(known) > MOST and not data.get("each"):
            raise ValidationError(f"All or none takes {MOST} publications at most. Let each be changed by itself.")
        if data.get("do") == "move" and not (data.get("minutes") or data.get("to") or self.errors):
            raise ValidationError("Say by how much to move.")
        if data.get("slot") and len(known) != 1:
            raise ValidationError("A slot takes one publication. Choose one.")
        return data

    @property
    def needs_agreement(self) -> bool:
        return self.cleaned_data["do"] == "move" and not self.cleaned_data["sure"]

    def portion(self, named: Iterable[Publication]) -> tuple[list[Publication], list[str]]:
        """Those for this request, whole posts, and as the form takes them those that are left for the next."""
        now: list[Publication] = []
        left: list[str] = []
        for one in sorted(named, key=lambda one: (one.post_id, one.pk)):
            if not left and (len(now) < MOST or one.post_id == now[-1].post_id):
                now.append(one)
            else:
                left.append(seen(one, self.cleaned_data["publication"][one.pk]))
        return now, left

    @property
    def verb(self) -> changes.Verb:
        data = self.cleaned_data
        if data["do"] == "move":
            return changes.move(data["publication"], self.whither, sure=data["sure"], slot=data["slot"])
        return changes.cancel if data["do"] == "cancel" else changes.submit

    @property
    def whither(self) -> changes.Whither:
        """Where a move goes."""
        data = self.cleaned_data
        if data["to"]:
            return changes.to(data["to"], data["zone"])
        return changes.later(data["minutes"], 0 if data["slot"] else None)
