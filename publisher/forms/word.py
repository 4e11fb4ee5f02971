"""What a person says of the posts that waited while their page was lost."""

from django import forms

from publisher.models import Word


class WordForm(forms.Form):
    word = forms.ChoiceField(choices=Word.choices)
