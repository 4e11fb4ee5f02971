"""Tags, campaign and rights of several assets at once: what is not ticked or filled in stays as it is."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import transaction

from accounts.models import User
from campaigns.forms.asset import TermsForm
from campaigns.forms.fields import Tags
from campaigns.models import Asset, Campaign, Rights
from campaigns.models.rights import TERMS, words

NONE = "none"


class AssetChangesForm(TermsForm):
    adds = Tags(label="Add these tags", help_text="Words between commas.")
    takes = Tags(label="Take these tags away", help_text="Words between commas.")
    campaign = forms.ChoiceField(required=False)
    sets = forms.MultipleChoiceField(
        label="Which of their rights change", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, by: User, assets: Sequence[Asset], data: Any = None) -> None:
        self.by, self.assets = by, assets
        super().__init__(data)
        self.foreign = [asset for asset in assets if not asset.may_change(by)]
        self.fields["sets"].choices = [(name, self.fields[name].label or name.capitalize()) for name in TERMS]  # type: ignore[attr-defined]
        self.campaigns = self._campaigns()
        offered = ((key, campaign.name) for key, campaign in self.campaigns.items())
        self.fields["campaign"].choices = [("", "Leave as it is"), (NONE, "No campaign"), *offered]  # type: ignore[attr-defined]

    def _campaigns(self) -> dict[str, Campaign]:
        """A campaign is of one brand, and so must the assets be."""
        brands = {asset.brand_id for asset in self.assets}
        found = Campaign.objects.visible_to(self.by).filter(brand__in=brands) if len(brands) == 1 else ()
        return {str(campaign.pk): campaign for campaign in found}

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.foreign:
            names = ", ".join(f"“{asset}”" for asset in self.foreign[:3])
            self.add_error(
                None, f"These belong to others in your brand: {names}. Choose without them. Nothing was changed."
            )
        return self.cleaned_data

    def saved(self) -> bool:
        """Whether all were changed; else none was, and the form says why. Raises `PermissionDenied`."""
        if not self.is_valid():
            return False
        with transaction.atomic():
            keys = [asset.pk for asset in self.assets]
            fresh = Asset.objects.select_for_update(of=("self",)).select_related("rights").filter(pk__in=keys)
            for asset in fresh.order_by("pk"):
                self._change(asset)
            if self.errors:
                transaction.set_rollback(True)
        return not self.errors

    def _change(self, asset: Asset) -> None:
        asset.describe(self.by, **self._described(asset))
        terms = {name: self.cleaned_data[name] for name in self.cleaned_data["sets"]}
        rights = getattr(asset, "rights", None)
        first, last = (terms.get(name, getattr(rights, name, None)) for name in ("valid_from", "valid_until"))
        if first and last and last < first:
            sentence = (
                f"“{asset}” may be shown from {words(first)} on, which is after its last day. Nothing was changed."
            )
            self.add_error("valid_until", sentence)
        elif terms:
            Rights.grant(asset, self.by, **terms)

    def _described(self, asset: Asset) -> dict[str, Any]:
        typed = self.cleaned_data
        kept = [tag for tag in asset.tags if tag not in typed["takes"]]
        parts: dict[str, Any] = {"tags": list(dict.fromkeys([*kept, *typed["adds"]]))}
        if typed["campaign"]:
            parts["campaign"] = self.campaigns.get(typed["campaign"])
        return parts
