"""What narrows lists. A value that means nothing is refused, where people would see a list that is not narrowed."""

from typing import Any

import django_filters
from django import forms
from django.db import models


class _YesNo(forms.Field):
    def to_python(self, value: Any) -> bool | None:
        if value in self.empty_values:
            return None
        if value not in {"true", "false"}:
            raise forms.ValidationError("Say true or false.")
        return bool(value == "true")


class YesNo(django_filters.BooleanFilter):
    field_class = _YesNo  # type: ignore[assignment]

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.extra["widget"] = forms.TextInput


class WholeNumber(django_filters.NumberFilter):
    field_class = forms.IntegerField  # type: ignore[assignment]


WHOLE = (models.IntegerField, models.BigIntegerField, models.PositiveIntegerField, models.PositiveSmallIntegerField)


class Filters(django_filters.FilterSet):
    FILTER_DEFAULTS = {
        **django_filters.FilterSet.FILTER_DEFAULTS,
        models.BooleanField: {"filter_class": YesNo},
        **{kind: {"filter_class": WholeNumber} for kind in WHOLE},
    }

    def is_valid(self) -> bool:
        given = self.data or {}
        for name in self.form.fields:
            if given.get(name) == "":
                self.form.add_error(name, "Leave this out, or say what it shall be.")
        return bool(super().is_valid())
