"""Changing what is public: only what was approved, seen through to its end, and told when it cannot be."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from accounts import news
from accounts.models import Event, Network, Page, User
from campaigns.difference import Stretch
from campaigns.models import Guideline, Post
from campaigns.models.post import Blocked
from campaigns.moves import WrongState
from publisher.engine.claim import Kind, claim
from publisher.engine.reap import miss, reap
from publisher.engine.result import Result
from publisher.engine.settle import settle
from publisher.models import Attempt, Correction, Delivery, Freeze, Removal
from publisher.networks.base import Later, Refused
from tests.cast import Write, make_due
from tests.peer import Sandbox
from tests.publisher.conftest import work
from tests.publisher.test_removals import out

Due = Callable[..., Delivery]
Connect = Callable[..., Page]
Correct = Callable[..., Post]
OLD, NEW = "La Aurora cuesta 21.000 €.", "La Aurora cuesta 24.000 €."


@pytest.fixture
def correct(ana: User, approve: Callable[[Post], Post]) -> Correct:
    """Ana writes other words for what is public, and they are approved."""

    def corrected(delivery: Delivery, text: str = NEW) -> Post:
        post = asked(delivery, ana, text)
        return approve(post)

    return corrected


def asked(delivery: Delivery, by: User, text: str = NEW) -> Post:
    post = Post.objects.get(publications=delivery.publication)
    post.revise(by, replace(post.draft(), text=text, corrects=True), post.version)
    return post


def said(sandbox: Sandbox, page: Page) -> list[str]:
    return [post["text"] for post in sandbox.public(page.remote_id)]


def test_what_is_approved_replaces_what_is_public(
    connect: Connect, due: Due, correct: Correct, sandbox: Sandbox
) -> None:
    page = connect(Network.MASTODON)
    delivery = out(due(page, OLD, first_comment="Más."))
    correct(delivery)
    assert said(sandbox, page) == [OLD, "Más."]
    work(Network.MASTODON)
    assert said(sandbox, page) == [NEW, "Más."]
    delivery = Delivery.objects.get()
    assert delivery.state == "published"
    assert [content["text"] for _, content in delivery.versions] == [OLD, NEW]
    assert Attempt.objects.get(correction__isnull=False).outcome == "published"
    assert Event.objects.filter(what="correction.published").count() == 1


def test_nothing_changes_before_it_is_approved_nor_after_the_approval_is_withdrawn(
    connect: Connect, due: Due, correct: Correct, sandbox: Sandbox, ana: User, carmen: User
) -> None:
    page = connect(Network.MASTODON)
    delivery = out(due(page, OLD))
    asked(delivery, ana, "Aún no.").submit(by=ana)
    work(Network.MASTODON)
    assert not Correction.objects.exists()
    post = correct(delivery)
    settle([Result(job, "prepared", handle={}) for job in ordered()])
    post.withdraw_approval(by=carmen)
    work(Network.MASTODON)
    assert said(sandbox, page) == [OLD]
    assert Correction.objects.get().state == "refused"


def ordered() -> list[Any]:
    Correction.objects.order()
    return claim(Network.MASTODON, "worker", 10)


def test_nobody_approves_their_own_change(connect: Connect, due: Due, carmen: User) -> None:
    delivery = out(due(connect(Network.MASTODON), OLD))
    post = asked(delivery, carmen)
    post.submit(by=carmen)
    assert post.revision
    with pytest.raises(IntegrityError, match="approval_not_by_author"):
        post.approve(carmen, post.revision.digest)


def test_an_edit_that_is_not_said_to_change_what_is_public_leaves_it(
    connect: Connect, due: Due, ana: User, sandbox: Sandbox, correct: Correct
) -> None:
    page = connect(Network.MASTODON)
    delivery = out(due(page, OLD))
    correct(delivery)
    work(Network.MASTODON)
    post = Post.objects.get()
    post.revise(ana, replace(post.draft(), text="Otra cosa."), post.version)
    assert not post.corrects
    with pytest.raises(Blocked):
        post.submit(by=ana)
    assert said(sandbox, page) == [NEW]


def test_its_network_and_the_guidelines_have_their_say(connect: Connect, due: Due, ana: User, dieter: User) -> None:
    page = connect(Network.MASTODON)
    delivery = out(due(page, OLD))
    rule = {"kind": "banned_words", "words": ["gratis"], "sentence": "Nothing is free."}
    Guideline.lay_down(dieter, **rule, brand=page.brand)
    for text, sentence in (("a" * 501, "Shorten it by 1"), ("¡Gratis!", "Nothing is free")):
        post = asked(delivery, ana, text)
        with pytest.raises(Blocked, match=sentence):
            post.submit(by=ana)


def test_a_freeze_stops_a_change(connect: Connect, due: Due, correct: Correct, sandbox: Sandbox, dieter: User) -> None:
    page = connect(Network.MASTODON)
    correct(out(due(page, OLD)))
    freeze = Freeze.set(dieter, "A crisis", brand=page.brand)
    work(Network.MASTODON)
    assert said(sandbox, page) == [OLD]
    freeze.lift(dieter)
    work(Network.MASTODON)
    assert said(sandbox, page) == [NEW]


FAULTS = ["error_before_create", "reset_before_create", "reset_mid_answer", "error_after_create", "rate_limited"]


@pytest.mark.parametrize("network", [Network.MASTODON, Network.TELEGRAM])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_change_without_a_clear_answer_is_settled(
    fault: str, network: str, connect: Connect, due: Due, correct: Correct, sandbox: Sandbox
) -> None:
    page = connect(network)
    delivery = out(due(page, OLD))
    sandbox.fault(fault, "edit", account=page.remote_id, count=1, seconds=0)
    correct(delivery)
    for _ in range(4):
        work(network)
        page.holds.all().delete()
        Correction.objects.filter(state__in=["ready", "unsure"]).update(next_at=Now())
    assert (Correction.objects.get().state, said(sandbox, page)) == ("published", [NEW])


def test_a_worker_that_dies_over_it_leaves_it_to_the_next(
    connect: Connect, due: Due, correct: Correct, sandbox: Sandbox
) -> None:
    page = connect(Network.MASTODON)
    correct(out(due(page, OLD)))
    settle([Result(job, "prepared", handle=job.row.handle) for job in ordered()])
    [job] = claim(Network.MASTODON, "doomed", 10)
    assert job.kind == Kind.PUBLISH
    Correction.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    reap()
    work(Network.MASTODON)
    assert (Correction.objects.get().state, said(sandbox, page)) == ("published", [NEW])
    assert list(job.row.attempts.values_list("outcome", flat=True)) == ["unsure", "published"]


def test_a_newer_change_takes_the_place_of_one_that_waits(
    connect: Connect, due: Due, correct: Correct, sandbox: Sandbox
) -> None:
    page = connect(Network.MASTODON)
    delivery = out(due(page, OLD))
    correct(delivery, "Nunca.")
    Correction.objects.order()
    correct(delivery)
    work(Network.MASTODON)
    assert list(Correction.objects.values_list("state", flat=True)) == ["abandoned", "published"]
    assert said(sandbox, page) == [NEW]


def test_what_was_said_before_may_be_said_again(connect: Connect, due: Due, correct: Correct, sandbox: Sandbox) -> None:
    page = connect(Network.MASTODON)
    delivery = out(due(page, OLD))
    for text in (NEW, OLD, NEW):
        correct(delivery, text)
        work(Network.MASTODON)
        assert said(sandbox, page) == [text]


def test_what_is_deleted_is_not_changed(
    connect: Connect, due: Due, correct: Correct, ana: User, sandbox: Sandbox
) -> None:
    page = connect(Network.MASTODON)
    delivery = out(due(page, OLD))
    correct(delivery)
    Correction.objects.order()
    Removal.ask(delivery, ana)
    work(Network.MASTODON)
    assert (Correction.objects.get().state, said(sandbox, page)) == ("abandoned", [])


def test_a_change_on_its_way_when_the_post_is_deleted_is_not_tried_again(
    connect: Connect, due: Due, correct: Correct, ana: User, sandbox: Sandbox
) -> None:
    page = connect(Network.MASTODON)
    delivery = out(due(page, OLD))
    correct(delivery)
    settle([Result(job, "prepared", handle={}) for job in ordered()])
    [job] = claim(Network.MASTODON, "worker", 10)
    Removal.ask(delivery, ana)
    settle([Result(job, "later", error=Later("Slow down."))])
    work(Network.MASTODON)
    correction = Correction.objects.get()
    assert (correction.state, correction.attempts.count(), said(sandbox, page)) == ("abandoned", 1, [])


def test_what_the_network_refuses_to_change_goes_to_the_desk(
    connect: Connect, due: Due, correct: Correct, ana: User, client: Client, sandbox: Sandbox
) -> None:
    page = connect(Network.MASTODON)
    correct(out(due(page, OLD)))
    settle([Result(job, "prepared", handle={}) for job in ordered()])
    settle([Result(job, "refuse", error=Refused("Too old.")) for job in claim(Network.MASTODON, "worker", 10)])
    client.force_login(ana)
    desk = client.get("/desk")
    assert desk.context["desk_count"] == 1
    for words in ("Not changed:", "Too old.", NEW, "Try again"):
        assert words in desk.content.decode()
    address = f"/corrections/{Correction.objects.get().pk}/decision"
    assert client.post(address, {"decision": "confirm"}).status_code == 422
    client.post(address, {"decision": "send_again"})
    work(Network.MASTODON)
    assert said(sandbox, page) == [NEW]


def test_what_cannot_be_changed_for_a_day_goes_to_the_desk(connect: Connect, due: Due, correct: Correct) -> None:
    correct(out(due(connect(Network.MASTODON), OLD)))
    Correction.objects.order()
    Correction.objects.update(closes_at=Now())
    miss()
    correction = Correction.objects.get()
    assert (correction.state, correction.reason) == ("missed", correction.too_late)
    assert Delivery.objects.get().state == "published"


@pytest.fixture
def page_of_the_post(client: Client, ana: User) -> Callable[[Post], str]:
    client.force_login(ana)
    return lambda post: client.get(f"/posts/{post.pk}").content.decode()


def test_a_person_changes_what_is_public_on_the_page_of_the_post(
    connect: Connect,
    due: Due,
    carmen: User,
    dieter: User,
    client: Client,
    page_of_the_post: Callable[[Post], str],
    sandbox: Sandbox,
) -> None:
    page = connect(Network.MASTODON)
    post = out(due(page, OLD)).publication.post
    assert "Change what is public" in page_of_the_post(post)
    typed = {"text": NEW, "corrects": "on", "clock": "local", "version": post.version}
    assert client.post(f"/posts/{post.pk}/submission", typed).status_code == 302
    post.refresh_from_db()
    assert post.state == "review"
    assert post.revision
    for person in (carmen, dieter):
        post.approve(person, post.revision.digest)
    Correction.objects.order()
    assert "Being changed" in page_of_the_post(post)
    work(Network.MASTODON)
    shown = page_of_the_post(post)
    assert "What was public when" in shown
    assert OLD in shown
    assert said(sandbox, page) == [NEW]


def test_where_it_cannot_be_changed_the_page_of_the_post_says_so(
    connect: Connect, due: Due, page_of_the_post: Callable[[Post], str]
) -> None:
    shown = page_of_the_post(out(due(connect(Network.BLUESKY), OLD)).publication.post)
    assert "Bluesky lets nobody change posts." in shown
    assert "Change what is public" not in shown


def test_whoever_reviews_sees_word_by_word_what_changes(
    connect: Connect, due: Due, ana: User, carmen: User, client: Client
) -> None:
    """And not that pages which keep what they show were taken out."""
    asked(out(due(connect(Network.MASTODON), OLD)), ana).submit(by=ana)
    client.force_login(carmen)
    answer = client.get("/review")
    [changed] = answer.context["case"].changes
    [change] = changed.difference.changes
    assert [stretch for stretch in change.stretches if stretch.kind != "same"] == [
        Stretch("removed", "21"),
        Stretch("added", "24"),
    ]
    assert "Replaces what is public" in answer.content.decode()


def test_who_writes_for_a_page_whose_posts_cannot_be_changed_reads_so_before(
    connect: Connect, ana: User, client: Client
) -> None:
    client.force_login(ana)
    pages = [connect(Network.BLUESKY), connect(Network.MASTODON)]
    typed = {"text": "Hola", "pages": [page.pk for page in pages], "clock": "local"}
    answer = client.post("/checks", typed)
    assert {counter.network: counter.fixed for counter in answer.context["counters"]} == {
        "bluesky": True,
        "mastodon": False,
    }
    assert "Cannot be changed from here once published, only deleted" in answer.content.decode()


def test_an_approval_is_not_undone_once_its_change_has_begun(
    connect: Connect, due: Due, correct: Correct, dieter: User, sandbox: Sandbox
) -> None:
    page = connect(Network.MASTODON)
    post = correct(out(due(page, OLD)))
    settle([Result(job, "prepared", handle={}) for job in ordered()])
    claim(Network.MASTODON, "worker", 10)
    for state in ("sending", "unsure", "unproven", "published"):
        Correction.objects.update(state=state)
        with pytest.raises(WrongState, match="has begun to go out"):
            post.take_back(dieter)
    post.refresh_from_db()
    assert post.state == "approved"


def test_an_approval_undone_in_time_changes_nothing_and_leaves_nothing_on_the_desk(
    connect: Connect, due: Due, correct: Correct, dieter: User, sandbox: Sandbox
) -> None:
    """Also where the same words were public once before."""
    page = connect(Network.MASTODON)
    delivery = out(due(page, OLD))
    for text in (NEW, OLD):
        correct(delivery, text)
        work(Network.MASTODON)
    post = correct(delivery)
    Correction.objects.order()
    post.take_back(dieter)
    work(Network.MASTODON)
    assert (post.state, said(sandbox, page)) == ("review", [OLD])
    assert list(Correction.objects.values_list("state", flat=True)) == ["published", "published", "abandoned"]


def test_what_was_deleted_before_the_approval_is_not_changed(
    connect: Connect, write: Write, approve: Correct, sandbox: Sandbox, ana: User, carmen: User, dieter: User
) -> None:
    gone, there = (connect(Network.MASTODON) for _ in range(2))
    make_due(*approve(write(gone, there, text=OLD)).publications.all())
    work(Network.MASTODON)
    removed, kept = Delivery.objects.get(page=gone), Delivery.objects.get(page=there)
    post = asked(removed, ana)
    post.submit(by=ana)
    Removal.ask(removed, ana)
    assert post.revision
    for person in (carmen, dieter):
        post.approve(person, post.revision.digest)
    work(Network.MASTODON)
    assert [correction.delivery for correction in Correction.objects.all()] == [kept]
    assert (said(sandbox, gone), said(sandbox, there)) == ([], [NEW])


def test_open_pages_hear_of_a_change(connect: Connect, due: Due, correct: Correct, ana: User) -> None:
    correct(out(due(connect(Network.MASTODON), OLD)))
    Correction.objects.order()
    mark = news.mark(ana)
    assert not news.since(ana, mark)
    work(Network.MASTODON)
    assert news.since(ana, mark)
