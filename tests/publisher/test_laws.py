"""The laws of delivery, each with the guard that keeps it. Judged by what the sandbox saw become public."""

import asyncio
import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Network, Page, User
from campaigns.content import Content
from campaigns.models import Asset, Post, Publication
from publisher import connections, telling
from publisher.engine.call import Call, call_for
from publisher.engine.claim import Job, Kind, claim
from publisher.engine.drain import drain
from publisher.engine.reap import miss, reap
from publisher.engine.release import release
from publisher.engine.result import Result
from publisher.engine.settle import settle
from publisher.models import Attempt, Delivery, Freeze, Hold
from publisher.networks import NETWORKS as ADAPTERS
from publisher.networks.base import Receipt, Unsure
from tests.cast import make_due, picture_file
from tests.peer import Sandbox
from tests.publisher.conftest import PROVING, WORDY, work

Due = Callable[..., Delivery]
Connect = Callable[..., Page]


def looked_for(delivery: Delivery, minutes: float = 2) -> None:
    """As much time as a network needs to show a post has passed since the attempt."""
    past = timedelta(minutes=minutes)
    attempt = delivery.attempts.latest("id")
    Attempt.objects.filter(pk=attempt.pk).update(started_at=attempt.started_at - past)
    Delivery.objects.filter(pk=delivery.pk).update(next_at=timezone.now())


def dead(delivery: Delivery) -> None:
    """The lease of its claim is over."""
    Delivery.objects.filter(pk=delivery.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def drain_prepares(network: str) -> None:
    """Bring every delivery of the network to the point from which it may be sent."""
    jobs = claim(network, "preparer", 100)
    assert {job.kind for job in jobs} <= {Kind.PREPARE}
    settle([Result(job, "prepared", handle={}) for job in jobs])


def looks_once(network: str) -> None:
    """A look-up that finds nothing where absence is certain."""
    settle([Result(job, "repeat", looked=True) for job in claim(network, "looker", 10)])


# --- I1: at most one visible post per publication


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


def doubted(delivery: Delivery) -> Delivery:
    """Its call was made, and no answer came."""
    drain_prepares(delivery.network)
    Delivery.objects.update(next_at=timezone.now())
    settle([Result(job, "doubt", error=Unsure("No answer.")) for job in claim(delivery.network, "worker", 10)])
    return delivery


def out_of_patience() -> None:
    """Nobody could tell for so long that a person has to."""
    long_ago = timezone.now() - settings.UNSURE_PATIENCE - timedelta(seconds=1)
    Delivery.objects.update(unsure_since=long_ago, next_at=timezone.now())


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


# --- I2: every approved publication ends published, or a person is told


def test_a_person_is_told_of_what_could_not_be_sent(
    connect: Connect, due: Due, taciturn: Callable[[], None], ana: User
) -> None:
    page = connect(Network.MASTODON)
    taciturn()
    delivery = due(page)
    work()
    delivery.refresh_from_db()
    assert delivery.state == "refused"
    assert list(Delivery.objects.on_desk().decidable_by(ana)) == [delivery]
    telling.tell_people()
    assert ana.email in [address for letter in mail.outbox for address in letter.to]
    telling.tell_people()
    assert len([letter for letter in mail.outbox if ana.email in letter.to]) == 1


# --- I3: no call without its attempt written down before


@pytest.mark.parametrize("network", WORDY)
def test_the_attempt_is_committed_before_the_call_is_made(
    network: str, connect: Connect, due: Due, sandbox: Sandbox
) -> None:
    page = connect(network)
    sandbox.fault("hang_after_accept", account=page.remote_id, seconds=2, count=1)
    delivery = due(page)
    worker = threading.Thread(target=_work_apart, args=[network])
    worker.start()
    while not sandbox.public(page.remote_id) and worker.is_alive():
        pass
    attempts = list(delivery.attempts.values_list("outcome", "key"))
    worker.join()
    assert attempts == [("", delivery.key)]


def _work_apart(network: str) -> None:
    try:
        work(network)
    finally:
        connection.close()


# --- I4: what is sent hashes to what was approved


@pytest.mark.parametrize("column", ["content", "manifest"])
def test_content_altered_after_approval_is_not_sent(column: str, connect: Connect, due: Due, sandbox: Sandbox) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page)
    if column == "content":
        content = {**delivery.content, "text": "Compra ya"}
        digest = Content.from_json(content).digest
        Delivery.objects.filter(pk=delivery.pk).update(content=content, digest=digest)
    else:
        manifest = delivery.revision.manifest
        manifest["publications"][0]["tags"] = ["otra"]
        type(delivery.revision).objects.filter(pk=delivery.revision_id).update(manifest=manifest)
    work()
    delivery.refresh_from_db()
    assert delivery.state == "refused"
    assert "not what was approved" in delivery.reason
    assert sandbox.public(page.remote_id) == []


