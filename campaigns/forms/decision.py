"""What a reviewer decides about one exact content."""

from typing import Any

from django import forms

from accounts.models import Stage
from campaigns.forms.fields import Words
from campaigns.models.approval import Decision

SAY_WHY = {
    Decision.ASK: "Write what should change, so that the author knows what to do.",
    Decision.REJECT: "Write why this will not go out, so that the author understands.",
}


class DecisionForm(forms.Form):
    """`digest` names the content that was on the screen, `stage` for whom it was to be decided then."""

    decision = forms.ChoiceField(
        choices=Decision.choices, error_messages={"required": "Choose approve, ask for changes or reject."}
    )
    digest = forms.CharField(max_length=64, error_messages={"required": "Open the post again before you decide."})
    stage = forms.ChoiceField(choices=Stage.choices, required=False)
    note = Words(rows=1, max_length=5000, label="Note to the author")

    def clean(self) -> dict[str, Any]:
        decision = self.cleaned_data.get("decision")
        if decision in SAY_WHY and not self.cleaned_data.get("note"):
            self.add_error("note", SAY_WHY[Decision(decision)])
        return self.cleaned_data
