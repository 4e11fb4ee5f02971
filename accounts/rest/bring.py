"""Reads what belongs to the rows that are shown, each relation for all of them by one statement.

`prefetch_related` does so too, but puts its statement together anew each time and makes a queryset for each row, which
takes several times as long as to read them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model

BROUGHT = "_brought"


def bring(rows: Sequence[Any], paths: Iterable[str]) -> None:
    """`paths` as `prefetch_related` takes them. What points to a row is found by `brought`."""
    branches: dict[str, set[str]] = defaultdict(set)
    for path in paths if rows else ():
        name, _, beyond = path.partition("__")
        branches[name] |= {beyond} - {""}
    for name, further in branches.items():
        relation = rows[0]._meta.get_field(name)
        bring(_children(rows, relation) if relation.one_to_many else _parents(rows, relation), further)


def brought(row: Any, name: str) -> Iterable[Any]:
    """What points to the row under that name; read now, unless it was brought."""
    found: Iterable[Any] | None = row.__dict__.get(BROUGHT, {}).get(name)
    return getattr(row, name).all() if found is None else found


def _children(rows: Sequence[Any], relation: Any) -> list[Any]:
    link = relation.remote_field
    found: dict[int, list[Any]] = {row.pk: [] for row in rows}
    children = _read(relation.related_model, link.name, list(found))
    for child in children:
        found[getattr(child, link.attname)].append(child)
    for row in rows:
        row.__dict__.setdefault(BROUGHT, {})[relation.name] = found[row.pk]
    return children


def _parents(rows: Sequence[Any], relation: Any) -> list[Any]:
    keys = {getattr(row, relation.attname) for row in rows} - {None}
    found = {parent.pk: parent for parent in _read(relation.related_model, "pk", list(keys))}
    for row in rows:
        if key := getattr(row, relation.attname):
            setattr(row, relation.name, found[key])
    return list(found.values())


def _read(model: type[Model], name: str, keys: list[int]) -> list[Any]:
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_statement(model, name), [keys])
        return [as_row(model, values) for values in cursor.fetchall()]


def as_row(model: type[Model], values: Iterable[Any]) -> Any:
    """Of what the database gave for all columns of that model."""
    row = list(values)
    for place, convert in _conversions(model):
        row[place] = convert(row[place], None, connection)
    return model.from_db(DEFAULT_DB_ALIAS, columns_of(model), row)


@cache
def columns_of(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@cache
def _conversions(model: type[Model]) -> list[tuple[int, Callable[..., Any]]]:
    """What makes Python's values of those that need it (JSON), by their place."""
    fields = enumerate(model._meta.concrete_fields)
    return [(place, one) for place, field in fields for one in field.get_db_converters(connection)]


@cache
def _statement(model: type[Model], name: str) -> str:
    """Django writes it for one key, once a process; here it asks for any number of them."""
    statement, _ = model._default_manager.filter(**{f"{name}__in": [0]}).query.sql_with_params()
    return str(statement).replace("IN (%s)", "= ANY(%s)")
