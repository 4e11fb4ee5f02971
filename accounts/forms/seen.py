"""Forms of what is there already: they carry what they showed of it, so that nobody overwrites what they never saw."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core import signing

from accounts.models.changeable import Changeable, ChangedMeanwhile


class SeenForm(forms.Form):
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def carry(self, shown: Mapping[str, Any]) -> None:
        self.shown = _plain(shown)
        self.initial["seen"] = signing.dumps(self.shown, salt=type(self).__name__)

    def hold(self, noun: Changeable | None) -> None:
        """One that is there already is changed only as it was shown."""
        if noun:
            self.carry(noun.shown())
            self.fields["seen"].required = True

    def clean_seen(self) -> dict[str, Any]:
        text = self.cleaned_data["seen"]
        try:
            return signing.loads(text, salt=type(self).__name__) if text else {}
        except signing.BadSignature as fault:
            raise forms.ValidationError("This form is not as it was shown. Open it again.") from fault

    @property
    def given(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}

    def changed(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """What differs from what was shown: what others changed meanwhile is left as it is. All, where nothing was.
        Raises `ChangedMeanwhile` where somebody else changed the same. So that nobody does so in between, the form
        is made of a row that is held (`accounts.meanwhile.held`)."""
        seen = self.cleaned_data["seen"]
        mine = {name: value for name, value in given.items() if name not in seen or seen[name] != _plain(value)}
        if any(seen[name] != self.shown.get(name) != _plain(mine[name]) for name in mine.keys() & seen.keys()):
            raise ChangedMeanwhile
        return mine


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))
