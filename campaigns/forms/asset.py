"""What is said of an asset, its rights, and the file of a new version: the forms of its page."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from accounts.forms.seen import SeenForm
from accounts.models import Market, Network, User
from campaigns.forms.fields import Tags, Words
from campaigns.forms.pictures import ALT_LENGTH
from campaigns.models import Asset, Campaign, Rights
from campaigns.models.rights import TERMS


class DescriptionForm(SeenForm):
    """The focal point is given in percent, from the left and from above."""

    name = forms.CharField(max_length=255, error_messages={"required": "Give it a name, by which people find it."})
    language = forms.ChoiceField(required=False, help_text="Of the description and the tags.")
    alt = Words(rows=2, label="Description for people who cannot see it", max_length=ALT_LENGTH)
    tags = Tags(label="Tags", help_text="Words between commas.")
    campaign = forms.ModelChoiceField(Campaign.objects.none(), required=False, empty_label="No campaign")
    focal_x = forms.IntegerField(label="From the left", min_value=0, max_value=100)
    focal_y = forms.IntegerField(label="From above", min_value=0, max_value=100)

    def __init__(self, by: User, asset: Asset, data: Any = None) -> None:
        self.by, self.asset = by, asset
        initial = {name: getattr(asset, name) for name in ("name", "language", "alt", "tags", "campaign")}
        super().__init__(data, initial=initial | {name: round(100 * getattr(asset, name)) for name in FOCUS})
        self.languages = _languages(asset)
        self.fields["language"].choices = [("", "Not said"), *((name, name) for name in self.languages)]  # type: ignore[attr-defined]
        self.fields["campaign"].queryset = Campaign.objects.visible_to(by).filter(brand=asset.brand_id)  # type: ignore[attr-defined]
        for language in self.languages:
            label = f"In {language}"
            alt = asset.alts.get(language, "")
            self.fields[f"alt_{language}"] = Words(rows=2, label=label, max_length=ALT_LENGTH, initial=alt)
        if asset.is_film:
            for name in FOCUS:
                del self.fields[name]
        self.carry({name: self.get_initial_for_field(field, name) for name, field in self.fields.items()})

    @property
    def others(self) -> Iterator[forms.BoundField]:
        """The descriptions in other languages."""
        for language in self.languages:
            if language != self.asset.language:
                yield self[f"alt_{language}"]

    def saved(self) -> bool:
        """Whether it could be read and was written. Raises `PermissionDenied` or `ChangedMeanwhile`."""
        if not self.is_valid():
            return False
        typed, parts = self.cleaned_data, self.changed(self.given)
        alts = {name: parts.pop(key) for name in self.languages if (key := f"alt_{name}") in parts}
        alts.pop(typed["language"], None)
        if alts:
            parts["alts"] = {name: text for name, text in (self.asset.alts | alts).items() if text}
        parts |= {name: parts[name] / 100 for name in FOCUS if name in parts}
        self.asset.describe(self.by, **parts)
        return True


FOCUS = ("focal_x", "focal_y")


def _languages(asset: Asset) -> list[str]:
    """Those of the markets in which the brand has pages, and those in which something is said already."""
    spoken = Market.objects.filter(pages__brand=asset.brand_id).distinct().values_list("languages", flat=True)
    found = {language for languages in spoken for language in languages} | set(asset.alts)
    return sorted(found | ({asset.language} if asset.language else set()))


class TermsForm(forms.Form):
    """What may be shown where, on which networks and when, and by whose leave."""

    owner = forms.CharField(max_length=200, required=False, help_text="Who gave leave: an agency, a photographer.")
    licence = forms.CharField(max_length=300, required=False, help_text="The contract or licence, by its name.")
    valid_from = forms.DateField(
        label="May be shown from", required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    valid_until = forms.DateField(
        label="May be shown until", required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    networks = forms.MultipleChoiceField(
        choices=Network.choices, required=False, widget=forms.CheckboxSelectMultiple, label="Only on these networks"
    )
    territories = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label="Only in these markets"
    )
    talent = Words(rows=2, label="People shown")
    music = Words(rows=2, label="Music")

    def __init__(self, data: Any = None, rights: Rights | None = None) -> None:
        super().__init__(data, initial=rights.terms() if rights else None, prefix="rights")
        known = dict(Market.objects.values_list("code", "name"))
        elsewhere = [(code, code) for code in (rights.territories if rights else ()) if code not in known]
        self.fields["territories"].choices = [*known.items(), *elsewhere]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("valid_from"), self.cleaned_data.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", "This day is before the first one. Choose a later one.")
        return self.cleaned_data


class RightsForm(TermsForm, SeenForm):
    def __init__(self, by: User, asset: Asset, data: Any = None) -> None:
        self.by, self.asset = by, asset
        rights = getattr(asset, "rights", None) or Rights(asset=asset)
        super().__init__(data, rights)
        self.carry(rights.terms())

    def saved(self) -> bool:
        """Whether it could be read and was written. Raises `PermissionDenied` or `ChangedMeanwhile`."""
        if not self.is_valid():
            return False
        Rights.grant(self.asset, self.by, **self.changed({name: self.cleaned_data[name] for name in TERMS}))
        return True


class VersionForm(forms.Form):
    file = forms.FileField(
        label="A new version",
        help_text="Posts that are not out yet and show this one need a new approval then.",
        error_messages={"required": "Choose the file of the new version.", "empty": "This file is empty."},
        max_length=None,
    )

    def __init__(self, data: Any = None, files: "MultiValueDict[str, Any] | None" = None) -> None:
        super().__init__(data, files)
