"""What follows a post: its own rows, the same laws, and never a trace on the post. Judged by what the public saw."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Network, Page, User
from campaigns.draft import Draft, Further, Picture
from campaigns.models import Asset
from campaigns.moves import WrongState
from publisher import telling
from publisher.engine import agenda
from publisher.engine.claim import Job, claim
from publisher.engine.reap import miss, reap
from publisher.engine.result import Result
from publisher.engine.settle import settle
from publisher.models import Attempt, Delivery, FollowUp, Freeze
from publisher.networks import NETWORKS as ADAPTERS
from publisher.networks import commenting
from publisher.networks.base import Receipt, Refused
from tests.peer import Sandbox
from tests.publisher.conftest import claimed, done, sent, work

Due = Callable[..., Delivery]
Connect = Callable[..., Page]
THREADING = [name for name, network in ADAPTERS.items() if network.takes.threads]
COMMENTING = [name for name, network in ADAPTERS.items() if commenting(network)]
CERTAIN = [name for name in COMMENTING if (says := commenting(ADAPTERS[name])) and says.proof.certain]
COMMENT = "Más en la web."
THREAD = (Further("Dos."), Further("Tres."))


def following(delivery: Delivery) -> list[FollowUp]:
    return list(delivery.follow_ups.order_by("position"))


def states(delivery: Delivery) -> list[str]:
    return [one.state for one in following(delivery)]


def below(sandbox: Sandbox, page: Page) -> list[Any]:
    return [post for post in sandbox.public(page.remote_id) if post["reply_to"]]


def looked_for(follow_up: FollowUp, minutes: float = 2) -> None:
    """As much time as a network needs to show it has passed since the attempt."""
    attempt = follow_up.attempts.latest("id")
    Attempt.objects.filter(pk=attempt.pk).update(started_at=attempt.started_at - timedelta(minutes=minutes))
    FollowUp.objects.filter(pk=follow_up.pk).update(next_at=timezone.now())


def settled(network: str, delivery: Delivery) -> None:
    """Time passes until nothing is in doubt, and no film is still worked on: the network takes its time for one."""
    worked_on = Delivery.objects.filter(pk=delivery.pk, state__in=["queued", "preparing"])
    rounds, end = 5, time.monotonic() + 10
    while rounds:
        work(network)
        rounds -= not worked_on.exists() or time.monotonic() > end
        Delivery.objects.filter(pk=delivery.pk).exclude(state="published").update(next_at=timezone.now())
        for one in delivery.follow_ups.filter(state="unsure"):
            looked_for(one)


# --- after the post, in order, once


@pytest.mark.parametrize("network", COMMENTING)
def test_a_first_comment_is_made_once_its_post_is_public(
    network: str, connect: Connect, due: Due, sandbox: Sandbox
) -> None:
    page = connect(network)
    delivery = due(page, first_comment=COMMENT)
    settled(network, delivery)
    delivery.refresh_from_db()
    [comment] = following(delivery)
    assert (comment.state, comment.kind, comment.attempts.count()) == ("published", "comment", 1), comment.reason
    [shown] = below(sandbox, page)
    assert (shown["text"], shown["remote_id"], shown["reply_to"]) == (COMMENT, comment.remote_id, delivery.remote_id)


@pytest.mark.parametrize("network", THREADING)
def test_a_thread_is_made_part_by_part_and_its_comment_last(
    network: str, connect: Connect, due: Due, sandbox: Sandbox, photo: Asset
) -> None:
    page = connect(network)
    pictured = Further("Dos.", (Picture(photo, "Un coche"),))
    delivery = due(page, thread=(pictured, Further("Tres.")), first_comment=COMMENT)
    settled(network, delivery)
    delivery.refresh_from_db()
    assert states(delivery) == ["published"] * 3, [one.reason for one in following(delivery)]
    second, third, comment = below(sandbox, page)
    assert [second["text"], third["text"], comment["text"]] == ["Dos.", "Tres.", COMMENT]
    assert [second["reply_to"], third["reply_to"]] == [delivery.remote_id, second["remote_id"]]
    assert comment["reply_to"] == delivery.remote_id
    assert len(second["media"]) == 1
    assert Attempt.objects.count() == 4


def test_nothing_follows_before_the_post_is_public(connect: Connect, due: Due, sandbox: Sandbox) -> None:
    page = connect(Network.FACEBOOK)
    sandbox.fault("reset_before_create", account=page.remote_id, count=1)
    delivery = due(page, first_comment=COMMENT)
    work()
    assert Delivery.objects.get().state == "unsure"
    assert (following(delivery), sandbox.public(page.remote_id)) == ([], [])


@pytest.mark.parametrize("network", COMMENTING)
def test_an_answer_lost_after_acceptance_makes_one_comment(
    network: str, connect: Connect, due: Due, sandbox: Sandbox
) -> None:
    page = connect(network)
    sandbox.fault("reset_mid_answer", account=page.remote_id, count=1, contains=COMMENT)
    delivery = due(page, first_comment=COMMENT)
    settled(network, delivery)
    delivery.refresh_from_db()
    [comment] = following(delivery)
    assert (comment.state, comment.attempts.count()) == ("published", 1), comment.reason
    assert [attempt.outcome for attempt in comment.attempts.all()] == ["unsure"]
    assert len(below(sandbox, page)) == 1
    assert delivery.attempts.count() == 1


@pytest.mark.parametrize("network", CERTAIN)
def test_a_comment_that_never_arrived_is_made_again(network: str, connect: Connect, due: Due, sandbox: Sandbox) -> None:
    page = connect(network)
    sandbox.fault("reset_before_create", account=page.remote_id, count=1, contains=COMMENT)
    delivery = due(page, first_comment=COMMENT)
    settled(network, delivery)
    [comment] = following(delivery)
    assert (comment.state, comment.attempts.count()) == ("published", 2), comment.reason
    assert len(below(sandbox, page)) == 1


def test_where_absence_is_not_proven_a_person_decides(connect: Connect, due: Due, sandbox: Sandbox, ana: User) -> None:
    page = connect(Network.LINKEDIN)
    sandbox.fault("reset_before_create", account=page.remote_id, count=1, contains=COMMENT)
    delivery = due(page, first_comment=COMMENT)
    for _ in range(4):
        settled(Network.LINKEDIN, delivery)
    [comment] = following(delivery)
    assert (comment.state, comment.attempts.count()) == ("unproven", 1)
    assert Delivery.objects.get().state == "published"
    assert list(FollowUp.objects.on_desk().decidable_by(ana)) == [comment]


# --- crashes, stale claims, windows, freezes


def dead(job: Job) -> None:
    FollowUp.objects.filter(pk=job.row.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    reap()


def test_the_attempt_is_written_before_the_call(connect: Connect, due: Due, sandbox: Sandbox) -> None:
    page = connect(Network.BLUESKY)
    job = claimed(Network.BLUESKY, due(page, thread=THREAD))
    [attempt] = Attempt.objects.filter(follow_up=job.row.pk)
    assert (attempt.outcome, attempt.delivery, attempt.fence) == ("", None, job.fence)
    assert below(sandbox, page) == []


@pytest.mark.parametrize("called", [True, False])
def test_a_worker_that_dies_over_it_leaves_one(called: bool, connect: Connect, due: Due, sandbox: Sandbox) -> None:
    """Whether it died before the call or after it."""
    page = connect(Network.BLUESKY)
    delivery = due(page, thread=THREAD)
    job = claimed(Network.BLUESKY, delivery)
    if called:
        sent(job)
    dead(job)
    assert states(delivery) == ["unsure", "waiting"]
    settled(Network.BLUESKY, delivery)
    assert states(delivery) == ["published", "published"]
    assert [post["text"] for post in below(sandbox, page)] == ["Dos.", "Tres."]
    assert following(delivery)[0].attempts.count() == (1 if called else 2)


def test_a_stale_claim_changes_nothing(connect: Connect, due: Due) -> None:
    delivery = due(connect(Network.BLUESKY), thread=THREAD)
    job = claimed(Network.BLUESKY, delivery)
    dead(job)
    settle([Result(job, "publish", receipt=Receipt("at://nobody", "https://nobody.example"))])
    assert states(delivery) == ["unsure", "waiting"]


def test_a_freeze_stops_what_follows(connect: Connect, due: Due, sandbox: Sandbox, dieter: User) -> None:
    page = connect(Network.BLUESKY)
    delivery = due(page, thread=THREAD)
    job = claimed(Network.BLUESKY, delivery)
    Freeze.set(dieter, "A crisis", brand=page.brand)
    done([job])
    work(Network.BLUESKY)
    assert states(delivery) == ["published", "queued"]
    Freeze.objects.in_force().get().lift(dieter)
    work(Network.BLUESKY)
    assert len(below(sandbox, page)) == 2


def test_what_misses_its_window_waits_for_a_person(connect: Connect, due: Due, dieter: User) -> None:
    page = connect(Network.BLUESKY)
    delivery = due(page, thread=THREAD)
    done([claimed(Network.BLUESKY, delivery)])
    Freeze.set(dieter, "A crisis", brand=page.brand)
    FollowUp.objects.filter(state="queued").update(closes_at=Now())
    assert agenda.look().close
    miss()
    assert states(delivery) == ["published", "missed"]
    assert "Send it now, or give it up" in following(delivery)[1].reason


def test_an_edit_stops_what_has_not_begun(connect: Connect, due: Due, sandbox: Sandbox, ana: User) -> None:
    page = connect(Network.BLUESKY)
    delivery = due(page, thread=THREAD)
    job = claimed(Network.BLUESKY, delivery)
    post = delivery.publication.post
    post.refresh_from_db()
    post.revise(ana, Draft(text="Otra cosa."), post.version)
    done([job])
    work(Network.BLUESKY)
    second, third = following(delivery)
    assert (second.state, third.state) == ("published", "refused")
    assert "not what was approved" in third.reason
    with pytest.raises(WrongState):
        third.send_again(ana)


def test_what_is_not_what_was_approved_is_not_sent(connect: Connect, due: Due, sandbox: Sandbox) -> None:
    page = connect(Network.BLUESKY)
    delivery = due(page, thread=THREAD)
    job = claimed(Network.BLUESKY, delivery)
    content = {**delivery.content, "thread": [{"text": "Dos.", "media": []}, {"text": "Falso.", "media": []}]}
    Delivery.objects.filter(pk=delivery.pk).update(content=content)
    done([job])
    work(Network.BLUESKY)
    assert states(delivery) == ["published", "refused"]
    assert [post["text"] for post in below(sandbox, page)] == ["Dos."]


def test_a_page_has_one_of_them_in_flight(connect: Connect, due: Due) -> None:
    page = connect(Network.FACEBOOK)
    one, other = (due(page, first_comment=f"{COMMENT} {n}") for n in range(2))
    for delivery in (one, other):
        Delivery.objects.filter(pk=delivery.pk).update(state="published", remote_id=f"{page.remote_id}_{delivery.pk}")
    FollowUp.objects.plan([one, other])
    FollowUp.objects.update(state="ready")
    assert len(claim(Network.FACEBOOK, "worker", 10)) == 1
    with pytest.raises(IntegrityError):
        FollowUp.objects.update(state="sending")


# --- its failing never touches the post, and a person decides


def test_a_refused_part_leaves_the_post_and_goes_to_the_desk(
    connect: Connect, due: Due, sandbox: Sandbox, ana: User, carmen: User
) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page, thread=THREAD, first_comment=COMMENT)
    settle([Result(claimed(Network.MASTODON, delivery), "refuse", error=Refused("No."))])
    work(Network.MASTODON)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("published", "")
    assert states(delivery) == ["refused", "waiting", "waiting"]
    assert telling.tell_people() == 1
    assert "Part 2 of Hola desde Madrid" in mail.outbox[0].body
    following(delivery)[0].send_again(ana)
    work(Network.MASTODON)
    assert states(delivery) == ["published"] * 3
    assert [post["text"] for post in below(sandbox, page)] == ["Dos.", "Tres.", COMMENT]


def test_who_gives_up_a_part_gives_up_those_after_it_and_the_comment_goes_out(
    connect: Connect, due: Due, sandbox: Sandbox, ana: User
) -> None:
    page = connect(Network.BLUESKY)
    delivery = due(page, thread=THREAD, first_comment=COMMENT)
    job = claimed(Network.BLUESKY, delivery)
    settle([Result(job, "refuse", error=Refused("No."))])
    following(delivery)[0].give_up(ana)
    work(Network.BLUESKY)
    assert states(delivery) == ["abandoned", "abandoned", "published"]
    assert [post["text"] for post in below(sandbox, page)] == [COMMENT]
    assert Delivery.objects.get().state == "published"


def test_after_a_part_that_a_person_saw_the_thread_goes_on(
    connect: Connect, due: Due, sandbox: Sandbox, ana: User
) -> None:
    page = connect(Network.BLUESKY)
    delivery = due(page, thread=THREAD)
    settle([Result(claimed(Network.BLUESKY, delivery), "refuse", error=Refused("No."))])
    following(delivery)[0].confirm(ana, "https://bsky.example/2")
    work(Network.BLUESKY)
    assert states(delivery) == ["published", "published"]
    delivery.refresh_from_db()
    assert [post["reply_to"] for post in below(sandbox, page)] == [delivery.remote_id]


def test_below_a_post_that_only_a_person_saw_nothing_is_put(connect: Connect, due: Due, ana: User) -> None:
    delivery = due(connect(Network.MASTODON), thread=THREAD)
    Delivery.objects.update(state="unproven")
    delivery.confirm(ana, "https://mastodon.example/@aurora/1")
    assert states(delivery) == ["refused", "waiting"]
    assert "by hand" in following(delivery)[0].reason
    with pytest.raises(WrongState, match="by hand"):
        following(delivery)[0].send_again(ana)


def test_an_outage_long_after_the_post_is_told_as_what_it_is(connect: Connect, due: Due, sandbox: Sandbox) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page, first_comment=COMMENT)
    sandbox.fault("rate_limited", account=page.remote_id, contains=COMMENT, seconds=1)
    work(Network.MASTODON)
    assert states(delivery) == ["ready"]
    FollowUp.objects.update(closes_at=Now())
    miss()
    [comment] = following(delivery)
    assert comment.state == "missed"
    assert "What stood in the way" in comment.reason
    assert Delivery.objects.get().state == "published"


def test_where_nothing_can_comment_the_post_goes_out_alone(connect: Connect, due: Due, sandbox: Sandbox) -> None:
    page = connect(Network.TELEGRAM)
    delivery = due(page, first_comment=COMMENT)
    work(Network.TELEGRAM)
    assert (Delivery.objects.get().state, following(delivery)) == ("published", [])


def test_writing_down_what_follows_twice_changes_nothing(connect: Connect, due: Due) -> None:
    delivery = due(connect(Network.BLUESKY), thread=THREAD)
    work(Network.BLUESKY)
    FollowUp.objects.plan([delivery])
    assert states(delivery) == ["published", "published"]


def test_the_dispatcher_rings_for_what_follows(connect: Connect, due: Due) -> None:
    delivery = due(connect(Network.BLUESKY), thread=THREAD)
    claimed(Network.BLUESKY, delivery)
    FollowUp.objects.update(state="ready", lease_until=None)
    assert agenda.look().networks == ["bluesky"]


def test_an_attempt_is_of_one_thing(connect: Connect, due: Due) -> None:
    delivery = due(connect(Network.BLUESKY), thread=THREAD)
    job = claimed(Network.BLUESKY, delivery)
    with pytest.raises(IntegrityError):
        Attempt.objects.filter(follow_up=job.row.pk).update(delivery=delivery)
