"""Deleting what is public: a person's act, carried out until it is done, and told when it cannot be."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from accounts.models import Credential, Event, Network, Page, User
from campaigns.draft import Further
from campaigns.moves import WrongState
from publisher.engine.claim import Kind, claim
from publisher.engine.reap import miss, reap
from publisher.engine.release import release
from publisher.engine.result import Result
from publisher.engine.settle import settle
from publisher.models import Attempt, Delivery, FollowUp, Freeze, Removal
from publisher.networks.base import Later, Refused
from tests.cast import make_due
from tests.peer import Sandbox
from tests.publisher.conftest import claimed, done, work

Due = Callable[..., Delivery]
Connect = Callable[..., Page]
THREAD = (Further("Dos."), Further("Tres."))


def out(delivery: Delivery) -> Delivery:
    """It and all that follows it is public."""
    work(delivery.network)
    delivery.refresh_from_db()
    assert delivery.state == "published", delivery.reason
    return delivery


def test_a_post_is_deleted_with_its_thread(connect: Connect, due: Due, sandbox: Sandbox, ana: User) -> None:
    page = connect(Network.MASTODON)
    delivery = out(due(page, thread=THREAD, first_comment="Más."))
    Removal.ask(delivery, ana)
    work(Network.MASTODON)
    delivery.refresh_from_db()
    assert delivery.state == "removed"
    assert set(delivery.follow_ups.values_list("state", flat=True)) == {"removed"}
    assert sandbox.public(page.remote_id) == []
    assert Removal.objects.filter(state="published").count() == 4
    assert Attempt.objects.filter(removal__isnull=False, outcome="published").count() == 4
    assert list(Event.objects.about(delivery).filter(by=ana).values_list("what", flat=True)) == [
        "delivery.removed",
        "delivery.removal_asked",
    ]


def test_a_comment_vanishes_with_its_post(connect: Connect, due: Due, sandbox: Sandbox, ana: User) -> None:
    page = connect(Network.FACEBOOK)
    delivery = out(due(page, first_comment="Más."))
    Removal.ask(delivery, ana)
    work(Network.FACEBOOK)
    assert Removal.objects.count() == 1
    assert sandbox.public(page.remote_id) == []


def test_nothing_follows_a_post_that_is_being_deleted(
    connect: Connect, due: Due, sandbox: Sandbox, ana: User, dieter: User
) -> None:
    """What is on its way when it is asked for goes, too, as soon as it is public."""
    page = connect(Network.BLUESKY)
    delivery = due(page, thread=THREAD)
    job = claimed(Network.BLUESKY, delivery)
    Removal.ask(Delivery.objects.get(), ana)
    assert list(delivery.follow_ups.values_list("state", flat=True)) == ["sending", "abandoned"]
    done([job])
    work(Network.BLUESKY)
    assert sandbox.public(page.remote_id) == []
    assert list(delivery.follow_ups.values_list("state", flat=True)) == ["removed", "abandoned"]


@pytest.mark.parametrize("verb", ["later", "doubt"])
def test_what_was_on_its_way_and_did_not_arrive_is_not_sent_below_a_post_that_goes(
    verb: str, connect: Connect, due: Due, sandbox: Sandbox, ana: User
) -> None:
    """Nothing more becomes public once a person wants it gone, not even for the moment until it is deleted, too."""
    page = connect(Network.BLUESKY)
    delivery = due(page, thread=THREAD)
    job = claimed(Network.BLUESKY, delivery)
    Removal.ask(Delivery.objects.get(), ana)
    settle([Result(job, verb, error=Later("Slow down."))])
    for _ in range(2):
        work(Network.BLUESKY)
        FollowUp.objects.filter(state="ready").update(next_at=Now())
    assert Attempt.objects.filter(follow_up__isnull=False).count() == 1
    assert list(delivery.follow_ups.values_list("state", flat=True)) == ["abandoned", "abandoned"]
    assert sandbox.public(page.remote_id) == []


def test_asking_twice_deletes_once(connect: Connect, due: Due, ana: User) -> None:
    delivery = out(due(connect(Network.BLUESKY)))
    for _ in range(2):
        Removal.ask(delivery, ana)
    assert Removal.objects.count() == 1


def test_no_token_is_renewed_ahead_of_a_deletion(connect: Connect, due: Due, ana: User) -> None:
    """It has a day, longer than any token of X lives, and no minute to keep."""
    page = connect(Network.X)
    delivery = out(due(page))
    before = Credential.objects.get(page=page).open()
    Page.objects.update(token_expires_at=timezone.now() + timedelta(hours=1), renews=True)
    Removal.ask(delivery, ana)
    work(Network.X)
    assert (Removal.objects.get().state, Credential.objects.get(page=page).open()) == ("published", before)


def test_a_freeze_stops_no_deletion(connect: Connect, due: Due, sandbox: Sandbox, ana: User, dieter: User) -> None:
    page = connect(Network.BLUESKY)
    delivery = out(due(page))
    Freeze.set(dieter, "A crisis", brand=page.brand)
    Removal.ask(delivery, ana)
    work(Network.BLUESKY)
    assert sandbox.public(page.remote_id) == []


@pytest.mark.parametrize("fault", ["error_before_create", "reset_mid_answer", "truncated_answer"])
def test_a_deletion_without_a_clear_answer_is_repeated(
    fault: str, connect: Connect, due: Due, sandbox: Sandbox, ana: User
) -> None:
    page = connect(Network.MASTODON)
    delivery = out(due(page))
    sandbox.fault(fault, "delete", account=page.remote_id, count=1)
    Removal.ask(delivery, ana)
    for _ in range(3):
        work(Network.MASTODON)
        Removal.objects.filter(state="ready").update(next_at=Now())
    delivery.refresh_from_db()
    assert (delivery.state, sandbox.public(page.remote_id)) == ("removed", [])


def test_a_worker_that_dies_over_it_leaves_it_to_the_next(
    connect: Connect, due: Due, sandbox: Sandbox, ana: User
) -> None:
    page = connect(Network.MASTODON)
    Removal.ask(out(due(page)), ana)
    settle([Result(job, "prepared", handle={}) for job in claim(Network.MASTODON, "worker", 10)])
    [job] = claim(Network.MASTODON, "doomed", 10)
    assert job.kind == Kind.PUBLISH
    Removal.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    reap()
    work(Network.MASTODON)
    assert (Removal.objects.get().state, sandbox.public(page.remote_id)) == ("published", [])


def test_what_the_network_refuses_to_delete_goes_to_the_desk(
    connect: Connect, due: Due, sandbox: Sandbox, ana: User, client: Client
) -> None:
    page = connect(Network.MASTODON)
    delivery = out(due(page))
    Removal.ask(delivery, ana)
    settle([Result(job, "prepared", handle={}) for job in claim(Network.MASTODON, "worker", 10)])
    settle([Result(job, "refuse", error=Refused("Not you.")) for job in claim(Network.MASTODON, "worker", 10)])
    client.force_login(ana)
    desk = client.get("/desk")
    assert desk.context["desk_count"] == 1
    for words in ("Not deleted:", "Not you.", "asked for by Ana", "Try again"):
        assert words in desk.content.decode()
    removal = Removal.objects.get()
    assert client.post(f"/removals/{removal.pk}/decision", {"decision": "confirm"}).status_code == 422
    client.post(f"/removals/{removal.pk}/decision", {"decision": "send_again"})
    work(Network.MASTODON)
    assert sandbox.public(page.remote_id) == []


def test_what_cannot_be_deleted_for_a_day_goes_to_the_desk(connect: Connect, due: Due, ana: User) -> None:
    Removal.ask(out(due(connect(Network.MASTODON))), ana)
    Removal.objects.update(closes_at=Now())
    miss()
    removal = Removal.objects.get()
    assert (removal.state, removal.reason) == ("missed", removal.too_late)
    removal.give_up(ana)
    assert Delivery.objects.get().state == "published"
    Removal.ask(Delivery.objects.get(), ana)
    work(Network.MASTODON)
    assert Delivery.objects.get().state == "removed"


def test_what_cannot_be_deleted_is_said(connect: Connect, due: Due, ana: User, gwen: User) -> None:
    weibo = due(connect(Network.WEIBO))
    with pytest.raises(WrongState, match="there is nothing to delete"):
        Removal.ask(weibo, ana)
    with pytest.raises(WrongState, match="Sina Weibo lets nobody delete"):
        Removal.ask(out(weibo), ana)
    Delivery.objects.update(network="mastodon", remote_id="")
    with pytest.raises(WrongState, match="knows no id"):
        Removal.ask(weibo, ana)
    with pytest.raises(PermissionDenied):
        Removal.ask(weibo, gwen)


def test_a_person_deletes_on_the_page_of_the_post_after_a_second_look(
    connect: Connect, due: Due, sandbox: Sandbox, ana: User, client: Client
) -> None:
    page = connect(Network.MASTODON)
    delivery = out(due(page))
    client.force_login(ana)
    post = delivery.publication.post_id
    assert "This cannot be undone." in client.get(f"/posts/{post}").content.decode()
    client.post(f"/deliveries/{delivery.pk}/removal")
    assert "Being deleted" in client.get(f"/posts/{post}").content.decode()
    work(Network.MASTODON)
    shown = client.get(f"/posts/{post}").content.decode()
    assert "Deleted" in shown
    assert "This cannot be undone." not in shown


def test_a_post_is_deleted_everywhere_at_once(
    connect: Connect, write: Any, approve: Any, sandbox: Sandbox, ana: User, client: Client
) -> None:
    pages = [connect(Network.MASTODON), connect(Network.BLUESKY)]
    post = approve(write(*pages))
    make_due(*post.publications.all())
    release()
    work()
    client.force_login(ana)
    assert "Delete it on 2 pages" in client.get(f"/posts/{post.pk}").content.decode()
    client.post(f"/posts/{post.pk}/removal")
    work()
    assert [sandbox.public(page.remote_id) for page in pages] == [[], []]


def test_a_deleted_post_may_go_out_on_its_page_again(
    connect: Connect, due: Due, ana: User, sandbox: Sandbox, write: Any
) -> None:
    page = connect(Network.MASTODON)
    delivery = out(due(page))
    Removal.ask(delivery, ana)
    work(Network.MASTODON)
    assert not delivery.publication.post.publications.begun().exists()


def test_who_sees_a_page_whose_posts_stay_reads_so_before(connect: Connect, ana: User, client: Client) -> None:
    client.force_login(ana)
    pages = [connect(Network.WEIBO), connect(Network.MASTODON)]
    typed = {"text": "Hola", "pages": [page.pk for page in pages], "clock": "local"}
    answer = client.post("/checks", typed)
    assert {counter.network: counter.stays for counter in answer.context["counters"]} == {
        "weibo": True,
        "mastodon": False,
    }
    assert "Cannot be deleted or changed from here once published" in answer.content.decode()


def test_what_a_colleague_deletes_first_keeps_no_other_page_from_its_turn(
    connect: Connect, write: Any, approve: Any, ana: User, client: Client
) -> None:
    post = approve(write(connect(Network.MASTODON), connect(Network.BLUESKY)))
    make_due(*post.publications.all())
    work()
    first, second = post.publications.order_by("page")
    client.force_login(ana)
    answers = []

    def delete() -> None:
        answers.append(client.post(f"/posts/{post.pk}/removal"))
        connection.close()

    everywhere = threading.Thread(target=delete)
    with transaction.atomic():
        Delivery.objects.filter(publication=first).update(state="removed")
        everywhere.start()
        everywhere.join(1)
    everywhere.join()
    assert answers[0].status_code == 302
    assert [removal.delivery for removal in Removal.objects.all()] == [second.delivery]
    told = client.get(f"/posts/{post.pk}").content.decode()
    assert "It is being deleted on 1 page." in told
    assert "there is nothing to delete." in told
