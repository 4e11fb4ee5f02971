"""How the posts of a page are shown, where its network lets people say so."""

from typing import Any

from django import forms

from accounts.forms.seen import SeenForm
from accounts.models import Page
from publisher.networks import OPTIONS
from publisher.networks.base import Option


class OptionsForm(SeenForm):
    def __init__(self, page: Page, data: Any = None) -> None:
        options = OPTIONS.get(page.network, ())
        super().__init__(data, initial={one.name: page.options.get(one.name, one.usual) for one in options})
        self.fields |= {option.name: _field(option) for option in options}
        self.hold(page)


def _field(option: Option) -> forms.Field:
    """What a person has to choose is not chosen already."""
    if not option.choices:
        return forms.BooleanField(label=option.label, help_text=option.hint, required=False)
    unset = [("", "Choose")] if option.usual is None else []
    return forms.ChoiceField(
        label=option.label,
        help_text=option.hint,
        choices=[*unset, *option.choices],
        error_messages={"required": "Choose one of them."},
    )
