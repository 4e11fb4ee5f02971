"""A rest that a network asked for lasts to its end, whatever else is learnt of the same home meanwhile."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Network, Page
from publisher.engine.budget import with_trials
from publisher.engine.claim import Job, claim
from publisher.engine.result import Rest, Result
from publisher.engine.settle import settle
from publisher.models import Delivery, Hold
from publisher.models.hold import STRIKES
from publisher.networks.base import Later, Receipt, Scope, Unsure
from tests.publisher.steps import drain_prepares

HOUR = timedelta(hours=1)


@pytest.fixture
def jobs(connect: Callable[..., Page], due: Callable[..., Delivery]) -> list[Job]:
    """Calls under way on three pages of one home."""
    for _ in range(3):
        due(connect(Network.MASTODON))
    drain_prepares(Network.MASTODON)
    return claim(Network.MASTODON, "worker", 10)


def broken(job: Job) -> Result:
    return Result(job, "doubt", error=Unsure("Broken.", "", "", 500))


def told_to_rest(job: Job, rest: timedelta = HOUR) -> Result:
    until = timezone.now() + rest
    error = Later("Too many calls.", "", "", 429, until, Scope.HOME)
    return Result(job, "later", wait=rest.total_seconds(), error=error, rest=Rest(until, Scope.HOME))


def rests_for() -> timedelta:
    return Hold.objects.get().until - timezone.now()


def test_a_good_answer_ends_no_rest(jobs: list[Job]) -> None:
    """Not the answer that asks for it, nor one to a call that was under way."""
    settle([broken(jobs[0])])
    settle([told_to_rest(jobs[1])])
    assert rests_for() > HOUR / 2
    settle([Result(jobs[2], "publish", receipt=Receipt("1", "https://example.org/1"))])
    assert rests_for() > HOUR / 2
    assert Hold.objects.get().strikes == 0


def test_failures_and_trials_shorten_no_rest(jobs: list[Job]) -> None:
    settle([told_to_rest(jobs[0])])
    Hold.strike(jobs[0].row.page.home, STRIKES, "Broken.")
    with_trials([job.row for job in jobs])
    settle([told_to_rest(jobs[1], timedelta(seconds=1))])
    assert rests_for() > HOUR / 2


def test_a_good_answer_closes_a_circuit_at_once(jobs: list[Job]) -> None:
    home = jobs[0].row.page.home
    Hold.strike(home, STRIKES + 3, "Broken.")
    assert Hold.objects.in_force().exists()
    Hold.relieve({home})
    assert not Hold.objects.in_force().exists()
