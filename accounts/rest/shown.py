"""How rows are shown: those fields that are asked for (`?fields=`), and rows in place of their ids (`?expand=`)."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar, NamedTuple

from rest_framework import serializers

from accounts.models import Brand


def brand_by_slug(allow_null: bool = False) -> "serializers.SlugRelatedField[Brand]":
    return serializers.SlugRelatedField(slug_field="slug", read_only=True, allow_null=allow_null)


def market_by_code() -> "serializers.SlugRelatedField[Any]":
    return serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)


class Expansion(NamedTuple):
    """What can stand in place of an id: how it is shown, and what is read for it, all rows at once."""

    serializer: type[serializers.BaseSerializer[Any]]
    reads: tuple[str, ...]


class Shown(serializers.ModelSerializer[Any]):
    """`expands` names what can be expanded. Raises `ValidationError` when something else is asked for."""

    expands: ClassVar[Mapping[str, Expansion]] = {}

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().get_fields()
        request = self.context.get("request")
        if request is None or self._is_inside:
            return fields
        for name in asked(request, "expand", self.expands):
            fields[name] = self.expands[name].serializer(read_only=True)
        wanted = asked(request, "fields", fields)
        return {name: field for name, field in fields.items() if name in wanted} if wanted else fields

    @property
    def _is_inside(self) -> bool:
        """Whether it stands inside another, where it is shown whole."""
        outermost = self.parent if isinstance(self.parent, serializers.ListSerializer) else self
        return self.root is not outermost


def asked(request: Any, parameter: str, known: Collection[str]) -> list[str]:
    """The words of `?parameter=a,b`. Raises `ValidationError` for one that is not known."""
    given = request.query_params.get(parameter)
    words = [] if given is None else [word.strip() for word in given.split(",")]
    if strange := [word for word in words if word not in known]:
        choice = ", ".join(sorted(known)) or "nothing"
        raise serializers.ValidationError({parameter: [f"“{strange[0]}” is not among what can stand here: {choice}."]})
    return words
