"""The dispatcher's turn: what it releases, when it wakes, and that a lost or doubled bell changes nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from structlog.testing import capture_logs

from accounts.models import Network, Page
from campaigns.models import Post, Publication
from publisher.engine.agenda import LONGEST_PAUSE
from publisher.engine.dispatch import turn
from publisher.management.commands import dispatch
from publisher.models import Delivery
from publisher.tasks import drain
from tests.peer import Sandbox

Approve = Callable[[Post], Post]


def at(post: Post, seconds: float) -> None:
    Publication.objects.filter(post=post).update(at=timezone.now() + timedelta(seconds=seconds))


def test_what_is_far_ahead_is_not_released(
    connect: Callable[..., Page], write: Callable[..., Post], approve: Approve
) -> None:
    approve(write(connect(Network.MASTODON)))
    assert turn() == LONGEST_PAUSE
    assert not Delivery.objects.exists()


def test_the_dispatcher_wakes_for_the_next_due_time(
    connect: Callable[..., Page], write: Callable[..., Post], approve: Approve
) -> None:
    post = approve(write(connect(Network.MASTODON)))
    at(post, 60)
    turn()
    Delivery.objects.update(state="ready", next_at=timezone.now() + timedelta(seconds=0.3))
    assert timedelta(0) < turn() < timedelta(seconds=0.3)


def test_what_lost_its_approval_is_not_released(
    connect: Callable[..., Page], write: Callable[..., Post], approve: Approve
) -> None:
    post = approve(write(connect(Network.MASTODON)))
    at(post, 1)
    type(post.revision).objects.update(approved_at=None)
    turn()
    assert (Delivery.objects.count(), post.publications.get().state) == (0, "planned")


def test_a_doubled_bell_publishes_once(
    connect: Callable[..., Page], write: Callable[..., Post], approve: Approve, sandbox: Sandbox
) -> None:
    page = connect(Network.MASTODON)
    at(approve(write(page)), -1)
    turn()
    drain(Network.MASTODON)
    drain(Network.MASTODON)
    assert len(sandbox.public(page.remote_id)) == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_listens_hears_how_long_a_turn_took() -> None:
    with capture_logs() as said:
        assert dispatch.timed_turn() == LONGEST_PAUSE
    [line] = [line for line in said if line["event"] == "turn"]
    assert line["log_level"] == "debug"
    assert 0 < line["seconds"] < 10
