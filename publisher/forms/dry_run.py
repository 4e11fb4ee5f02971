"""What is to be tried in a dry run: chosen posts, all of a campaign, or what a brand has planned for the next days."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from accounts.access import Action, granting
from accounts.models import Brand, User
from campaigns.models import Campaign, Post, Publication

MOST = 2000
DAYS = ((1, "The next day"), (7, "The next seven days"), (31, "The next month"))


class DryRunForm(forms.Form):
    brand = forms.ModelChoiceField(Brand.objects.none(), error_messages={"required": "Choose a brand."})
    campaign = forms.ModelChoiceField(Campaign.objects.none(), required=False, empty_label="Everything planned")
    days = forms.TypedChoiceField(choices=DAYS, coerce=int, initial=7, label="For")

    chosen = forms.RegexField(r"\A\d+(,\d+)*\Z", widget=forms.HiddenInput, required=False, max_length=20_000)
    """Ids of publications, by commas; then nothing else is asked."""

    def __init__(self, by: User, data: Any = None, campaign: str = "", chosen: str = "") -> None:
        """`campaign` is the id of the one to begin with, if the person may see it."""
        self.by = by
        super().__init__(data, initial={"chosen": chosen})
        brands = {membership.brand_id for membership in granting(by, Action.DRAFT)}
        rows = Brand.objects.all()
        if None not in brands:
            rows = rows.filter(pk__in=[key for key in brands if key])
        field: Any = self.fields["brand"]
        field.queryset, field.empty_label, field.initial = rows, None, rows.first()
        visible = Campaign.objects.visible_to(by)
        self.fields["campaign"].queryset = visible  # type: ignore[attr-defined]
        if self["chosen"].value():
            for name in ("brand", "campaign", "days"):
                del self.fields[name]
        elif campaign.isdecimal() and (known := visible.filter(pk=campaign).first()):
            self.initial = {**self.initial, "brand": known.brand_id, "campaign": known.pk, "days": DAYS[-1][0]}

    def clean(self) -> dict[str, Any]:
        if not settings.SANDBOX:
            raise forms.ValidationError("There is no sandbox to play on. Ask your operators to set MARQUEE_SANDBOX.")
        brand, campaign = self.cleaned_data.get("brand"), self.cleaned_data.get("campaign")
        if brand and campaign and campaign.brand_id != brand.pk:
            self.add_error(
                "campaign", f"{campaign} is not a campaign of {brand}. Choose one of its campaigns, or none."
            )
        if not self.errors and not self.posts().exists():
            raise forms.ValidationError("Nothing is planned there. Choose a longer time, or other posts.")
        if not self.errors and self.cleaned_data["chosen"] and len({post.brand_id for post in self.posts()}) > 1:
            raise forms.ValidationError("These posts are of several brands. Choose those of one, and then of the next.")
        return self.cleaned_data

    @property
    def whose(self) -> Brand:
        """The brand whose posts are tried."""
        brand: Brand = self.cleaned_data.get("brand") or self.posts()[0].brand
        return brand

    def posts(self) -> QuerySet[Post]:
        """Those with something still ahead among what is asked for, on pages that the person may see."""
        ahead = Publication.objects.open().visible_to(self.by)
        if chosen := self.cleaned_data["chosen"]:
            posts = Post.objects.filter(publications__in=ahead.filter(pk__in=map(int, chosen.split(","))))
        else:
            until = timezone.now() + timedelta(days=self.cleaned_data["days"])
            ahead = ahead.filter(at__lte=until)
            posts = Post.objects.filter(brand=self.cleaned_data["brand"], publications__in=ahead)
        if campaign := self.cleaned_data.get("campaign"):
            posts = posts.filter(campaign=campaign)
        return Post.objects.filter(pk__in=posts.values("pk")).order_by("pk")[:MOST]
