"""What is to stop, and why."""

from typing import Any

from django import forms

from accounts.access import Action, granting, may
from accounts.models import Brand, Market, Network, User
from campaigns.models import Campaign


class FreezeForm(forms.Form):
    """Every part left open means “all of them”. A person can stop only what their roles reach."""

    brand = forms.ModelChoiceField(Brand.objects.none(), required=False, empty_label="All brands")
    market = forms.ModelChoiceField(Market.objects.none(), required=False, empty_label="All markets")
    network = forms.ChoiceField(choices=[("", "All networks"), *Network.choices], required=False)
    campaign = forms.ModelChoiceField(Campaign.objects.none(), required=False, empty_label="All campaigns")
    tag = forms.CharField(max_length=50, required=False, help_text="Only posts with this tag.")
    reason = forms.CharField(
        max_length=300,
        help_text="Everybody whose posts stop reads this.",
        error_messages={"required": "Say why, so that everybody knows when it can end."},
    )

    def __init__(self, by: User, data: Any = None) -> None:
        self.by = by
        super().__init__(data)
        reach = granting(by, Action.FREEZE)
        self._offer("brand", Brand.objects.all(), {membership.brand_id for membership in reach})
        self._offer("market", Market.objects.all(), {membership.market_id for membership in reach})
        self.fields["campaign"].queryset = Campaign.objects.visible_to(by)  # type: ignore[attr-defined]

    def _offer(self, name: str, rows: Any, keys: set[int | None]) -> None:
        field: Any = self.fields[name]
        if None not in keys:
            rows = rows.filter(pk__in=keys)
            field.empty_label = None
            field.initial = min((key for key in keys if key), default=None)
        field.queryset = rows

    def clean_tag(self) -> str:
        tag: str = self.cleaned_data["tag"]
        return tag.strip().lstrip("#")

    def clean(self) -> dict[str, Any]:
        brand, market = self.cleaned_data.get("brand"), self.cleaned_data.get("market")
        if not may(self.by, Action.FREEZE, brand.pk if brand else None, market.pk if market else None):
            raise forms.ValidationError("Your role does not reach that far. Choose a brand and a market of yours.")
        campaign = self.cleaned_data.get("campaign")
        if campaign and brand and campaign.brand_id != brand.pk:
            self.add_error(
                "campaign", f"{campaign} is not a campaign of {brand}. Choose one of its campaigns, or none."
            )
        return self.cleaned_data

    def scope(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("brand", "market", "network", "campaign", "tag")}
