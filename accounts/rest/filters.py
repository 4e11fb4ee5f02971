"""What narrows lists. A value that means nothing is refused, where people would see a list that is not narrowed."""

from collections import OrderedDict
from datetime import UTC, datetime
from typing import Any

import django_filters
from django import forms
from django.db import models
from django.db.models import QuerySet
from django_filters.fields import IsoDateTimeField
from django_filters.rest_framework import DjangoFilterBackend


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


class _Moment(IsoDateTimeField):
    def to_python(self, value: Any) -> datetime | None:
        """In UTC: PostgreSQL knows no clock that is sixteen hours off, and RFC 3339 does."""
        moment: datetime | None = super().to_python(value)
        try:
            return moment and moment.astimezone(UTC)
        except OverflowError as fault:
            raise forms.ValidationError("This is before the first year or after the last.") from fault


class Moment(django_filters.IsoDateTimeFilter):
    field_class = _Moment


WHOLE = (
    models.IntegerField,
    models.BigIntegerField,
    models.ForeignKey,  # by id: what is not there and what is foreign narrow alike, to nothing
    models.PositiveIntegerField,
    models.PositiveSmallIntegerField,
)


class Filters(django_filters.FilterSet):
    FILTER_DEFAULTS = {
        **django_filters.FilterSet.FILTER_DEFAULTS,
        models.BooleanField: {"filter_class": YesNo},
        **{kind: {"filter_class": WholeNumber} for kind in WHOLE},
    }

    def __init__(self, data: Any = None, *arguments: Any, **named: Any) -> None:
        """Only what is asked for is made: a form of all filters takes longer than to read the rows."""
        wanted = [(name, one) for name, one in self.base_filters.items() if name in (data or {})]
        self.base_filters = OrderedDict(wanted)
        super().__init__(data, *arguments, **named)

    def is_valid(self) -> bool:
        given = self.data or {}
        for name in self.form.fields:
            if given.get(name) == "":
                self.form.add_error(name, "Leave this out, or say what it shall be.")
        return bool(super().is_valid())


class FilterBackend(DjangoFilterBackend):
    def filter_queryset(self, request: Any, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        filters = self.get_filterset_class(view, queryset)
        if filters is None or request.query_params.keys().isdisjoint(filters.base_filters):
            return queryset
        rows: QuerySet[Any] = super().filter_queryset(request, queryset, view)
        return rows
