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
        reach = granting(by, self.ACTION)
        self._offer("brand", Brand.objects.all(), {membership.brand_id for membership in reach})
        self._offer("market", Market.objects.all(), {membership.market_id for membership in reach})

    def _offer(self, name: str, rows: Any, keys: set[int | None]) -> None:
        field: Any = self.fields[name]
        if None not in keys:
            rows = rows.filter(pk__in=keys)
            field.empty_label = None
            field.initial = min((key for key in keys if key), default=None)
        field.queryset = rows

    def clean(self) -> dict[str, Any]:
        if not may(self.by, self.ACTION, self._key("brand"), self._key("market")):
            raise forms.ValidationError("Your role does not reach that far. Choose a brand and a market of yours.")
        return self.cleaned_data

    def _key(self, name: str) -> int | None:
        chosen = self.cleaned_data.get(name)
        return chosen.pk if chosen else None
