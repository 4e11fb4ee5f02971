"""Migrations of a database at work: who waits for a table has everybody else queue behind, so they do not wait long."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import sleep
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.errors import LockNotAvailable

PATIENCE = "2s"
PAUSE = 5
"""Seconds in which the others go on, before a statement that stands alone is tried again."""
TRIES = 24
BLOCKED = (
    "Somebody held a table for {} that is to be changed, so this was given up: posts go on. Run migrate again; if that "
    "does not help, look in pg_stat_activity for whoever holds it."
)


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with impatiently(connections[options["database"]]):
                super().handle(*args, **options)
        except OperationalError as fault:
            if not isinstance(fault.__cause__, LockNotAvailable):
                raise
            raise CommandError(BLOCKED.format(PATIENCE)) from fault


@contextmanager
def impatiently(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Said once for all statements: after one that failed, PostgreSQL takes none but the end of its transaction."""
    _wait(connection, f"SET lock_timeout = '{PATIENCE}'")
    try:
        with connection.execute_wrapper(_again_where_it_stands_alone):
            yield
    finally:
        _wait(connection, "RESET lock_timeout")


def _wait(connection: BaseDatabaseWrapper, how_long: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(how_long)


def _again_where_it_stands_alone(  # noqa: PLR0913, PLR0917 - what Django calls it with, and how often it may be tried
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any], tries: int = TRIES
) -> Any:
    connection = context["connection"]
    if "CONCURRENTLY" in sql:
        return _patiently(connection, lambda: execute(sql, params, many, context))
    try:
        return execute(sql, params, many, context)
    except OperationalError as fault:
        # Where there is no transaction around it, nothing undoes what stood before it.
        if connection.in_atomic_block or tries == 1 or not isinstance(fault.__cause__, LockNotAvailable):
            raise
    sleep(PAUSE)
    return _again_where_it_stands_alone(execute, sql, params, many, context, tries - 1)


def _patiently(connection: BaseDatabaseWrapper, build: Callable[[], Any]) -> Any:
    """Nobody queues behind an index that is built beside writers: given up it would be left there, of no use."""
    _wait(connection, "SET lock_timeout = 0")
    try:
        return build()
    finally:
        _wait(connection, f"SET lock_timeout = '{PATIENCE}'")
