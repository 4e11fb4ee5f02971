"""Faults that once got through: each of these went wrong before the guard it names was built."""

import smtplib
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.models import Brand, Credential, Event, EventHead, Network, Page, User
from campaigns.models import Campaign, Guideline, Post, Publication
from campaigns.moves import WrongState
from publisher import checkup, telling
from publisher.engine import agenda, dispatch, upkeep
from publisher.engine import drain as draining
from publisher.engine.claim import ClockOff, Kind, claim
from publisher.engine.release import release
from publisher.engine.result import Result
from publisher.engine.settle import settle
from publisher.models import Attempt, Delivery, Freeze, Hold
from publisher.networks.base import Later, Receipt, Unsure
from tests.cast import Write, make_due
from tests.peer import Sandbox
from tests.publisher.conftest import work
from tests.publisher.steps import drain_prepares
from tests.waiting import await_somebody_waiting

Due = Callable[..., Delivery]
Connect = Callable[..., Page]
Approve = Callable[[Post], Post]


def launch(brand: Brand) -> Campaign:
    today = timezone.now().date()
    return Campaign.objects.create(brand=brand, name="Launch", starts_on=today, ends_on=today)


def reread(delivery: Delivery) -> Delivery:
    delivery.refresh_from_db()
    return delivery


def work_till_patience_ends() -> None:
    """What is unsure after the first look stays so until nobody looks any longer."""
    work()
    long_ago = timezone.now() - settings.UNSURE_PATIENCE - timedelta(seconds=1)
    Delivery.objects.filter(state="unsure").update(unsure_since=long_ago, next_at=timezone.now())
    work()


def test_doubt_outlives_a_person_who_sends_again(connect: Connect, due: Due, sandbox: Sandbox, ana: User) -> None:
    page = connect(Network.MASTODON)
    sandbox.fault("reset_mid_answer", account=page.remote_id, count=1)
    sandbox.fault("expired_token", operation="read", account=page.remote_id)
    delivery = due(page)
    work_till_patience_ends()
    assert reread(delivery).state == "unproven"
    key = delivery.key
    Page.objects.update(health="connected")
    sandbox.fault("expired_token", operation="create", account=page.remote_id)
    delivery.send_again(by=ana)
    work()
    assert (reread(delivery).state, delivery.doubts) == ("ready", 1)
    sandbox.heal()
    Page.objects.update(health="connected")
    Delivery.objects.update(next_at=timezone.now())
    work()
    assert (reread(delivery).state, delivery.key, len(sandbox.public(page.remote_id))) == ("published", key, 1)


def test_what_may_be_public_is_not_called_back_by_an_edit(
    connect: Connect, due: Due, sandbox: Sandbox, ana: User
) -> None:
    page = connect(Network.MASTODON)
    sandbox.fault("reset_mid_answer", account=page.remote_id, count=1)
    sandbox.fault("expired_token", operation="read", account=page.remote_id)
    post = due(page).publication.post
    planned = post.draft()
    work_till_patience_ends()
    Page.objects.update(health="connected")
    Delivery.objects.get().send_again(by=ana)
    post.revise(by=ana, draft=replace(planned, text="Otra cosa", plan=None), version=post.version)
    assert list(post.publications.begun()) == [Delivery.objects.get().publication]
    with pytest.raises(WrongState, match="has begun to go out"):
        post.revise(by=ana, draft=replace(planned, text="Otra cosa más"), version=post.version)


def test_a_campaign_that_posts_speak_of_is_not_deleted(connect: Connect, due: Due, aurora: Brand, erika: User) -> None:
    campaign = launch(aurora)
    due(connect(Network.MASTODON), campaign=campaign.pk)
    with pytest.raises(ProtectedError):
        campaign.delete()


def test_a_freeze_is_not_deleted_with_what_it_stops(aurora: Brand, erika: User) -> None:
    campaign = launch(aurora)
    Freeze.set(by=erika, reason="Crisis", campaign=campaign)
    with pytest.raises(ProtectedError):
        campaign.delete()


