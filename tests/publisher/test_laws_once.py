"""I1: at most one visible post per publication. Judged by what the sandbox saw become public."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Network, User
from publisher import connections
from publisher.engine.call import Call, call_for
from publisher.engine.claim import Job, Kind, claim
from publisher.engine.reap import miss
from publisher.engine.result import Result
from publisher.engine.settle import settle
from publisher.models import Attempt, Delivery, Hold
from publisher.networks import NETWORKS as ADAPTERS
from publisher.networks.base import Unsure
from tests.peer import Sandbox
from tests.publisher.conftest import PROVING, work
from tests.publisher.steps import Connect, Due, dead, doubted, drain_prepares, looked_for, looks_once, out_of_patience


@pytest.mark.parametrize("network", PROVING)
def test_a_post_whose_answer_was_lost_is_found_and_not_sent_again(
    network: str, connect: Connect, due: Due, sandbox: Sandbox
) -> None:
    page = connect(network)
    sandbox.fault("reset_mid_answer", account=page.remote_id, count=1)
    delivery = due(page)
    work()
    delivery.refresh_from_db()
    assert delivery.state == "published", delivery.reason
    assert delivery.attempts.count() == 1
    [post] = sandbox.public(page.remote_id)
    assert post["remote_id"] in delivery.remote_id or delivery.remote_id in post["remote_id"]


@pytest.mark.parametrize("network", PROVING)
def test_a_post_that_never_arrived_is_sent_again_once_its_absence_is_proven(
    network: str, connect: Connect, due: Due, sandbox: Sandbox
) -> None:
    page = connect(network)
    sandbox.fault("reset_before_create", account=page.remote_id, count=1)
    delivery = due(page)
    work()
    for _ in range(ADAPTERS[network].proof.looks + 1):
        delivery.refresh_from_db()
        if delivery.state == "unsure":
            looked_for(delivery)
            work()
    delivery.refresh_from_db()
    assert delivery.state == "published", delivery.reason
    assert [attempt.outcome for attempt in delivery.attempts.all()] == ["unsure", "published"]
    assert len(sandbox.public(page.remote_id)) == 1


@pytest.mark.parametrize("fault", ["reset_mid_answer", "reset_before_create"])
def test_what_nobody_can_look_up_is_not_sent_again_but_decided_by_a_person(
    fault: str, connect: Connect, due: Due, sandbox: Sandbox, ana: User
) -> None:
    page = connect(Network.TELEGRAM)
    sandbox.fault(fault, account=page.remote_id, count=1)
    delivery, behind = due(page), due(page)
    work()
    delivery.refresh_from_db()
    behind.refresh_from_db()
    assert [delivery.state, behind.state] == ["unsure", "ready"]  # it may still arrive, and nothing overtakes it
    looked_for(delivery)
    work()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts.count()) == ("unproven", 1)
    work()
    behind.refresh_from_db()
    assert behind.state == "published"
    assert len(sandbox.public(page.remote_id)) == 1 + (fault == "reset_mid_answer")
    assert list(Delivery.objects.on_desk().decidable_by(ana)) == [delivery]


def test_a_rest_of_the_page_keeps_nobody_from_being_told_in_time(connect: Connect, due: Due) -> None:
    page = connect(Network.BLUESKY)
    delivery = doubted(due(page))
    Hold.objects.create(kind=Hold.Kind.REST, home=page.home, page=page, until=timezone.now() + timedelta(hours=1))
    Delivery.objects.update(next_at=timezone.now())
    work(Network.BLUESKY)
    delivery.refresh_from_db()
    assert delivery.state == "unsure"
    out_of_patience()
    work(Network.BLUESKY)
    delivery.refresh_from_db()
    assert delivery.state != "unsure"


@pytest.mark.parametrize("broken", ["before the look", "in the look"])
def test_a_look_that_always_breaks_is_left_to_a_person_in_time(broken: str, connect: Connect, due: Due) -> None:
    """A fault of our own would otherwise hold the page for ever, and nobody would be told."""
    delivery = doubted(due(connect(Network.BLUESKY)))
    if broken == "before the look":
        Delivery.objects.update(content=["?"])
    else:
        Attempt.objects.update(outcome="later")  # a look asks since when there is doubt
    work(Network.BLUESKY)
    delivery.refresh_from_db()
    assert delivery.state == "unsure"
    out_of_patience()
    work(Network.BLUESKY)
    delivery.refresh_from_db()
    assert delivery.state == "unproven"


def test_a_network_that_takes_no_token_for_a_look_leaves_it_to_a_person_in_time(
    connect: Connect, due: Due, sandbox: Sandbox
) -> None:
    """However often the token is renewed."""
    page = connect(Network.X)
    delivery = doubted(due(page))
    sandbox.fault("expired_token", operation="read", account=page.remote_id)
    out_of_patience()
    work(Network.X)
    delivery.refresh_from_db()
    assert delivery.state == "unproven"


def test_a_look_that_kills_its_workers_is_left_to_a_person_in_time(connect: Connect, due: Due) -> None:
    delivery = doubted(due(connect(Network.BLUESKY)))
    for after in (timedelta(0), settings.UNSURE_PATIENCE, settings.UNSURE_PATIENCE + 2 * settings.LEASE):
        Delivery.objects.update(unsure_since=timezone.now() - after)
        [job] = claim(Network.BLUESKY, "doomed", 10)
        assert job.kind == Kind.LOOK
        dead(delivery)
    Delivery.objects.update(unsure_since=timezone.now() - settings.UNSURE_PATIENCE - 3 * settings.LEASE)
    assert claim(Network.BLUESKY, "doomed", 10) == []
    delivery.refresh_from_db()
    assert (delivery.state, delivery.lease_until) == ("unproven", None)


@pytest.mark.parametrize(("arrives", "state"), [(True, "published"), (False, "missed")])
def test_a_doubted_post_is_looked_for_before_anybody_is_told_that_it_missed_its_time(
    arrives: bool, state: str, connect: Connect, due: Due, sandbox: Sandbox
) -> None:
    page = connect(Network.BLUESKY)
    delivery = due(page)
    drain_prepares(Network.BLUESKY)
    Delivery.objects.update(next_at=timezone.now())
    [job] = claim(Network.BLUESKY, "worker", 10)
    settle([Result(job, "doubt", error=Unsure("No answer."))])
    looks_once(Network.BLUESKY)  # too early: the call is still on its way
    if arrives:
        asyncio.run(made(job))
    Delivery.objects.update(closes_at=timezone.now(), next_at=timezone.now())
    miss()
    delivery.refresh_from_db()
    assert delivery.state == "unsure"
    work(Network.BLUESKY)
    delivery.refresh_from_db()
    assert delivery.state == ("published" if arrives else "unsure")
    looked_for(delivery)
    work(Network.BLUESKY)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts.count(), len(sandbox.public(page.remote_id))) == (state, 1, int(arrives))


async def made(job: Job) -> None:
    """The call of this job, whose answer nobody hears."""
    call = call_for(job, time.monotonic())
    assert isinstance(call, Call)
    async with connections.open_door() as door:
        await ADAPTERS[job.delivery.network].publish(door, call.account, call.piece, job.delivery.key, {})


def test_absence_is_not_believed_before_the_network_had_time_to_show_the_post(
    connect: Connect, due: Due, sandbox: Sandbox
) -> None:
    page = connect(Network.FACEBOOK)
    sandbox.fault("reset_before_create", account=page.remote_id, count=1)
    delivery = due(page)
    work()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.looks, delivery.attempts.count()) == ("unsure", 0, 1)


@pytest.mark.parametrize(("link", "state"), [("", "published"), ("https://aurora.example/es", "unproven")])
def test_absence_is_believed_of_words_alone_where_the_network_refuses_only_those_twice(
    link: str, state: str, connect: Connect, due: Due, sandbox: Sandbox
) -> None:
    page = connect(Network.LINKEDIN)
    sandbox.fault("reset_before_create", account=page.remote_id, count=1)
    delivery = due(page, link=link)
    work(Network.LINKEDIN)
    proof = ADAPTERS[Network.LINKEDIN].proof
    for _ in range(proof.looks):
        delivery.refresh_from_db()
        assert delivery.state == "unsure"
        looked_for(delivery, proof.settle / timedelta(minutes=1))
        work(Network.LINKEDIN)
    delivery.refresh_from_db()
    assert (delivery.state, len(sandbox.public(page.remote_id))) == (state, int(state == "published"))


def test_two_dispatchers_release_a_publication_once(connect: Connect, due: Due) -> None:
    delivery = due(connect(Network.MASTODON))
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(
            publication=delivery.publication,
            revision=delivery.revision,
            page=delivery.page,
            network=delivery.network,
            content=delivery.content,
            digest=delivery.digest,
            due_at=delivery.due_at,
            closes_at=delivery.closes_at,
            next_at=delivery.next_at,
        )


def test_a_refusal_after_doubt_is_not_believed_before_a_look(
    connect: Connect, due: Due, taciturn: Callable[[], None]
) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page)
    Delivery.objects.update(doubts=1)
    taciturn()
    work()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts.get().outcome) == ("unsure", "unsure")
