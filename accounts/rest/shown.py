"""How rows are shown: those fields that are asked for (`?fields=`), and rows in place of their ids (`?expand=`)."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from itertools import chain
from typing import Any, ClassVar, NamedTuple

from rest_framework import serializers

from accounts.models import Brand
from accounts.rest.bring import bring
from accounts.rest.readers import Reader, columns, optional, reader


def brand_by_slug(allow_null: bool = False) -> "serializers.SlugRelatedField[Brand]":
    return serializers.SlugRelatedField(slug_field="slug", read_only=True, allow_null=allow_null)


def market_by_code() -> "serializers.SlugRelatedField[Any]":
    return serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)


class Expansion(NamedTuple):
    """What can stand in place of an id: how it is shown, and what is read for it, all rows at once."""

    serializer: "type[Shown]"
    reads: tuple[str, ...]


class Shown(serializers.ModelSerializer[Any]):
    """`reads` names what belongs to a row and is read for a field; `expands` what can be expanded."""

    reads: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    expands: ClassVar[Mapping[str, Expansion]] = {}

    @classmethod
    def shown(cls, rows: Iterable[Any], request: Any = None) -> list[dict[str, Any]]:
        """The rows as that call wants them, or whole. Raises `ValidationError` when it wants what is not known."""
        expanded = asked(request, "expand", cls.expands)
        wanted = asked(request, "fields", cls.readers()) or cls.readers()
        shows = {name: read for name, read in cls.readers().items() if name in wanted}
        reads = {name: cls.reads.get(name, ()) for name in shows}
        for name in shows.keys() & set(expanded):
            shows[name] = optional(name, cls.expands[name].serializer.show)
            reads[name] = cls.expands[name].reads
        found = list(rows)
        bring(found, chain.from_iterable(reads.values()))
        return [{name: read(row) for name, read in shows.items()} for row in found]

    @classmethod
    def show(cls, row: Any) -> dict[str, Any]:
        """One, whole, with what was read with it."""
        return {name: read(row) for name, read in cls.readers().items()}

    @classmethod
    @cache
    def readers(cls) -> Mapping[str, Reader]:
        """All its fields, and how each is read."""
        return {name: reader(field) for name, field in cls().fields.items()}

    @classmethod
    @cache
    def narrow(cls) -> tuple[str, ...]:
        """The columns of a row that all its fields are read from, as `only` takes them. Empty where one is made of more
        than columns and what `reads` brings: then rows are read whole."""
        found = {name: columns(field) for name, field in cls().fields.items()}
        known = all(own or name in cls.reads for name, own in found.items())
        return tuple(chain.from_iterable(found.values())) if known else ()

    def to_representation(self, instance: Any) -> dict[str, Any]:
        return self.show(instance)


def asked(request: Any, parameter: str, known: Collection[str]) -> list[str]:
    """The words of `?parameter=a,b`. Raises `ValidationError` for one that is not known."""
    given = request.query_params.get(parameter) if request else None
    words = [] if given is None else [word.strip() for word in given.split(",")]
    if strange := [word for word in words if word not in known]:
        choice = ", ".join(sorted(known)) or "nothing"
        raise serializers.ValidationError({parameter: [f"“{strange[0]}” is not among what can stand here: {choice}."]})
    return words
