"""A brand and a market, as somebody makes them who begins."""

import re
from typing import Any

from django import forms
from django.utils.text import slugify

from accounts.forms.profile import zones
from accounts.models import Brand, Market, Stage


class BrandForm(forms.Form):
    name = forms.CharField(max_length=100, error_messages={"required": "Say what the brand is called."})
    approval_stages = forms.MultipleChoiceField(
        label="Who approves its posts, in this order",
        choices=[(stage.value, stage.label.capitalize()) for stage in Stage],
        initial=[Stage.MARKET, Stage.HEAD_OFFICE],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Somebody has to approve: choose at least one."},
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if not slugify(name):
            raise forms.ValidationError("Give it a name with Latin letters in it, for addresses.")
        if Brand.objects.filter(name__iexact=name).exists() or Brand.objects.filter(slug=slugify(name)).exists():
            raise forms.ValidationError("There is a brand of that name.")
        return name


class MarketForm(forms.Form):
    code = forms.CharField(
        label="Country code", max_length=2, help_text="Two letters (ISO 3166), such as ES.", strip=True
    )
    name = forms.CharField(max_length=100, error_messages={"required": "Say what the country is called."})
    time_zone = forms.ChoiceField(help_text="Its posts go out by this clock.")
    languages = forms.CharField(
        help_text="The usual one first, by commas, such as ca, es.",
        error_messages={"required": "Say which language people read there."},
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.fields["time_zone"].choices = [("", "Choose a zone"), *zones("UTC")]  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"]).upper()
        if not re.fullmatch("[A-Z]{2}", code):
            raise forms.ValidationError("This is not a country code. Type two letters, such as ES.")
        if Market.objects.filter(code=code).exists():
            raise forms.ValidationError("There is a market of that code.")
        return code

    def clean_languages(self) -> list[str]:
        languages = [word.strip() for word in str(self.cleaned_data["languages"]).split(",") if word.strip()]
        if not all(re.fullmatch("[A-Za-z]{2,3}(-[A-Za-z0-9]{2,4})?", language) for language in languages):
            raise forms.ValidationError("Languages are named by short codes, such as es or pt-BR.")
        return languages
