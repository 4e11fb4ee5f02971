"""How a feed is called, and what narrows it: what narrowed the calendar when somebody chose to subscribe."""

from typing import Any

from django import forms
from django.http import QueryDict

from accounts.models import User
from campaigns.forms.calendar import CalendarFilter


class FeedForm(forms.Form):
    name = forms.CharField(max_length=100, help_text="As it shall stand in your calendar.", strip=True)

    def __init__(self, by: User, data: QueryDict, query: QueryDict, *, is_bound: bool) -> None:
        self.filters = CalendarFilter(data if is_bound else query, by)
        super().__init__(data if is_bound else None, initial={"name": self.narrowed or "All publications"})

    @property
    def chosen(self) -> dict[str, str]:
        return self.filters.narrowing

    @property
    def narrowed(self) -> str:
        """What narrows it, in words."""
        fields: Any = self.filters.fields
        return ", ".join(str(dict(fields[name].choices)[value]) for name, value in self.chosen.items())
