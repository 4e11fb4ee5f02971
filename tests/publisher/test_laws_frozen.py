"""I5: nothing starts after a freeze commits. Judged by what the sandbox saw become public."""

import threading

import pytest
from django.db import connection, transaction

from accounts.models import Network, User
from publisher.engine.claim import claim
from publisher.models import Attempt, Freeze
from tests.peer import Sandbox
from tests.publisher.conftest import work
from tests.publisher.steps import Connect, Due, drain_prepares


@pytest.mark.parametrize("scope", ["all", "brand", "market", "network", "tag"])
def test_a_freeze_stops_what_is_in_its_scope(
    scope: str, connect: Connect, due: Due, sandbox: Sandbox, dieter: User, erika: User
) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page, tags=("lanzamiento",))
    scopes = {
        "all": {},
        "brand": {"brand": page.brand},
        "market": {"market": page.market},
        "network": {"network": page.network},
        "tag": {"tag": "lanzamiento"},
    }
    freeze = Freeze.set(by=erika, reason="Crisis", **scopes[scope])
    work()
    assert (sandbox.public(page.remote_id), Attempt.objects.count()) == ([], 0)
    freeze.lift(by=erika)
    work()
    delivery.refresh_from_db()
    assert delivery.state == "published"


def test_a_freeze_leaves_alone_what_is_outside_its_scope(
    connect: Connect, due: Due, sandbox: Sandbox, erika: User
) -> None:
    page = connect(Network.MASTODON)
    due(page)
    Freeze.set(by=erika, reason="Crisis", tag="otra")
    Freeze.set(by=erika, reason="Crisis", network=Network.BLUESKY)
    work()
    assert len(sandbox.public(page.remote_id)) == 1


def test_a_freeze_waits_for_claims_being_written_and_they_for_it(connect: Connect, due: Due, erika: User) -> None:
    due(connect(Network.MASTODON))
    frozen = threading.Event()

    def freeze() -> None:
        Freeze.set(by=erika, reason="Crisis")
        frozen.set()
        connection.close()

    drain_prepares(Network.MASTODON)
    other = threading.Thread(target=freeze)
    with transaction.atomic():
        jobs = claim(Network.MASTODON, "worker", 10)
        other.start()
        assert not frozen.wait(0.5)
    other.join()
    freeze_at, begun_at = Freeze.objects.get().set_at, Attempt.objects.get().started_at
    assert len(jobs) == 1
    assert begun_at < freeze_at or frozen.is_set()