def test_a_step_that_fails_keeps_no_other_step_from_its_turn(
    connect: Connect, due: Due, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = due(connect(Network.MASTODON))
    Delivery.objects.update(closes_at=timezone.now())

    @transaction.atomic
    def broken() -> int:
        return Delivery.objects.create(publication_id=delivery.publication_id).pk

    monkeypatch.setattr(upkeep, "release", broken)
    done = upkeep.see_to(agenda.look()._replace(release=True))
    assert (done[broken], reread(delivery).state) == (0, "missed")


@pytest.mark.parametrize("text", ["Mira https://[promo] hoy"])
def test_one_post_nobody_can_read_stops_no_other(text: str, connect: Connect, due: Due, sandbox: Sandbox) -> None:
    strange, healthy = connect(Network.MASTODON), connect(Network.MASTODON)
    due(strange, text=text), due(healthy)
    Guideline.objects.create(kind="allowed_domains", words=["example.org"], sentence="Only ours.")
    work()
    assert len(sandbox.public(healthy.remote_id)) == 1
    assert Delivery.objects.get(page=strange).reason == "Only ours."


def test_limits_nobody_can_read_stop_only_their_own_page(connect: Connect, due: Due, sandbox: Sandbox) -> None:
    strange, healthy = connect(Network.MASTODON), connect(Network.MASTODON)
    first, _ = due(strange), due(healthy)
    Page.objects.filter(pk=strange.pk).update(limits={"max_characters": "5,000"})
    work()
    assert (reread(first).state, len(sandbox.public(healthy.remote_id))) == ("refused", 1)


@pytest.mark.parametrize("words", ["a\x00b", "a\ud800b"])
def test_words_no_database_keeps_lose_no_outcome(words: str, connect: Connect, due: Due) -> None:
    busy, fine = due(connect(Network.MASTODON)), due(connect(Network.MASTODON))
    drain_prepares(Network.MASTODON)
    first, second = sorted(claim(Network.MASTODON, "worker", 10), key=lambda job: job.delivery.pk)
    receipt = Receipt("77", "https://example.org/77")
    settle([Result(first, "later", error=Later("Busy.", words, "", 503)), Result(second, "publish", receipt=receipt)])
    assert (reread(busy).state, reread(fine).state) == ("unsure", "published")


def test_a_failure_and_a_good_answer_of_one_home_can_be_written_at_once(connect: Connect, due: Due) -> None:
    first, second = due(connect(Network.MASTODON)), due(connect(Network.MASTODON))
    drain_prepares(Network.MASTODON)
    good, bad = claim(Network.MASTODON, "worker", 10)
    Hold.strike(good.delivery.page.home, 1, "earlier")

    def fail() -> None:
        settle([Result(bad, "doubt", error=Unsure("Broken.", "", "", 500))])
        connection.close()

    other = threading.Thread(target=fail)
    with transaction.atomic():
        settle([Result(good, "publish", receipt=Receipt("1", "https://example.org/1"))])
        other.start()
        other.join(0.5)
    other.join()
    assert {reread(first).state, reread(second).state} == {"published", "unsure"}


class Picky(BaseEmailBackend):
    """A mail server that refuses one person."""

    def send_messages(self, messages: list[mail.EmailMessage]) -> int:
        for message in messages:
            if message.to[0].startswith("ana"):
                raise smtplib.SMTPRecipientsRefused({message.to[0]: (550, b"no such user")})
            mail.outbox.append(message)
        return len(messages)


def test_one_refused_address_keeps_nobody_else_from_being_told_once(
    connect: Connect, due: Due, sandbox: Sandbox, settings
) -> None:
    page = connect(Network.FACEBOOK)
    sandbox.fault("expired_token", account=page.remote_id)
    due(page)
    work()
    settings.EMAIL_BACKEND = "tests.publisher.test_faults.Picky"
    telling.tell_people()
    telling.tell_people()
    assert [letter.to for letter in mail.outbox] == [["carmen@aurora.example"]]


def test_stages_added_during_review_are_asked_too(
    write: Write, madrid_mastodon: Page, carmen: User, aurora: Brand
) -> None:
    post = write(madrid_mastodon)
    post.submit(by=post.author)
    aurora.approval_stages = ["head_office", "legal"]
    aurora.save()
    post.approve(by=carmen, digest=post.revision.digest)
    assert (post.state, post.stage) == ("review", "head_office")


def test_a_check_of_a_page_undoes_nothing_a_person_did_meanwhile(connect: Connect) -> None:
    page = connect(Network.MASTODON)
    Page.objects.update(is_active=False, name="Renamed")
    checkup.check(page)
    page.refresh_from_db()
    assert (page.is_active, page.name) == (False, "Renamed")


def test_a_secret_that_does_not_help_is_not_renewed_without_a_pause(
    connect: Connect, due: Due, sandbox: Sandbox
) -> None:
    page = connect(Network.BLUESKY)
    delivery = due(page)
    sandbox.fault("expired_token", account=page.remote_id, operation="create")
    Delivery.objects.update(tries=60)
    work()
    assert reread(delivery).state == "ready"
    assert delivery.attempts.count() < 5  # drawn at random from two minutes, so more than one is possible, but rare


def test_the_chain_verifies_while_it_grows(madrid_mastodon: Page, write: Write) -> None:
    write(madrid_mastodon)
    EventHead.seal_events()
    walk = EventHead.faults()
    head = EventHead.objects.get()
    Event.objects.note("page.checked", madrid_mastodon)
    EventHead.seal_events()
    assert head.position < EventHead.objects.get().position
    assert list(walk) == []


def test_a_page_on_which_a_post_has_begun_to_go_out_gets_no_second_one(connect: Connect, due: Due, ana: User) -> None:
    delivery = due(connect(Network.MASTODON))
    post = delivery.publication.post
    draft = post.draft()
    drain_prepares(Network.MASTODON)
    claim(Network.MASTODON, "worker", 10)
    with pytest.raises(WrongState, match="has begun to go out"):
        post.revise(by=ana, draft=draft.__class__(**{**draft.__dict__, "text": "Otra"}), version=post.version)
    assert post.publications.count() == 1


def test_what_was_cancelled_is_dropped_and_rings_nobody(connect: Connect, due: Due, ana: User) -> None:
    delivery = due(connect(Network.MASTODON))
    delivery.publication.cancel(by=ana)
    assert agenda.look().networks == []
    Delivery.objects.update(closes_at=timezone.now())
    dispatch.turn()
    assert reread(delivery).state == "abandoned"


def test_what_lapsed_after_its_release_is_dropped(connect: Connect, due: Due, ana: User) -> None:
    """Otherwise every look and every claim would read past it for ever."""
    delivery = due(connect(Network.MASTODON))
    post = delivery.publication.post
    post.revise(ana, replace(post.draft(), text="Otra"), post.version)
    make_due(*post.publications.all())
    Publication.objects.lapse()
    Delivery.objects.update(closes_at=timezone.now())
    assert agenda.look().close
    dispatch.turn()
    assert reread(delivery).state == "abandoned"
    assert not agenda.look().close


def strangers(page: Page, write: Write, approve: Approve) -> list[Delivery]:
    """Many due posts of pages behind one home that does not answer, in the queue before the healthy one."""
    pages = [
        Page(brand=page.brand, market=page.market, network=page.network, name=f"x{n}", home="https://x.example",
             remote_id=f"x{n}", health="connected")
        for n in range(101)
    ]  # fmt: skip
    for stranger in pages:
        stranger.save()
        Credential(page=stranger).seal({"token": "t"}).save()
    make_due(*approve(write(*pages)).publications.all())
    while release():
        pass
    return list(Delivery.objects.filter(page__home="https://x.example"))


def test_a_home_in_trouble_starves_no_other(connect: Connect, due: Due, write: Write, approve: Approve) -> None:
    healthy = connect(Network.MASTODON)
    strangers(healthy, write, approve)
    delivery = due(healthy)
    Delivery.objects.update(state="ready")
    Hold.objects.create(home="https://x.example", page=None, until=timezone.now(), strikes=6)
    first = claim(Network.MASTODON, "worker", 100)
    second = claim(Network.MASTODON, "worker", 100)
    assert [job.delivery.page.home for job in first] == ["https://x.example"]
    assert [job.delivery for job in second] == [delivery]


def test_looks_leave_room_for_what_is_due(connect: Connect, due: Due, write: Write, approve: Approve) -> None:
    healthy = connect(Network.MASTODON)
    unsure = strangers(healthy, write, approve)
    delivery = due(healthy)
    past = timezone.now() - timedelta(seconds=5)
    Delivery.objects.update(state="ready")
    Delivery.objects.filter(pk__in=[d.pk for d in unsure]).update(state="unsure", unsure_since=past, next_at=past)
    jobs = claim(Network.MASTODON, "worker", 100)
    assert [job.delivery for job in jobs if job.kind == Kind.PUBLISH] == [delivery]
    Hold.objects.create(home="https://x.example", page=None, until=timezone.now() + timedelta(minutes=1))
    assert claim(Network.MASTODON, "worker", 100) == []


def test_a_look_written_twice_counts_once(connect: Connect, due: Due) -> None:
    delivery = due(connect(Network.FACEBOOK))
    Delivery.objects.update(state="unsure", unsure_since=timezone.now())
    [job] = claim(Network.FACEBOOK, "worker", 10)
    look = [Result(job, "look_again", wait=60, looked=True)]
    settle(look)
    settle(look)  # the commit's answer was lost, so the worker writes again
    assert reread(delivery).looks == 1


def test_a_drain_that_hangs_at_the_database_holds_up_no_other_network(
    connect: Connect, due: Due, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stopped worker may hold a lock on one network's home for a minute; whoever waits for it has the turn."""
    page = connect(Network.MASTODON)
    due(page)
    monkeypatch.setattr(draining, "PATIENCE", 0.05)
    with draining._database:
        work(Network.MASTODON)
    assert len(sandbox.public(page.remote_id)) == 1


@pytest.fixture
def doubted_and_due(connect: Connect, due: Due) -> list[Delivery]:
    """Of two posts on Mastodon the first is to be looked for, and the second may be sent."""
    deliveries = [due(connect(Network.MASTODON)) for _ in range(2)]
    drain_prepares(Network.MASTODON)
    for job in claim(Network.MASTODON, "worker", 10):
        verb = "doubt" if job.delivery == deliveries[0] else "later"
        settle([Result(job, verb, error=Unsure("No answer."))])
    Delivery.objects.update(next_at=timezone.now())
    return deliveries


def test_a_claim_that_collides_keeps_what_it_took_before(doubted_and_due: list[Delivery]) -> None:
    """Else what it took would stand still until its lease is over, and be taken for a dead worker's."""
    colliding = reread(doubted_and_due[1])
    Attempt.objects.create(delivery=colliding, page=colliding.page, fence=colliding.fence + 1, worker="w")
    assert [job.kind for job in claim(Network.MASTODON, "worker", 10)] == [Kind.LOOK]


@pytest.mark.usefixtures("doubted_and_due")
def test_a_claim_that_breaks_off_keeps_what_it_took_before() -> None:
    assert claimed_behind("publisher_attempt", patience="200ms") == [Kind.LOOK]


def test_a_claim_that_has_to_wait_is_not_taken_for_a_wrong_clock(connect: Connect, due: Due, settings) -> None:
    """A migration locks a table for longer than clocks may differ."""
    due(connect(Network.MASTODON))
    settings.CLOCK_TOLERANCE = timedelta(seconds=0.2)
    assert claimed_behind("accounts_page") == [Kind.PREPARE]


def claimed_behind(table: str, patience: str = "0") -> list[object]:
    """The kinds of what a worker claims that finds the table locked for half a second, or what it meets instead."""
    claims: list[object] = []

    def claim_them() -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{patience}'")
            claims.extend(job.kind for job in claim(Network.MASTODON, "worker", 10))
        except (DatabaseError, ClockOff) as fault:
            claims.append(fault)
        finally:
            connection.close()

    other = threading.Thread(target=claim_them)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table}")
        other.start()
        await_somebody_waiting()
        cursor.execute("SELECT pg_sleep(0.5)")
    other.join()
    return claims
