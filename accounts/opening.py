"""Which key a secret opens. Every call of the API asks this first, so all of it is one statement."""

from functools import cache
from itertools import islice
from typing import Any

from django.db import connection, models
from django.db.models import Q
from django.db.models.functions import Now

from accounts import access
from accounts.models import ApiKey, Membership, User
from accounts.models.key import digest
from accounts.rest.bring import as_row, columns_of

READ: dict[type[models.Model], str] = {ApiKey: "", User: "user__", Membership: "user__memberships__"}
"""What is read, and where it stands from the key. There is a row for each membership."""


def opened_by(secret: str) -> ApiKey | None:
    """The key in force, with the user it acts as and what that user may do. None for a secret that opens nothing."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(), [digest(secret)])
        rows = [_instances(row) for row in cursor.fetchall()]
    if not rows:
        return None
    [key, key.user, _] = rows[0]
    access.remember(key.user, [membership for _, _, membership in rows if membership.pk])
    opened: ApiKey = key
    return opened


@cache
def _statement() -> str:
    """Put together once a process: that takes several times as long as to ask it."""
    alive = Q(secrets__until=None) | Q(secrets__until__gt=Now())
    keys = ApiKey.objects.in_force().filter(alive, secrets__digest="", user__is_active=True).order_by()
    columns = [f"{path}{name}" for model, path in READ.items() for name in columns_of(model)]
    statement, _ = keys.values_list(*columns).query.sql_with_params()
    return str(statement)


def _instances(row: tuple[Any, ...]) -> list[Any]:
    values = iter(row)
    return [as_row(model, islice(values, len(model._meta.concrete_fields))) for model in READ]
