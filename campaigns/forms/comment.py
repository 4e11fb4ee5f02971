"""What somebody says about a post."""

from django import forms
from django.core.exceptions import ValidationError

from campaigns.forms.fields import Words
from campaigns.models.comment import LONGEST


class CommentForm(forms.Form):
    text = Words(rows=2, max_length=LONGEST, label="Comment")

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].strip()
        if not text:
            raise ValidationError("Write something, then send it.")
        return text
