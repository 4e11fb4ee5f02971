"""For which brand and market something is to hold: no further than the person's roles reach."""

from typing import Any, ClassVar

from django import forms

from accounts.access import Action, granting, may
from accounts.models import Brand, Market, User


class ReachForm(forms.Form):
    """A brand or market left open means “all of them”, which only those may choose whose role is for all of them."""

    ACTION: ClassVar[Action]
    brand = forms.ModelChoiceField(Brand.objects.none(), required=False, empty_label="All brands")
    market = forms.ModelChoiceField(Market.objects.none(), required=False, empty_label="All markets")

    def __init__(self, by: User, data: Any = None, **options: Any) -> None:
        self.by = by
        super().__init__(data, **options)
        for name, (rows, may_be_all) in within(by, self.ACTION).items():
            field: Any = self.fields[name]
            field.queryset = rows
            if not may_be_all:
                field.empty_label, field.initial = None, min(rows.values_list("pk", flat=True), default=None)

    def clean(self) -> dict[str, Any]:
        if not may(self.by, self.ACTION, self._key("brand"), self._key("market")):
            raise forms.ValidationError("Your role does not reach that far. Choose a brand and a market of yours.")
        return self.cleaned_data

    def _key(self, name: str) -> int | None:
        chosen = self.cleaned_data.get(name)
        return chosen.pk if chosen else None


def within(by: User, action: Action) -> dict[str, tuple[Any, bool]]:
    """The brands and the markets that the person's roles reach for this, each with whether it may be left open to mean
    all."""
    reach = granting(by, action)
    return {
        "brand": _within(Brand.objects.all(), {membership.brand_id for membership in reach}),
        "market": _within(Market.objects.all(), {membership.market_id for membership in reach}),
    }


def _within(rows: Any, keys: set[int | None]) -> tuple[Any, bool]:
    return (rows, True) if None in keys else (rows.filter(pk__in=keys), False)
