"""Versions: what a post said is kept at each save, read with what changed, and brought back; composers save by
themselves without flooding the log, and never over somebody else's text."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Event, Page, User
from campaigns.draft import Further, Picture
from campaigns.models import Asset, Post, Presence, Version
from campaigns.moves import WrongState
from tests.cast import Write

JSON = {"Accept": "application/json"}


def edits(post: Post) -> int:
    return Event.objects.filter(what="post.revised", noun="post", noun_id=post.pk).count()


def saves(client: Client, post: Post, text: str, version: int | None = None):
    post.refresh_from_db()
    return client.post(f"/posts/{post.pk}", {"text": text, "version": version or post.version}, headers=JSON)


def test_all_that_was_said_comes_back_and_the_plan_stays(
    as_ana: Client, ana: User, write: Write, madrid_mastodon: Page, photo: Asset
) -> None:
    post = write(
        madrid_mastodon,
        link="https://aurora.example/",
        tags=("sol",),
        wordings=(("mastodon", "Corto"),),
        pictures=((photo, "Un coche"),),
        thread=(Further("Dos", (Picture(photo, "Otra vez"),)),),
    )
    before = post.draft()
    post.revise(ana, replace(before, text="Nada", link="", tags=(), wordings=(), pictures=(), thread=()), post.version)
    as_ana.post(f"/posts/{post.pk}/restoration", {"number": 1})
    post.refresh_from_db()
    assert post.draft() == before
    assert [version.number for version in post.versions.all()] == [3, 2, 1]


def test_versions_are_read_with_what_changed(as_ana: Client, ana: User, write: Write, madrid_mastodon: Page) -> None:
    post = write(madrid_mastodon, text="El sol sale.")
    post.revise(ana, replace(post.draft(), text="La luna sale.", link="https://aurora.example/"), post.version)
    page = as_ana.get(f"/posts/{post.pk}/versions").content.decode()
    assert "<ins>La</ins>" in page
    assert "<del>sol</del>" in page
    assert "Also changed: the link." in page


def test_what_stood_there_before_there_were_versions_is_kept_with_the_first_edit(
    ana: User, write: Write, madrid_mastodon: Page
) -> None:
    post = write(madrid_mastodon, text="Antes")
    post.versions.all().delete()
    post.revise(ana, replace(post.draft(), text="Después"), post.version)
    assert [version.text for version in post.versions.all()] == ["Después", "Antes"]


def test_a_move_on_the_calendar_is_no_version(ana: User, write: Write, madrid_mastodon: Page) -> None:
    post = write(madrid_mastodon)
    draft = post.draft()
    assert draft.plan
    moved = replace(draft.plan[0], wall=draft.plan[0].wall + timedelta(days=1))
    post.revise(ana, replace(draft, plan=(moved,)), post.version)
    assert (post.versions.count(), edits(post)) == (1, 1)


# --- saved by itself


def test_one_sitting_is_one_version_and_one_event(as_ana: Client, write: Write, madrid_mastodon: Page) -> None:
    post = write(madrid_mastodon)
    for text in ("S", "So", "Sol"):
        answer = saves(as_ana, post, text)
        assert answer.status_code == 200, answer.content
    newest = post.versions.first()
    assert newest
    assert (newest.text, newest.number) == ("Sol", answer.json()["version"])
    assert (post.versions.count(), edits(post)) == (2, 1)
    Version.objects.update(at=timezone.now() - timedelta(minutes=11))
    saves(as_ana, post, "Sol y luna")
    assert (post.versions.count(), edits(post)) == (3, 2)


def test_a_new_post_gets_an_address_with_its_first_save(as_ana: Client) -> None:
    told = as_ana.post("/posts/new", {"text": "Hola"}, headers=JSON).json()
    post = Post.objects.get()
    assert (told["post"], told["submission"]) == (f"/posts/{post.pk}", f"/posts/{post.pk}/submission")
    assert (told["key"], told["version"]) == (post.pk, post.version)


def test_nothing_is_saved_over_what_somebody_else_saved(
    as_ana: Client, bruno: User, write: Write, madrid_mastodon: Page
) -> None:
    post = write(madrid_mastodon)
    opened = post.version
    post.revise(bruno, replace(post.draft(), text="Lo de Bruno"), opened)
    answer = saves(as_ana, post, "Lo de Ana", opened)
    told = answer.json()
    post.refresh_from_db()
    assert (answer.status_code, told["version"], post.text) == (409, post.version, "Lo de Bruno")
    assert "Lo de Bruno" in told["html"]
    assert "Ana" in told["html"]


def test_a_save_whose_answer_was_lost_is_no_conflict_with_oneself(
    as_ana: Client, write: Write, madrid_mastodon: Page
) -> None:
    post = write(madrid_mastodon)
    opened = post.version
    first = saves(as_ana, post, "Sol", opened).json()
    again = saves(as_ana, post, "Sol", opened)
    assert (again.status_code, again.json()["version"]) == (200, first["version"])


def test_what_is_in_review_is_saved_by_a_persons_word_alone(
    as_ana: Client, ana: User, write: Write, madrid_mastodon: Page
) -> None:
    post = write(madrid_mastodon)
    post.submit(by=ana)
    assert saves(as_ana, post, "Otra cosa").status_code == 422
    post.refresh_from_db()
    assert (post.state, post.text) == ("review", "La nueva Aurora ya está aquí.")


def test_what_is_submitted_while_a_composer_saves_stays_in_review(
    ana: User, write: Write, madrid_mastodon: Page
) -> None:
    post = write(madrid_mastodon)
    opened = Post.objects.get(pk=post.pk)
    post.submit(by=ana)
    with pytest.raises(WrongState, match="This post is in review"):
        opened.revise(ana, replace(opened.draft(), text="Otra cosa"), opened.version, by_itself=True)
    post.refresh_from_db()
    assert (post.state, post.revision is None) == ("review", False)


def test_what_cannot_be_read_yet_is_told_in_a_sentence(as_ana: Client, write: Write, madrid_mastodon: Page) -> None:
    post = write(madrid_mastodon)
    answer = as_ana.post(f"/posts/{post.pk}", {"text": "Hola", "link": "javascript:1", "version": 1}, headers=JSON)
    assert (answer.status_code, answer.json()["sentence"][:26]) == (422, "This is not a web address.")


# --- who is there


def test_two_people_see_each_other_and_who_falls_silent_is_forgotten(
    as_ana: Client, bruno: User, write: Write, madrid_mastodon: Page
) -> None:
    post = write(madrid_mastodon)
    other = Client()
    other.force_login(bruno)
    address = f"/posts/{post.pk}/presence"
    assert "Ana" not in as_ana.post(address, {"version": 1}).content.decode()
    assert "<strong>Ana</strong>" in other.post(address, {"version": 1}).content.decode()
    assert "<strong>Bruno</strong>" in as_ana.post(address, {"version": 1}).content.decode()
    Presence.objects.filter(person=bruno).update(seen_at=timezone.now() - timedelta(seconds=31))
    assert "Bruno" not in as_ana.post(address, {"version": 1}).content.decode()


def test_whoever_stands_at_an_older_version_is_told(
    as_ana: Client, bruno: User, write: Write, madrid_mastodon: Page
) -> None:
    post = write(madrid_mastodon)
    post.revise(bruno, replace(post.draft(), text="Lo de Bruno"), post.version)
    assert "Bruno saved it at" in as_ana.post(f"/posts/{post.pk}/presence", {"version": 1}).content.decode()
    assert "saved it at" not in as_ana.post(f"/posts/{post.pk}/presence", {"version": 2}).content.decode()
