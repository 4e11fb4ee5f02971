"""The dispatcher's turn: what it releases, when it wakes, and that a lost or doubled bell changes nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from structlog.testing import capture_logs

from accounts.models import Network, Page
from campaigns.content import digest_of
from campaigns.models import Post, Publication, Revision
from publisher.engine.agenda import LONGEST_PAUSE
from publisher.engine.dispatch import turn
from publisher.engine.release import release
from publisher.management.commands import dispatch
from publisher.models import Delivery
from publisher.tasks import drain
from tests.cast import Write
from tests.peer import Sandbox
from tests.publisher.steps import drain_prepares

Approve = Callable[[Post], Post]
Connect = Callable[..., Page]


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


def rewritten(post: Post, **news: object) -> Post:
    """As code that is newer than this would have kept what was approved."""
    revision = Revision.objects.get(post=post)
    for entry in revision.manifest["publications"]:
        entry.update(news)
    Revision.objects.filter(pk=revision.pk).update(manifest=revision.manifest, digest=digest_of(revision.manifest))
    return post


def test_what_newer_code_approved_is_released_as_it_is_and_stops_nothing(
    connect: Connect, write: Write, approve: Approve
) -> None:
    """While versions are deployed, a dispatcher of the old one meets contents that say more than it knows."""
    newer = rewritten(approve(write(connect(Network.MASTODON))), mood="cheerful")
    known = approve(write(connect(Network.MASTODON)))
    at(newer, 1)
    at(known, 2)
    turn()
    [first, second] = Delivery.objects.order_by("due_at")
    assert (first.publication.post, second.publication.post) == (newer, known)
    assert (first.content["mood"], first.digest) == ("cheerful", digest_of(first.content))


def test_what_only_newer_code_can_read_waits_for_it_till_its_window_closes(
    connect: Connect, write: Write, approve: Approve, sandbox: Sandbox
) -> None:
    page = connect(Network.MASTODON)
    at(rewritten(approve(write(page)), mood="cheerful"), -1)
    release()
    drain_prepares(Network.MASTODON)
    drain(Network.MASTODON)
    delivery = Delivery.objects.get()
    assert (delivery.state, sandbox.public(page.remote_id)) == ("ready", [])
    assert delivery.next_at > timezone.now()
    Delivery.objects.update(closes_at=timezone.now())
    turn()
    delivery.refresh_from_db()
    assert (delivery.state, "could not check this post" in delivery.reason) == ("missed", True)


def test_a_revision_that_makes_no_sense_keeps_no_other_step_from_its_turn(
    connect: Connect, write: Write, approve: Approve, due: Callable[..., Delivery]
) -> None:
    late, broken = due(connect(Network.MASTODON)), approve(write(connect(Network.MASTODON)))
    Delivery.objects.update(closes_at=timezone.now())
    Revision.objects.filter(post=broken).update(manifest={})
    at(broken, 1)
    turn()
    late.refresh_from_db()
    assert late.state == "missed"