def test_a_picture_altered_after_approval_is_not_sent(
    connect: Connect, due: Due, sandbox: Sandbox, photo: Asset
) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page, pictures=((photo, "Un coche rojo"),))
    other = picture_file(size=(320, 240)).read()
    assert hashlib.sha256(other).hexdigest() != photo.checksum
    photo.file.storage.delete(photo.file.name)
    photo.file.storage.save(photo.file.name, ContentFile(other))
    work()
    delivery.refresh_from_db()
    assert (delivery.state, sandbox.public(page.remote_id)) == ("refused", [])


def test_an_edit_calls_back_what_was_released(connect: Connect, due: Due, sandbox: Sandbox, ana: User) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page)
    post = delivery.publication.post
    post.revise(by=ana, draft=replace(post.draft(), text="Otra cosa"), version=post.version)
    work()
    assert sandbox.public(page.remote_id) == []
    assert post.publications.get().state == "planned"


def test_a_withdrawn_approval_calls_back_what_was_released(
    connect: Connect, due: Due, sandbox: Sandbox, carmen: User
) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page)
    delivery.publication.post.withdraw_approval(by=carmen)
    work()
    assert sandbox.public(page.remote_id) == []


def test_nothing_goes_out_whose_revision_lost_its_approval(connect: Connect, due: Due, sandbox: Sandbox) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page)
    type(delivery.revision).objects.filter(pk=delivery.revision_id).update(approved_at=None)
    work()
    assert sandbox.public(page.remote_id) == []


# --- I5: nothing starts after a freeze commits


@pytest.mark.parametrize("scope", ["all", "brand", "market", "network", "tag"])
def test_a_freeze_stops_what_is_in_its_scope(
    scope: str, connect: Connect, due: Due, sandbox: Sandbox, dieter: User, erika: User
) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page, tags=("lanzamiento",))
    scopes = {
        "all": {},
        "brand": {"brand": page.brand},
        "market": {"market": page.market},
        "network": {"network": page.network},
        "tag": {"tag": "lanzamiento"},
    }
    freeze = Freeze.set(by=erika, reason="Crisis", **scopes[scope])
    work()
    assert (sandbox.public(page.remote_id), Attempt.objects.count()) == ([], 0)
    freeze.lift(by=erika)
    work()
    delivery.refresh_from_db()
    assert delivery.state == "published"


def test_a_freeze_leaves_alone_what_is_outside_its_scope(
    connect: Connect, due: Due, sandbox: Sandbox, erika: User
) -> None:
    page = connect(Network.MASTODON)
    due(page)
    Freeze.set(by=erika, reason="Crisis", tag="otra")
    Freeze.set(by=erika, reason="Crisis", network=Network.BLUESKY)
    work()
    assert len(sandbox.public(page.remote_id)) == 1


def test_a_freeze_waits_for_claims_being_written_and_they_for_it(connect: Connect, due: Due, erika: User) -> None:
    due(connect(Network.MASTODON))
    frozen = threading.Event()

    def freeze() -> None:
        Freeze.set(by=erika, reason="Crisis")
        frozen.set()
        connection.close()

    drain_prepares(Network.MASTODON)
    other = threading.Thread(target=freeze)
    with transaction.atomic():
        jobs = claim(Network.MASTODON, "worker", 10)
        other.start()
        assert not frozen.wait(0.5)
    other.join()
    freeze_at, begun_at = Freeze.objects.get().set_at, Attempt.objects.get().started_at
    assert len(jobs) == 1
    assert begun_at < freeze_at or frozen.is_set()


# --- I6: nothing before its time or after its window


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


# --- I7: one page, one delivery in flight, in order


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


# --- I8: a stale claim changes nothing


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


# --- I9: no budget is exceeded


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
    assert delivery.next_at == first + timedelta(seconds=budget.seconds)


def test_a_page_that_asked_to_be_left_alone_is(connect: Connect, due: Due, sandbox: Sandbox) -> None:
    page = connect(Network.BLUESKY)
    sandbox.fault("rate_limited", account=page.remote_id, seconds=120, count=1)
    delivery = due(page)
    work()
    delivery.refresh_from_db()
    assert (delivery.state, sandbox.public(page.remote_id)) == ("ready", [])
    assert delivery.next_at > timezone.now() + timedelta(seconds=100)


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


def test_what_is_neither_public_nor_taken_ends_on_the_desk(
    connect: Connect, due: Due, taciturn: Callable[[], None]
) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page)
    Delivery.objects.update(doubts=1)
    taciturn()
    work()
    looked_for(delivery)
    work()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("unproven", delivery.attempts.get().reason)
