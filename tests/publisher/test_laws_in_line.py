"""I7: one page, one delivery in flight, in order. Judged by what the sandbox saw become public."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Network, User
from campaigns.models import Post, Publication
from publisher.engine.claim import claim
from publisher.engine.release import release
from publisher.models import Delivery
from tests.peer import Sandbox
from tests.publisher.conftest import work
from tests.publisher.steps import Connect, Due, doubted, drain_prepares, looked_for, looks_once


def test_one_that_a_dispatcher_holds_back_is_not_passed(
    connect: Connect, write: Callable[..., Post], approve: Callable[[Post], Post], sandbox: Sandbox
) -> None:
    page = connect(Network.MASTODON)
    first, second = (approve(write(page, text=text)) for text in ("primero", "segundo"))
    now = timezone.now()
    Publication.objects.filter(post=second).update(at=now - timedelta(seconds=1))
    release()
    Publication.objects.filter(post=first).update(at=now - timedelta(seconds=2))
    drain_prepares(Network.MASTODON)
    assert claim(Network.MASTODON, "worker", 10) == []
    work()
    public = sorted(sandbox.public(page.remote_id), key=lambda post: post["seq"])
    assert [post["text"] for post in public] == ["primero", "segundo"]


def test_the_next_post_of_a_page_waits_until_it_is_known_what_became_of_this_one(
    connect: Connect, due: Due, sandbox: Sandbox
) -> None:
    page = connect(Network.FACEBOOK)
    sandbox.fault("reset_before_create", account=page.remote_id, contains="primero", count=1)
    first, second = due(page, text="primero"), due(page, text="segundo")
    work()
    assert sandbox.public(page.remote_id) == []
    for _ in range(3):
        first.refresh_from_db()
        if first.state == "unsure":
            looked_for(first)
            work()
    work()
    assert [post["text"] for post in sorted(sandbox.public(page.remote_id), key=lambda post: post["seq"])] == [
        "primero",
        "segundo",
    ]
    second.refresh_from_db()
    assert second.state == "published"


def test_what_lost_its_approval_in_doubt_holds_up_no_other_post_of_its_page(
    connect: Connect, due: Due, sandbox: Sandbox, ana: User
) -> None:
    """It waits for its window to close, since nothing of it may be sent any more; the next one has the same window."""
    page = connect(Network.BLUESKY)
    first = due(page)
    post = first.publication.post
    doubted(first)
    post.revise(ana, replace(post.draft(), text="Otra cosa.", plan=None), post.version)
    looks_once(Network.BLUESKY)
    behind = due(page)
    work(Network.BLUESKY)
    first.refresh_from_db()
    behind.refresh_from_db()
    assert (first.state, first.attempts.count(), behind.state) == ("ready", 1, "published")


def test_a_page_in_doubt_holds_up_no_other_page(connect: Connect, due: Due, sandbox: Sandbox) -> None:
    doubtful, healthy = connect(Network.FACEBOOK), connect(Network.FACEBOOK)
    sandbox.fault("reset_before_create", account=doubtful.remote_id)
    due(doubtful, text="primero"), due(doubtful, text="segundo")
    work()
    due(healthy)
    work()
    assert (len(sandbox.public(doubtful.remote_id)), len(sandbox.public(healthy.remote_id))) == (0, 1)


def test_the_database_refuses_a_second_delivery_in_flight_on_a_page(connect: Connect, due: Due) -> None:
    page = connect(Network.MASTODON)
    due(page, text="uno"), due(page, text="dos")
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.update(state="sending")


def test_a_claim_takes_one_delivery_of_a_page_the_earliest(connect: Connect, due: Due) -> None:
    page = connect(Network.MASTODON)
    first = due(page, text="uno")
    due(page, text="dos")
    drain_prepares(Network.MASTODON)
    assert [job.delivery for job in claim(Network.MASTODON, "worker", 10)] == [first]
