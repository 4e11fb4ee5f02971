"""The review queue: what waits for whom, what changed, and decisions that name what was read."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Page, User
from campaigns.models import Approval, Post
from tests.cast import Write, in_an_hour, page_on


@pytest.fixture
def submitted(write: Write, ana: User, madrid_mastodon: Page) -> Post:
    post = write(madrid_mastodon)
    post.submit(by=ana)
    return post


@pytest.fixture
def as_carmen(client: Client, carmen: User) -> Client:
    client.force_login(carmen)
    return client


def decide(client: Client, post: Post, decision: str, digest: str = "", note: str = "", **more: Any) -> Any:
    assert post.revision
    form = {"decision": decision, "digest": digest or post.revision.digest, "note": note}
    answer = client.post(f"/posts/{post.pk}/approval", form, **more)
    post.refresh_from_db()
    return answer


def seen(client: Client) -> str:
    return client.get("/review").content.decode()


def test_only_those_who_decide_next_see_a_post_waiting(submitted: Post, ana: User, carmen: User, dieter: User) -> None:
    shows = {}
    for person in (ana, carmen, dieter):
        client = Client()
        client.force_login(person)
        shows[person.name] = "La nueva Aurora" in seen(client)
    assert shows == {"Ana": False, "Carmen": True, "Dieter": False}


def test_the_most_urgent_comes_first(as_carmen: Client, write: Write, ana: User, madrid_mastodon: Page) -> None:
    late = write(madrid_mastodon, text="Después.", at=in_an_hour().replace(year=in_an_hour().year + 1))
    soon = write(madrid_mastodon, text="Pronto.")
    for post in (late, soon):
        post.submit(by=ana)
    assert [post.pk for post in as_carmen.get("/review").context["queue"]] == [soon.pk, late.pk]


def test_an_approval_passes_the_post_on_and_shows_the_next(
    as_carmen: Client, submitted: Post, write: Write, ana: User, madrid_bluesky: Page
) -> None:
    other = write(madrid_bluesky, text="La siguiente.")
    other.submit(by=ana)
    answer = decide(as_carmen, submitted, "approve", headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "Approved." in page
    assert "La siguiente." in page
    assert "<html" not in page
    assert submitted.stage == "head_office"


def test_asking_and_rejecting_need_a_note(as_carmen: Client, submitted: Post) -> None:
    answer = decide(as_carmen, submitted, "ask")
    assert answer.status_code == 422
    assert "Write what should change" in answer.content.decode()
    assert submitted.state == "review"
    decide(as_carmen, submitted, "ask", note="Falta el precio.")
    assert submitted.state == "draft"
    assert "Falta el precio." in as_carmen.get(f"/posts/{submitted.pk}").content.decode()


def test_a_rejection_ends_it(as_carmen: Client, submitted: Post) -> None:
    decide(as_carmen, submitted, "reject", note="No.")
    assert submitted.state == "rejected"


def test_content_that_changed_meanwhile_is_not_approved_and_the_note_is_kept(
    as_carmen: Client, submitted: Post, ana: User
) -> None:
    assert submitted.revision
    read = submitted.revision.digest
    draft = submitted.draft()
    submitted.revise(ana, type(draft)(**{**draft.__dict__, "text": "Otra cosa."}), submitted.version)
    submitted.submit(by=ana)
    answer = decide(as_carmen, submitted, "approve", digest=read, note="Muy bien.")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The post changed after you opened it. Read it again before you decide." in page
    assert "Muy bien." in page
    assert "Otra cosa." in page
    assert not Approval.objects.exists()


def test_a_post_taken_back_meanwhile_leaves_the_note_readable(as_carmen: Client, submitted: Post, ana: User) -> None:
    draft = submitted.draft()
    digest = submitted.revision.digest if submitted.revision else ""
    submitted.revise(ana, type(draft)(**{**draft.__dict__, "text": "Otra cosa."}), submitted.version)
    answer = as_carmen.post(f"/posts/{submitted.pk}/approval", {"decision": "reject", "digest": digest, "note": "No."})
    page = answer.content.decode()
    assert "This post is draft now; there is nothing to decide." in page
    assert "Your note was not sent: “No.”" in page


def test_nobody_approves_what_they_last_edited(as_carmen: Client, submitted: Post, carmen: User, ana: User) -> None:
    draft = submitted.draft()
    submitted.revise(carmen, type(draft)(**{**draft.__dict__, "text": "De Carmen."}), submitted.version)
    submitted.submit(by=ana)
    assert "De Carmen." not in seen(as_carmen)
    answer = decide(as_carmen, submitted, "approve")
    assert "so somebody else has to approve it" in answer.content.decode()
    assert submitted.stage == "market"


def test_a_role_that_does_not_approve_is_told_so(client: Client, bruno: User, submitted: Post) -> None:
    client.force_login(bruno)
    assert decide(client, submitted, "approve").status_code == 403


def test_another_markets_post_does_not_exist_for_a_decision(client: Client, farid: User, submitted: Post) -> None:
    client.force_login(farid)
    assert decide(client, submitted, "approve").status_code == 404


def test_what_changed_since_the_last_approval_is_shown_word_by_word(
    as_carmen: Client, approve: Any, write: Write, ana: User, madrid_mastodon: Page
) -> None:
    post = approve(write(madrid_mastodon, text="La nueva Aurora es azul."))
    draft = post.draft()
    post.revise(ana, type(draft)(**{**draft.__dict__, "text": "La nueva Aurora es roja."}), post.version)
    post.submit(by=ana)
    page = seen(as_carmen)
    assert "Changed since Dieter approved it" in page
    assert "La nueva Aurora es <del>azul</del><ins>roja</ins>." in page


def test_the_same_content_again_says_that_nothing_changed(
    as_carmen: Client, approve: Any, write: Write, dieter: User, madrid_mastodon: Page
) -> None:
    post = approve(write(madrid_mastodon))
    post.withdraw_approval(by=dieter)
    assert "Nothing changed since Dieter approved it" in seen(as_carmen)


def test_an_approval_is_withdrawn_from_the_post(
    as_carmen: Client, approve: Any, write: Write, madrid_mastodon: Page
) -> None:
    post = approve(write(madrid_mastodon))
    answer = as_carmen.delete(f"/posts/{post.pk}/approval", headers={"HX-Request": "true"})
    post.refresh_from_db()
    assert answer.headers["HX-Redirect"] == f"/posts/{post.pk}"
    assert post.state == "review"
    assert post.publications.get().state == "planned"


def test_the_number_of_queries_does_not_grow_with_posts_or_pages(
    as_carmen: Client, submitted: Post, write: Write, ana: User, aurora: Any, spain: Any
) -> None:
    def queries(post: Post) -> int:
        with CaptureQueriesContext(connection) as captured:
            as_carmen.get(f"/review?post={post.pk}")
        return len(captured)

    before = queries(submitted)
    pages = [page_on("bluesky", aurora, spain, remote_id=f"b{number}") for number in range(6)]
    posts = [write(*pages, text=f"Más, {number}.") for number in range(4)]
    for post in posts:
        post.submit(by=ana)
    assert queries(posts[-1]) == before


def test_what_was_asked_to_change_and_comes_back_unchanged_is_decided_anew(
    as_carmen: Client, submitted: Post, dieter: User, ana: User
) -> None:
    decide(as_carmen, submitted, "approve")
    assert submitted.revision
    submitted.ask(by=dieter, digest=submitted.revision.digest, note="¿Seguro?")
    submitted.submit(by=ana)
    assert "Nothing changed since Carmen approved it" in seen(as_carmen)
    decide(as_carmen, submitted, "approve")
    assert submitted.stage == "head_office"
