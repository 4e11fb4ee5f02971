"""A wall time in the week of a page, on one of its days or on several."""

from datetime import time
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.utils.dates import WEEKDAYS

from accounts.models import Page, User
from campaigns.models import Slot


class SlotForm(forms.Form):
    weekdays = forms.TypedMultipleChoiceField(
        label="Days",
        choices=list(WEEKDAYS.items()),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one day of the week.",
            "invalid_choice": "A week has seven days. Choose among them.",
        },
    )
    wall = forms.TimeField(
        label="Time",
        input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput({"type": "time"}, "%H:%M"),
        error_messages={
            "required": "Say at what time.",
            "invalid": "This is not a time. Choose one, such as 18:00.",
        },
    )

    def __init__(self, page: Page, data: Any = None) -> None:
        self.page = page
        super().__init__(data)

    def clean_wall(self) -> time:
        wall: time = self.cleaned_data["wall"]
        return wall.replace(second=0)

    def saved(self, by: User) -> bool:
        """Whether each of the days got its slot; else none did, and the form says why. Raises `PermissionDenied`."""
        if not self.is_valid():
            return False
        wall = self.cleaned_data["wall"]
        for weekday in self._taken():
            self.add_error("wall", f"{self.page} has {wall:%H:%M} on {WEEKDAYS[weekday]} already. Nothing was added.")
        return not self.errors and self._made(by)

    def _taken(self) -> list[int]:
        days = self.page.slots.filter(weekday__in=self.cleaned_data["weekdays"], wall=self.cleaned_data["wall"])
        return list(days.values_list("weekday", flat=True))

    def _made(self, by: User) -> bool:
        try:
            with transaction.atomic():
                for weekday in self.cleaned_data["weekdays"]:
                    Slot.make(by, self.page, weekday, self.cleaned_data["wall"])
        except IntegrityError:
            self.add_error("wall", "Somebody added one of these slots meanwhile. Look at the week again.")
            return False
        return True
