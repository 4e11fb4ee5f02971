"""Where a person may connect pages."""

from dataclasses import dataclass
from typing import Any

from django import forms

from accounts.access import Action, granting, may
from accounts.models import Brand, Market, User


@dataclass(frozen=True)
class Places:
    """The brands and markets that the person's roles reach, read once for many forms."""

    by: User
    brands: list[tuple[int, str]]
    markets: list[tuple[int, str]]

    @classmethod
    def of(cls, by: User) -> "Places":
        reach = granting(by, Action.CONNECT)
        brands = _within(Brand.objects.order_by("name"), {membership.brand_id for membership in reach})
        markets = _within(Market.objects.order_by("name"), {membership.market_id for membership in reach})
        return cls(by, brands, markets)


def _within(rows: Any, keys: set[int | None]) -> list[tuple[int, str]]:
    found = rows if None in keys else rows.filter(pk__in=keys)
    return list(found.values_list("pk", "name"))


class PlaceForm(forms.Form):
    """For which brand and market a page speaks."""

    brand = forms.TypedChoiceField(coerce=int)
    market = forms.TypedChoiceField(coerce=int)

    def __init__(self, places: Places, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.places = places
        self._offer("brand", places.brands, "Choose a brand", "Choose the brand.")
        self._offer("market", places.markets, "Choose a market", "Choose the market.")

    def _offer(self, name: str, choices: list[tuple[int, str]], none: str, wrong: str) -> None:
        """What there is only one of is chosen already."""
        field: Any = self.fields[name]
        field.choices = choices if len(choices) == 1 else [("", none), *choices]
        field.error_messages["required"] = wrong

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if {"brand", "market"} <= typed.keys() and not may(
            self.places.by, Action.CONNECT, typed["brand"], typed["market"]
        ):
            raise forms.ValidationError("Your role does not reach this brand in this market. Choose others.")
        return typed
