"""I6: nothing before its time or after its window. Judged by what the sandbox saw become public."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Network, User
from campaigns.models import Post, Publication
from publisher.engine.call import Call, call_for
from publisher.engine.claim import claim
from publisher.models import Delivery
from tests.peer import Sandbox
from tests.publisher.conftest import work
from tests.publisher.steps import Connect, Due, drain_prepares


def test_nothing_goes_out_before_its_time(
    connect: Connect, write: Callable[..., Post], approve: Callable[[Post], Post], sandbox: Sandbox
) -> None:
    page = connect(Network.MASTODON)
    post = approve(write(page))
    soon = timezone.now() + timedelta(seconds=60)
    Publication.objects.filter(post=post).update(at=soon)
    work()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.due_at) == ("ready", soon)
    Delivery.objects.update(next_at=timezone.now())
    work()
    assert sandbox.public(page.remote_id) == []


def test_what_missed_its_window_waits_for_a_person(connect: Connect, due: Due, sandbox: Sandbox, ana: User) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page)
    Delivery.objects.update(closes_at=timezone.now())
    work()
    delivery.refresh_from_db()
    assert (delivery.state, sandbox.public(page.remote_id)) == ("missed", [])
    delivery.send_again(by=ana)
    work()
    delivery.refresh_from_db()
    assert delivery.state == "published"


def test_a_claim_itself_respects_the_window(connect: Connect, due: Due) -> None:
    due(connect(Network.MASTODON))
    drain_prepares(Network.MASTODON)
    Delivery.objects.update(closes_at=timezone.now())
    assert claim(Network.MASTODON, "worker", 10) == []


def test_nothing_is_sent_so_late_that_it_might_arrive_after_its_window(connect: Connect, due: Due) -> None:
    due(connect(Network.MASTODON))
    drain_prepares(Network.MASTODON)
    Delivery.objects.update(closes_at=Now() + settings.CLOCK_TOLERANCE)
    assert claim(Network.MASTODON, "worker", 10) == []


def test_a_call_that_is_held_up_does_not_begin_at_the_end_of_its_window(connect: Connect, due: Due) -> None:
    due(connect(Network.MASTODON))
    drain_prepares(Network.MASTODON)
    Delivery.objects.update(closes_at=Now() + settings.CLOCK_TOLERANCE + timedelta(seconds=4))
    [job] = claim(Network.MASTODON, "worker", 10)
    call = call_for(job, claimed_at=1000)
    assert isinstance(call, Call)
    assert 1003 < call.begin_by <= 1004
