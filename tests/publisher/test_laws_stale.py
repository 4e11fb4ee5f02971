"""I8: a stale claim changes nothing. Judged by what the sandbox saw become public."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from accounts.models import Network, User
from campaigns.models import Post
from publisher.engine.claim import Kind, claim
from publisher.engine.drain import drain
from publisher.engine.reap import reap
from publisher.engine.release import release
from publisher.engine.result import Result
from publisher.engine.settle import settle
from publisher.models import Delivery
from publisher.networks.base import Receipt
from tests.cast import make_due
from tests.peer import Sandbox
from tests.publisher.conftest import work
from tests.publisher.steps import Connect, Due, dead, drain_prepares, looked_for, looks_once


def test_a_worker_that_lost_its_lease_changes_nothing(connect: Connect, due: Due) -> None:
    delivery = due(connect(Network.MASTODON))
    drain_prepares(Network.MASTODON)
    [job] = claim(Network.MASTODON, "slow worker", 10)
    dead(delivery)
    reap()
    moved = settle([Result(job, "publish", receipt=Receipt("1", "https://example.org/1"))])
    delivery.refresh_from_db()
    assert (moved, delivery.state, delivery.remote_id) == (set(), "unsure", "")
    assert delivery.attempts.get().outcome == "unsure"


def test_a_claim_older_than_the_fence_changes_nothing(connect: Connect, due: Due) -> None:
    delivery = due(connect(Network.MASTODON))
    drain_prepares(Network.MASTODON)
    [job] = claim(Network.MASTODON, "slow worker", 10)
    Delivery.objects.update(fence=job.fence + 1)
    settle([Result(job, "publish", receipt=Receipt("1", "https://example.org/1"))])
    delivery.refresh_from_db()
    assert (delivery.state, delivery.remote_id) == ("sending", "")


def test_what_was_prepared_for_an_older_content_is_not_used(
    connect: Connect, due: Due, ana: User, approve: Callable[[Post], Post]
) -> None:
    delivery = due(connect(Network.MASTODON))
    [job] = claim(Network.MASTODON, "slow worker", 10)
    post = delivery.publication.post
    hour = timezone.now() + timedelta(hours=1)
    post.publications.update(at=hour)
    post.revise(by=ana, draft=replace(post.draft(), text="Otra cosa"), version=post.version)
    approve(post)
    make_due(post.publications.get())
    release()
    settle([Result(job, "prepared", handle={"media": {"old": "1"}})])
    delivery.refresh_from_db()
    assert (delivery.state, delivery.handle) == ("queued", {})


def test_a_call_is_not_begun_when_the_claim_is_about_to_end(
    connect: Connect, due: Due, sandbox: Sandbox, settings: object
) -> None:
    page = connect(Network.FACEBOOK)
    settings.LEASE = timedelta(seconds=20)  # type: ignore[attr-defined]
    delivery = due(page)
    work()
    delivery.refresh_from_db()
    assert sandbox.public(page.remote_id) == []
    assert "too late" in delivery.reason


def test_three_deaths_call_a_person(connect: Connect, due: Due, sandbox: Sandbox) -> None:
    page = connect(Network.BLUESKY)
    delivery = due(page)
    drain_prepares(Network.BLUESKY)
    for _ in range(3):
        Delivery.objects.update(next_at=timezone.now())
        jobs = claim(Network.BLUESKY, "doomed", 10)
        assert [job.kind for job in jobs] == [Kind.PUBLISH]
        dead(delivery)
        reap()
        looked_for(delivery)
        if delivery.deaths < 2:
            looks_once(Network.BLUESKY)
        delivery.refresh_from_db()
    drain(Network.BLUESKY)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.deaths) == ("unproven", 3)
    assert sandbox.public(page.remote_id) == []
