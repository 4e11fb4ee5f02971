"""Laying down a guideline, trying the ones there are, and finding one among many."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict

from accounts.access import Action
from accounts.forms.filters import PlaceFilter
from accounts.forms.reach import ReachForm
from accounts.forms.seen import SeenForm
from accounts.models import Network, Page, User
from campaigns.forms.fields import Lines, Words
from campaigns.models import Campaign, Guideline


class GuidelineForm(ReachForm, SeenForm):
    """`told` is how many scheduled posts the person was told the rule would stop; it stops no more without a word."""

    ACTION = Action.GUIDE
    kind = forms.ChoiceField(
        label="What it is about",
        choices=[(kind, label.capitalize()) for kind, label in Guideline.Kind.choices],
        error_messages={"required": "Say what the guideline is about."},
    )
    words = Lines(
        label="In particular",
        help_text="One a line: texts, words or domains. Two times for quiet hours, such as 22:00 and 07:00; one number "
        "for posts a day. For a picture leave it empty.",
    )
    sentence = forms.CharField(
        label="What the author reads",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="What is wrong and what to do, in one or two sentences.",
        error_messages={"required": "Say in a sentence what is wrong and what to do."},
    )
    network = forms.ChoiceField(choices=[("", "All networks"), *Network.choices], required=False)
    campaign = forms.ModelChoiceField(Campaign.objects.none(), required=False, empty_label="All campaigns")
    blocks = forms.TypedChoiceField(
        label="A post that breaks it",
        choices=[("yes", "is stopped"), ("no", "goes out; its author is warned")],
        coerce=lambda value: value == "yes",
        initial="yes",
    )
    told = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, by: User, data: Any = None, rule: Guideline | None = None) -> None:
        initial = rule.shown() if rule else {}
        if rule:
            initial["blocks"] = "yes" if rule.blocks else "no"
        super().__init__(by, data, initial=initial)
        self.hold(rule)
        self.fields["campaign"].queryset = Campaign.objects.visible_to(by)  # type: ignore[attr-defined]

    def clean_sentence(self) -> str:
        return " ".join(self.cleaned_data["sentence"].split())

    def clean_words(self) -> list[str]:
        words: list[str] = self.cleaned_data["words"]
        domains = self.cleaned_data.get("kind") == Guideline.Kind.ALLOWED_DOMAINS
        return list(dict.fromkeys(map(_domain, words))) if domains else words

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        campaign, brand = typed.get("campaign"), typed.get("brand")
        if campaign and not brand:
            typed["brand"] = campaign.brand  # it holds nowhere else, and nobody else is to read its name
        elif campaign and brand and campaign.brand_id != brand.pk:
            self.add_error("campaign", f"{campaign} is not a campaign of {brand}. Choose one of {brand}’s, or none.")
        super().clean()
        if not self.errors:
            try:
                Guideline(**self.rule()).full_clean()
            except ValidationError as fault:
                self.add_error(None, fault)
        return typed

    def rule(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in Guideline.CHANGEABLE}

    def tell(self, stopped: int) -> None:
        """Have the form say that it stops so many; sent again, it knows."""
        self.data = {**self.data.dict(), "told": str(stopped)}  # type: ignore[attr-defined]


def _domain(word: str) -> str:
    """People paste addresses."""
    return (urlsplit(word if "//" in word else f"//{word}").hostname or word).removeprefix("www.")


class TrialForm(forms.Form):
    """A text that nobody has written yet, on a page one may see."""

    text = Words(rows=4)
    page = forms.ModelChoiceField(Page.objects.none(), empty_label="Choose a page")

    def __init__(self, by: User, data: Any = None) -> None:
        super().__init__(data)
        pages = Page.objects.visible_to(by).filter(is_active=True).select_related("market", "brand")
        field: Any = self.fields["page"]
        field.queryset = pages
        field.error_messages["required"] = "Choose the page it would stand on."


class GuidelineFilter(PlaceFilter):
    """What holds in a market, for a brand or on a network: the rules for all of them too."""

    ALL = PlaceFilter.ALL | {"kind": "All kinds"}

    def __init__(self, data: QueryDict, person: User) -> None:
        super().__init__(data, person)
        self._offer("kind", [(kind, label.capitalize()) for kind, label in Guideline.Kind.choices])

    def where(self, path: str = "") -> Q:
        everywhere = {"market": Q(market=None), "brand": Q(brand=None), "network": Q(network=""), "kind": Q(pk__in=[])}
        paths = {"market": "market__code", "brand": "brand__slug", "network": "network", "kind": "kind"}
        holds = Q()
        for name, value in self.set_values.items():
            holds &= everywhere[name] | Q(**{paths[name]: value})
        return holds
