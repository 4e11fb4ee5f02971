"""Narrowing the event log: to a person, a kind, a market, a day."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django import forms
from django.db.models import Q
from django.http import QueryDict

from accounts.chronicle import SENTENCES, kind
from accounts.forms.filters import PlaceFilter
from accounts.models import Market, User

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

LISTED = 1000
"""So many people at most are offered."""


class EventFilter(PlaceFilter):
    ALL = PlaceFilter.ALL | {"person": "Everybody", "kind": "Everything"}

    def __init__(self, data: QueryDict, person: User) -> None:
        super().__init__(data, person)
        del self.fields["brand"], self.fields["network"]
        self.zone: ZoneInfo = person.zone
        people = User.objects.visible_to(person).order_by("name", "pk").values_list("pk", "name")[:LISTED]
        self._offer("person", [(str(key), name) for key, name in people])
        self._offer("kind", [(what, kind(what)) for what in sorted(SENTENCES)])
        look = {"type": "date", "class": "input filter", "aria-label": "Day"}
        self.fields["day"] = forms.DateField(required=False, widget=forms.DateInput(look, format="%Y-%m-%d"))

    def where(self, path: str = "") -> Q:
        """Markets are named by their id, so that their own index is read in order of time."""
        chosen = self.set_values
        where = Q()
        if "market" in chosen:
            where &= Q(market__in=list(Market.objects.filter(code=chosen["market"]).values_list("pk", flat=True)))
        if "person" in chosen:
            where &= Q(by=int(chosen["person"]))
        if "kind" in chosen:
            where &= Q(what=chosen["kind"])
        day = self.cleaned_data.get("day")
        return where & self._on(day) if day else where

    def _on(self, day: date) -> Q:
        start, end = (datetime.combine(one, time.min, self.zone) for one in (day, day + timedelta(days=1)))
        return Q(at__gte=start, at__lt=end)
