"""Migrations of a database at work: nobody who posts waits long behind one."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import ProgrammingError, connection, transaction

from publisher.management.commands import migrate
from publisher.models import Attempt
from tests.waiting import await_somebody_waiting

BEFORE = ("publisher", "0009_rests_and_quick_looks")
"""To go back there, and on again, locks the attempts."""
pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def reading(table: str) -> Iterator[threading.Event]:
    """Somebody reads for long, until the block ends or the event is set."""
    reads, over = threading.Event(), threading.Event()

    def read() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN ROW EXCLUSIVE MODE")
            reads.set()
            over.wait(20)
        connection.close()

    reader = threading.Thread(target=read)
    reader.start()
    assert reads.wait(10)
    try:
        yield over
    finally:
        over.set()
        reader.join()


@contextmanager
def over_once_somebody_waits(over: threading.Event) -> Iterator[None]:
    def end() -> None:
        await_somebody_waiting()
        over.set()
        connection.close()

    watcher = threading.Thread(target=end)
    watcher.start()
    yield
    watcher.join()


def test_one_that_waits_for_a_table_gives_up_and_leaves_all_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "PATIENCE", "200ms")
    with reading("publisher_attempt"), pytest.raises(CommandError, match="Run migrate again"):
        call_command("migrate", *BEFORE, verbosity=0)
    assert not Attempt.objects.exists()
    call_command("migrate", "publisher", check_unapplied=True)  # exits where one is missing
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)


def test_where_nothing_would_undo_what_stood_before_it_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[int] = []
    monkeypatch.setattr(migrate, "PATIENCE", "200ms")
    with reading("publisher_hold") as over:
        monkeypatch.setattr(migrate, "sleep", lambda pause: (pauses.append(pause), over.set()))
        executed("ALTER TABLE publisher_hold ALTER COLUMN reason DROP DEFAULT")
    assert pauses == [migrate.PAUSE]


def test_an_index_that_is_built_beside_writers_waits_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "PATIENCE", "1ms")
    with reading("publisher_hold") as over, over_once_somebody_waits(over):
        executed("CREATE INDEX CONCURRENTLY of_a_test ON publisher_hold (strikes)")
    with connection.cursor() as cursor:
        cursor.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = 'of_a_test'::regclass")
        assert cursor.fetchone() == (True,)
    executed("DROP INDEX of_a_test")


def test_a_statement_that_fails_is_told_and_not_what_came_after_it() -> None:
    """Within a migration's transaction, Django goes back to where the statement began."""
    with (
        pytest.raises(ProgrammingError, match="no_such_table"),
        migrate.impatiently(connection),
        transaction.atomic(),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DROP TABLE no_such_table")


def executed(*statements: Any) -> None:
    with migrate.impatiently(connection), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
