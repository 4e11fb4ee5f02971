"""What is to stop, and why."""

from typing import Any

from django import forms

from accounts.access import Action
from accounts.forms.reach import ReachForm
from accounts.models import Network, User
from campaigns.models import Campaign


class FreezeForm(ReachForm):
    """Every part left open means “all of them”."""

    ACTION = Action.FREEZE
    network = forms.ChoiceField(choices=[("", "All networks"), *Network.choices], required=False)
    campaign = forms.ModelChoiceField(Campaign.objects.none(), required=False, empty_label="All campaigns")
    tag = forms.CharField(max_length=50, required=False, help_text="Only posts with this tag.")
    reason = forms.CharField(
        max_length=300,
        help_text="Everybody whose posts stop reads this.",
        error_messages={"required": "Say why, so that everybody knows when it can end."},
    )

    def __init__(self, by: User, data: Any = None) -> None:
        super().__init__(by, data)
        self.fields["campaign"].queryset = Campaign.objects.visible_to(by)  # type: ignore[attr-defined]

    def clean_tag(self) -> str:
        tag: str = self.cleaned_data["tag"]
        return tag.strip().lstrip("#")

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        campaign, brand = typed.get("campaign"), typed.get("brand")
        if campaign and brand and campaign.brand_id != brand.pk:
            self.add_error(
                "campaign", f"{campaign} is not a campaign of {brand}. Choose one of its campaigns, or none."
            )
        return typed

    def scope(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("brand", "market", "network", "campaign", "tag")}
