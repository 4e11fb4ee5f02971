"""I9: no budget is exceeded. Judged by what the sandbox saw become public."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Network
from publisher.budgets import anew
from publisher.models import Attempt
from publisher.networks import NETWORKS as ADAPTERS
from tests.peer import Sandbox
from tests.publisher.conftest import work
from tests.publisher.steps import Connect, Due


def test_a_page_without_calls_left_waits_for_one_to_come_free(connect: Connect, due: Due, sandbox: Sandbox) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page)
    budget = ADAPTERS[Network.MASTODON].budgets[0]
    first = timezone.now() - timedelta(seconds=budget.seconds - 60)
    Attempt.objects.bulk_create(
        Attempt(delivery=delivery, page=page, fence=1000 + n, worker="earlier", started_at=first, outcome="published")
        for n in range(budget.calls)
    )
    work()
    delivery.refresh_from_db()
    assert sandbox.public(page.remote_id) == []
    assert delivery.next_at == anew(budget, first)


def test_a_page_that_asked_to_be_left_alone_is(connect: Connect, due: Due, sandbox: Sandbox) -> None:
    page = connect(Network.BLUESKY)
    sandbox.fault("rate_limited", account=page.remote_id, seconds=120, count=1)
    delivery = due(page)
    work()
    delivery.refresh_from_db()
    assert (delivery.state, sandbox.public(page.remote_id)) == ("ready", [])
    assert delivery.next_at > timezone.now() + timedelta(seconds=100)
