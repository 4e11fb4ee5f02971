"""A campaign's name, its dates, its brand and its embargo."""

from datetime import datetime
from typing import Any

from django import forms
from django.db import IntegrityError
from django.db.models import Q
from django.http import QueryDict

from accounts.access import Action, granting
from accounts.forms.filters import PlaceFilter
from accounts.forms.profile import zones
from accounts.forms.seen import SeenForm
from accounts.models import Brand, User
from accounts.models.changeable import ChangedMeanwhile
from campaigns.embargo import Embargo
from campaigns.forms.fields import WallTime
from campaigns.models import Campaign
from campaigns.walltime import WrongTime

TAKEN = "{} has a campaign of that name. Choose another name."
DAYS = "campaign_ends_after_start"


def _day(label: str, missing: str) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages={"required": missing})


class CampaignForm(SeenForm):
    """A campaign stays with its brand: its posts and assets are the brand's."""

    brand = forms.ModelChoiceField(Brand.objects.none(), error_messages={"required": "Choose a brand."})
    name = forms.CharField(max_length=150, error_messages={"required": "Give it a name."})
    starts_on = _day("First day", "Say when it begins.")
    ends_on = _day("Last day", "Say when it ends.")
    embargo_wall = WallTime(label="Nothing public before", required=False)
    embargo_zone = forms.ChoiceField(label="On the clock of", required=False)

    def __init__(self, by: User, data: Any = None, campaign: Campaign | None = None) -> None:
        names = ("name", "starts_on", "ends_on", "embargo_wall", "embargo_zone")
        initial = {name: value for name in names if (value := getattr(campaign, name, None))}
        super().__init__(data, initial={"embargo_zone": by.time_zone} | initial)
        self.by, self.campaign = by, campaign
        zone: Any = self.fields["embargo_zone"]
        zone.choices = zones(self.initial["embargo_zone"])
        if campaign and not campaign.may_lift(by):
            del self.fields["embargo_wall"], self.fields["embargo_zone"]
        if campaign:
            del self.fields["brand"]
            self.carry({name: getattr(campaign, name) for name in ("name", "starts_on", "ends_on", "embargo")})
            return
        keys = {membership.brand_id for membership in granting(by, Action.DRAFT)}
        brands = Brand.objects.filter(Q() if None in keys else Q(pk__in=keys))
        field: Any = self.fields["brand"]
        field.queryset, field.empty_label = brands, "Choose a brand" if len(brands) > 1 else None

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if {"starts_on", "ends_on"} <= typed.keys() and typed["ends_on"] < typed["starts_on"]:
            self.add_error("ends_on", "A campaign ends on its first day or later.")
        if "embargo_wall" in self.fields:
            typed["embargo"] = self._embargo(typed.pop("embargo_wall", None), typed.pop("embargo_zone", ""))
        return typed

    def _embargo(self, wall: datetime | None, zone: str) -> Embargo | None:
        if wall is None:
            return None
        embargo = Embargo(wall, zone or self.by.time_zone)
        try:
            _ = embargo.at
        except WrongTime as fault:
            self.add_error("embargo_wall", str(fault))
        return embargo

    def saved(self) -> Campaign | None:
        """The campaign as saved; None when something is wrong, which the form then says. Raises `PermissionDenied`
        or `ChangedMeanwhile`."""
        if not self.is_valid():
            return None
        try:
            if self.campaign is None:
                return Campaign.make(self.by, **self.given)
            self.campaign.change(self.by, **self.changed(self.given))
        except IntegrityError as fault:
            if getattr(getattr(fault.__cause__, "diag", None), "constraint_name", None) == DAYS:
                raise ChangedMeanwhile from fault  # for here they are in order
            brand = self.campaign.brand if self.campaign else self.cleaned_data["brand"]
            self.add_error("name", TAKEN.format(brand))
            return None
        return self.campaign


class CampaignFilter(PlaceFilter):
    """Campaigns are a brand's, whatever the market or network."""

    def __init__(self, data: QueryDict, person: User) -> None:
        super().__init__(data, person)
        del self.fields["market"], self.fields["network"]
