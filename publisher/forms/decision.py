"""What a person decides about a delivery on the desk, or about what follows one."""

from typing import Any

from django import forms

from campaigns.forms.fields import WebAddress
from publisher.models.sending import Sending

CHOICES = [("send_again", "Send again"), ("confirm", "It is out there"), ("give_up", "Give up")]
SAY_SURE = "It may be out there already. Look at the page first; then confirm that you want to send it again."


class DecisionForm(forms.Form):
    """`sure` is asked of whoever sends again what may be out there already."""

    decision = forms.ChoiceField(
        choices=CHOICES,
        error_messages={"required": "Choose what should happen."},
    )
    permalink = WebAddress(max_length=1000)
    sure = forms.BooleanField(required=False)

    def __init__(self, row: Sending, data: Any = None) -> None:
        self.row = row
        super().__init__(data, auto_id=f"{row.noun}-{row.pk}_%s")
        if "confirm" not in row.MOVES:
            self.fields["decision"].choices = CHOICES[::2]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed.get("decision") == "confirm" and not typed.get("permalink") and not self.has_error("permalink"):
            self.add_error("permalink", "Paste the address of the post, so that everybody can see it.")
        if typed.get("decision") == "send_again" and self.row.is_new and self.row.doubts and not typed.get("sure"):
            self.add_error("sure", SAY_SURE)
        return typed
