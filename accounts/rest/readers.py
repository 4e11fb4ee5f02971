"""How the fields of rows are read when they are shown.

DRF makes all fields of a serializer anew for each call, and finds out for each row what each of them is to do. Here
that is found once a process.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from operator import attrgetter, methodcaller
from typing import Any

from rest_framework import serializers

from accounts.rest.bring import brought

Reader = Callable[[Any], Any]
"""What a field shows of a row."""
PLAIN = (
    serializers.BooleanField,
    serializers.CharField,
    serializers.ChoiceField,
    serializers.FloatField,
    serializers.IntegerField,
    serializers.JSONField,
)
"""What the database gives is what is shown."""


def reader(field: Any) -> Reader:
    source = field.source
    if isinstance(field, serializers.SerializerMethodField):
        read: Reader = getattr(field.parent, field.method_name or "")
        return read
    if isinstance(field, serializers.ListSerializer):
        return _many(source, field.child)
    if isinstance(field, serializers.PrimaryKeyRelatedField):
        return attrgetter(f"{source}_id")
    if _is_plain(field) and "." not in source:
        return attrgetter(source)
    told = _told(field)
    return optional(source, told) if told else _as_drf_does(field)


def columns(field: Any) -> tuple[str, ...]:
    """The columns it is read from, as `only` takes them; of a method its namesake. Empty where there is none."""
    own = {column.name for column in field.parent.Meta.model._meta.concrete_fields} & {field.source, field.field_name}
    if own and isinstance(field, serializers.SlugRelatedField):
        return str(field.source), f"{field.source}__{field.slug_field}"
    return tuple(own)


def optional(source: str, told: Reader) -> Reader:
    """`told` of what stands there, None of nothing."""
    get = attrgetter(source)
    return lambda row: None if (value := get(row)) is None else told(value)


def moment(value: datetime) -> str:
    """In UTC, as ISO 8601 has it."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _is_plain(field: Any) -> bool:
    return isinstance(field, PLAIN) or (isinstance(field, serializers.ListField) and isinstance(field.child, PLAIN))


def _told(field: Any) -> Reader | None:
    """Makes of a value what is shown. None where DRF does that."""
    if isinstance(field, serializers.SlugRelatedField):
        return attrgetter(str(field.slug_field))
    if isinstance(field, serializers.DateTimeField):
        return methodcaller("strftime", field.format) if hasattr(field, "format") else moment
    return None


def _many(source: str, child: Any) -> Reader:
    return lambda row: [child.show(one) for one in brought(row, source)]


def _as_drf_does(field: Any) -> Reader:
    def read(row: Any) -> Any:
        value = field.get_attribute(row)
        return None if value is None else field.to_representation(value)

    return read
