"""What a person may change about themselves."""

from itertools import chain
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings

from accounts.models import User

CONTINENTS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def zones(current: str) -> list[tuple[str, str | list[tuple[str, str]]]]:
    """The time zones by continent, for a select; the one in use is among them even if it is an old name."""
    names = sorted(available_timezones())
    by_continent = {place: [name for name in names if name.startswith(f"{place}/")] for place in CONTINENTS}
    others = sorted({"UTC", current} - set(chain(*by_continent.values())))
    groups = [(place, [(name, _place(name)) for name in group]) for place, group in by_continent.items()]
    return [*((name, name) for name in others), *groups]


def _place(name: str) -> str:
    return name.partition("/")[2].replace("_", " ").replace("/", " · ")


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ["name", "time_zone", "language"]
        help_texts = {
            "time_zone": "The calendar shows times here. A post still goes out by the clock of its own market.",
            "language": "In which Marquee speaks to you.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(
            choices=zones(self.instance.time_zone), help_text=self.fields["time_zone"].help_text
        )
        known = {self.instance.language: self.instance.language} | dict(settings.LANGUAGES)
        self.fields["language"] = forms.ChoiceField(choices=known.items(), help_text=self.fields["language"].help_text)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
