"""A brand and a market, as somebody makes or changes them."""

import re
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.text import slugify

from accounts.forms.profile import zones
from accounts.forms.seen import SeenForm
from accounts.models import Brand, Market, Stage
from accounts.models.brand import Founded


class FoundingForm(SeenForm):
    """Of a new one, or of `noun`, which is changed only as it was shown."""

    def __init__(self, data: Any = None, noun: Founded | None = None, files: Any = None) -> None:
        self.noun = noun
        shown = noun.shown() if noun else {}
        super().__init__(data, files, initial=shown, auto_id=f"{type(self).__name__}-%s")  # two of them stand on a page
        self.hold(noun)

    def taken(self, others: Any, **by: Any) -> bool:
        """Whether another one has any of these."""
        found: bool = others.exclude(pk=self.noun.pk if self.noun else None).filter(Q(**by, _connector=Q.OR)).exists()
        return found


class BrandForm(FoundingForm):
    name = forms.CharField(max_length=100, error_messages={"required": "Say what the brand is called."})
    approval_stages = forms.MultipleChoiceField(
        label="Who approves its posts, in this order",
        initial=[Stage.MARKET, Stage.HEAD_OFFICE],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Somebody has to approve: choose at least one."},
    )

    def __init__(self, data: Any = None, noun: Brand | None = None) -> None:
        """The stages of a brand stand in its own order, so that they come back in it."""
        super().__init__(data, noun)
        own = noun.approval_stages if noun else []
        stages = [*own, *(stage for stage in Stage if stage not in own)]
        named = [(stage, Stage(stage).label.capitalize()) for stage in stages]
        self.fields["approval_stages"].choices = named  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not slugify(name):
            raise forms.ValidationError("Give it a name with Latin letters in it, for addresses.")
        if self.taken(Brand.objects, name__iexact=name, **({} if self.noun else {"slug": slugify(name)})):
            raise forms.ValidationError("There is a brand of that name.")
        return name


class MarketForm(FoundingForm):
    code = forms.CharField(
        label="Country code", max_length=2, help_text="Two letters (ISO 3166), such as ES.", strip=True
    )
    name = forms.CharField(max_length=100, error_messages={"required": "Say what the country is called."})
    time_zone = forms.ChoiceField(help_text="Its posts go out by this clock.")
    languages = forms.CharField(
        help_text="The usual one first, by commas, such as ca, es.",
        error_messages={"required": "Say which language people read there."},
    )

    def __init__(self, data: Any = None, noun: Market | None = None) -> None:
        super().__init__(data, noun)
        if noun:
            self.initial["languages"] = ", ".join(noun.languages)
        now = noun.time_zone if noun else "UTC"
        self.fields["time_zone"].choices = [("", "Choose a zone"), *zones(now)]  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).upper()
        if not re.fullmatch("[A-Z]{2}", code):
            raise forms.ValidationError("This is not a country code. Type two letters, such as ES.")
        if self.taken(Market.objects, code=code):
            raise forms.ValidationError("There is a market of that code.")
        return code

    def clean_languages(self) -> list[str]:
        languages = [word.strip() for word in str(self.cleaned_data["languages"]).split(",") if word.strip()]
        if not all(re.fullmatch("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,4})?", language) for language in languages):
            raise forms.ValidationError("Languages are named by short codes, such as es or pt-BR.")
        return languages
