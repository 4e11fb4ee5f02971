"""The database hangs up in the middle of the work, or a process stands still in the middle of a transaction."""

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import InternalError, OperationalError, connection, transaction

from accounts.models import Network, Page, User
from publisher.engine.drain import drain
from publisher.engine.release import release
from publisher.models import Delivery, Freeze
from publisher.models import freeze as gate
from tests.peer import Sandbox


def drain_apart(network: str) -> None:
    with suppress(OperationalError):  # the drain says so, once its calls are written
        drain(network)
    connection.close()


def hang_up_on_all_others() -> None:
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")


def test_a_call_in_flight_outlives_the_connection_to_the_database(
    connect: Callable[..., Page], due: Callable[..., Delivery], sandbox: Sandbox
) -> None:
    page = connect(Network.FACEBOOK)
    sandbox.fault("delay", account=page.remote_id, seconds=1.5, count=1)
    delivery = due(page)
    release()
    worker = threading.Thread(target=drain_apart, args=[Network.FACEBOOK])
    worker.start()
    while not sandbox.ask("GET", "faults")["faults"][0]["hits"] and worker.is_alive():
        pass
    hang_up_on_all_others()
    worker.join()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts.get().outcome) == ("published", "published")


def stand_still_at_the_gate(there: threading.Event, over: threading.Event) -> None:
    try:
        with suppress(InternalError, OperationalError), transaction.atomic():
            gate.pass_gate()
            there.set()
            over.wait(10)
    finally:
        connection.close()


def test_a_worker_that_stands_still_in_a_claim_holds_up_no_freeze(
    erika: User, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "STANDSTILL", "500ms")
    there, over = threading.Event(), threading.Event()
    worker = threading.Thread(target=stand_still_at_the_gate, args=[there, over])
    worker.start()
    there.wait()
    Freeze.set(by=erika, reason="Crisis")
    in_time = not over.is_set() and worker.is_alive()
    over.set()
    worker.join()
    assert in_time


@pytest.mark.django_db
def test_no_process_keeps_rows_locked_while_it_stands_still() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        assert cursor.fetchone() == ("1min",)
