"""What an API key is made of, and how its secret is changed."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from accounts.access import Action, may
from accounts.forms.reach import within
from accounts.models import Brand, Market, User
from accounts.models.key import Scope

LIVES = [("30", "30 days"), ("90", "90 days"), ("365", "A year"), ("", "Until it is revoked")]
OVERLAPS = [("7", "for 7 days more"), ("1", "for a day more"), ("0", "no longer")]


class KeyForm(forms.Form):
    """Brands and markets left open mean “all of them”, which only those may choose who administer all."""

    name = forms.CharField(
        label="Whose it is", max_length=100, help_text="Such as “Asset library”. It stands beside all that it writes."
    )
    scopes = forms.MultipleChoiceField(
        label="What it may do",
        choices=[(scope.value, scope.label.capitalize()) for scope in Scope],
        widget=forms.CheckboxSelectMultiple,
        initial=[Scope.READ],
        error_messages={"required": "A key that may do nothing opens nothing. Choose at least one."},
    )
    brands = forms.ModelMultipleChoiceField(
        Brand.objects.none(), widget=forms.CheckboxSelectMultiple, error_messages={"required": "Choose the brands."}
    )
    markets = forms.ModelMultipleChoiceField(
        Market.objects.none(), widget=forms.CheckboxSelectMultiple, error_messages={"required": "Choose the markets."}
    )
    life = forms.ChoiceField(label="It works for", choices=LIVES, initial="365", required=False)
    a_minute = forms.IntegerField(label="Calls a minute", min_value=1, max_value=100_000, initial=600)

    def __init__(self, by: User, data: Any = None) -> None:
        self.by = by
        super().__init__(data)
        for name, (rows, may_be_all) in within(by, Action.ADMINISTER).items():
            field: Any = self.fields[f"{name}s"]
            field.queryset, field.required = rows, not may_be_all
            field.help_text = "None chosen: all of them." if may_be_all else ""

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = self.cleaned_data
        for brand in typed.get("brands") or [None]:
            for market in typed.get("markets") or [None]:
                if not may(self.by, Action.ADMINISTER, brand and brand.pk, market and market.pk):
                    where = f"{brand or 'all brands'} in {market or 'all markets'}"
                    raise forms.ValidationError(f"You do not administer {where}. Make a key for each place.")
        return typed

    def made_of(self) -> dict[str, Any]:
        """As `ApiKey.make` takes it."""
        typed = self.cleaned_data
        return {
            "name": typed["name"],
            "scopes": typed["scopes"],
            "brands": list(typed["brands"]) or [None],
            "markets": list(typed["markets"]) or [None],
            "expires_at": self._end(),
            "a_minute": typed["a_minute"],
        }

    def _end(self) -> datetime | None:
        days = self.cleaned_data["life"]
        return timezone.now() + timedelta(days=int(days)) if days else None


class RotationForm(forms.Form):
    days = forms.TypedChoiceField(label="The secret in use now works", choices=OVERLAPS, coerce=int)

    @property
    def overlap(self) -> timedelta:
        return timedelta(days=self.cleaned_data["days"])

    @property
    def words(self) -> str:
        return dict(OVERLAPS)[str(self.cleaned_data["days"])]
