"""Narrowing a list to a market, a brand, a network. What is set stands in the page's address."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.http import QueryDict

from accounts.models import Network, Page

if TYPE_CHECKING:
    from accounts.models import User


class Filter(forms.Form):
    """A value the person cannot see, or that means nothing, filters nothing. `ALL` names what filters nothing."""

    ALL: dict[str, str] = {}

    def _offer(self, name: str, choices: list[tuple[str, str]], least: int = 2) -> None:
        """A select that applies itself. Where there is less to choose from than `least`, it stays hidden."""
        value = self.data.get(name, "")
        known = any(value == key for key, _ in choices)
        attributes = {"class": "input filter is-set" if known else "input filter", "aria-label": name.capitalize()}
        if len(choices) < least and not known:
            attributes["hidden"] = "hidden"
        self.fields[name] = forms.ChoiceField(
            choices=[("", self.ALL[name]), *choices], required=False, widget=forms.Select(attrs=attributes)
        )

    @property
    def set_values(self) -> dict[str, str]:
        """What is set and means something, by the name it has in the address."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def query(self) -> str:
        """What is set, as an address has it, for whatever is narrowed as this list is."""
        return f"?{urlencode(self.set_values)}" if self.set_values else ""


class PlaceFilter(Filter):
    ALL = {"market": "All markets", "brand": "All brands", "network": "All networks"}

    def __init__(self, data: QueryDict, person: "User") -> None:
        super().__init__(data)
        rows = Page.objects.visible_to(person).order_by()
        names = ("market__code", "market__name", "brand__slug", "brand__name", "network", "market__time_zone")
        places = set(rows.values_list(*names).distinct())
        self.zones = {code: zone for code, *_, zone in places}
        self._offer("market", sorted({(code, name) for code, name, *_ in places}, key=lambda pair: pair[1]))
        self._offer("brand", sorted({(slug, name) for _, _, slug, name, *_ in places}, key=lambda pair: pair[1]))
        self._offer("network", [(key, label) for key, label in Network.choices if key in {row[4] for row in places}])

    def where(self, path: str = "") -> Q:
        """The condition for rows whose page stands at `path` ("" for pages themselves, or such as "page__")."""
        paths = {"market": f"{path}market__code", "brand": f"{path}brand__slug", "network": f"{path}network"}
        return Q(**{paths[name]: value for name, value in self.set_values.items() if name in paths})
