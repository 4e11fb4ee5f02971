"""Events are append-only and chained: what is removed or altered shows."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction

from accounts.models import Event, EventHead, Page, User


@pytest.fixture
def sealed(madrid_mastodon: Page, erika: User) -> list[Event]:
    events = [Event.objects.note(f"page.checked_{n}", madrid_mastodon, erika, number=n) for n in range(3)]
    EventHead.seal_events()
    return events


def without_guard(statement: str, *values: object) -> None:
    """What somebody with the database's password could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE accounts_event DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        cursor.execute("ALTER TABLE accounts_event ENABLE TRIGGER USER")


def test_a_whole_chain_verifies(sealed: list[Event]) -> None:
    call_command("verify_events")
    assert EventHead.objects.get().position == 3


def test_sealing_again_adds_only_what_is_new(sealed: list[Event], madrid_mastodon: Page) -> None:
    Event.objects.note("page.checked", madrid_mastodon)
    assert EventHead.seal_events() == 1
    assert list(EventHead.faults()) == []


@pytest.mark.parametrize(
    "change", ["UPDATE accounts_event SET what = 'x' WHERE id = %s", "DELETE FROM accounts_event WHERE id = %s"]
)
def test_the_database_refuses_to_alter_or_remove_an_event(change: str, sealed: list[Event]) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change, [sealed[0].pk])


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        ("UPDATE accounts_event SET facts = '{\"number\": 9}' WHERE id = %s", 1, "was altered"),
        ("UPDATE accounts_event SET by_id = NULL WHERE id = %s", 1, "was altered"),
        ("DELETE FROM accounts_event WHERE id = %s", 1, "events are missing"),
        ("DELETE FROM accounts_event WHERE id = %s", 2, "last events are missing"),
    ],
)
def test_what_was_done_behind_the_guard_is_found(change: str, place: int, words: str, sealed: list[Event]) -> None:
    without_guard(change, sealed[place].pk)
    with pytest.raises(CommandError, match=words):
        call_command("verify_events")
