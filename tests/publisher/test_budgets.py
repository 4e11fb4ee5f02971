"""What a page, and an app, may send: counted by ourselves, told by the networks, and slowed down before the wall."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Network, Page
from publisher.engine.claim import claim
from publisher.models import Attempt, Delivery, Hold
from publisher.networks import NETWORKS
from publisher.networks.base import Budget, Scope
from tests.peer import Sandbox
from tests.publisher.conftest import Connect, work
from tests.publisher.test_laws import drain_prepares

Due = Callable[..., Delivery]
BUDGET = Budget(calls=3, seconds=600, scope=Scope.HOME)


@pytest.fixture
def _little_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NETWORKS[Network.MASTODON], "budgets", (BUDGET,), raising=False)


@pytest.fixture
def few_calls(sandbox: Sandbox) -> Iterator[Callable[[int], Any]]:
    yield lambda number: sandbox.ask("POST", "settings", {"facebook_calls_a_day": number})
    sandbox.ask("POST", "settings", {"facebook_calls_a_day": 4800})


@pytest.mark.usefixtures("_little_for_all")
def test_all_pages_of_a_home_share_its_budget(connect: Connect, due: Due, sandbox: Sandbox) -> None:
    pages = [connect(Network.MASTODON) for _ in range(5)]
    for page in pages:
        due(page)
    work(Network.MASTODON)
    assert sum(len(sandbox.public(page.remote_id)) for page in pages) == BUDGET.calls
    first = Attempt.objects.order_by("started_at")[0].started_at
    held = Delivery.objects.filter(state="ready")
    assert {delivery.next_at for delivery in held} == {first + timedelta(seconds=BUDGET.seconds)}


@pytest.mark.usefixtures("_little_for_all")
def test_two_claims_at_once_do_not_spend_the_same_call(connect: Connect, due: Due) -> None:
    for _ in range(4):
        due(connect(Network.MASTODON))
    drain_prepares(Network.MASTODON)
    taken: list[int] = []

    def claims() -> None:
        taken.append(len(claim(Network.MASTODON, "other", 10)))
        connection.close()

    with transaction.atomic():
        mine = len(claim(Network.MASTODON, "me", 2))
        other = threading.Thread(target=claims)
        other.start()
        other.join(0.5)
    other.join()
    assert (mine, taken) == (2, [1])


def test_mastodon_says_what_is_left_and_it_is_kept(connect: Connect, due: Due) -> None:
    page = connect(Network.MASTODON)
    due(page)
    work()
    page.refresh_from_db()
    used, limit, anew = page.quota["posts"]
    assert (used, limit) == (1, 300)
    assert anew


def test_facebook_is_left_alone_for_a_while_above_nine_tenths(
    connect: Connect, due: Due, sandbox: Sandbox, few_calls: Callable[[int], Any]
) -> None:
    page = connect(Network.FACEBOOK)
    few_calls(10)
    for _ in range(7):  # with the one that told who the page is
        due(page)
    work()
    assert not Hold.objects.exists()
    due(page)
    work()
    page.refresh_from_db()
    assert page.quota["calls for the page"][0] == 90
    [hold] = Hold.objects.filter(page=page)
    assert timedelta(minutes=4) < hold.until - timezone.now() <= timedelta(minutes=5)
    waiting = due(page)
    work()
    waiting.refresh_from_db()
    assert (waiting.state, len(sandbox.public(page.remote_id))) == ("queued", 8)


def test_the_allowance_of_the_app_concerns_all_its_pages(connect: Connect) -> None:
    page = Page.objects.get(pk=connect(Network.FACEBOOK).pk)
    assert page.quota["calls of the app"][:2] == [0, 100]
