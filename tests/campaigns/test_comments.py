"""What colleagues say about a post, whom it names, and who is told of what."""

from datetime import timedelta
from smtplib import SMTPException
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Event, Page, Role, User
from campaigns import mentions
from campaigns.models import Comment, Notice, Post
from tests.cast import Write, person


@pytest.fixture
def submitted(write: Write, ana: User, madrid_mastodon: Page) -> Post:
    post = write(madrid_mastodon)
    post.submit(by=ana)
    return post


@pytest.fixture
def as_carmen(client: Client, carmen: User) -> Client:
    client.force_login(carmen)
    return client


def a_minute_later() -> None:
    """Decisions can be undone for a minute before anybody is told."""
    Notice.objects.owed().update(at=timezone.now() - timedelta(minutes=2))


def told() -> list[tuple[str, str]]:
    """Whom a mail went to, and its subject."""
    a_minute_later()
    mail.outbox.clear()
    Notice.objects.send_due()
    return sorted((message.to[0].partition("@")[0], message.subject) for message in mail.outbox)


# --- comments


def test_a_comment_stands_with_the_post_and_with_its_review(as_carmen: Client, submitted: Post) -> None:
    answer = as_carmen.post(f"/posts/{submitted.pk}/comments", {"text": "¿El azul <b>nuevo</b>?"})
    assert answer.status_code == 302
    for address in (f"/posts/{submitted.pk}", "/review"):
        page = as_carmen.get(address).content.decode()
        assert "¿El azul &lt;b&gt;nuevo&lt;/b&gt;?" in page
        assert "<strong>Carmen</strong>" in page
    assert Event.objects.filter(what="post.commented").count() == 1


def test_decisions_and_comments_are_one_thread(as_carmen: Client, submitted: Post, carmen: User, dieter: User) -> None:
    assert submitted.revision
    Comment.say(carmen, submitted, "Primero.")
    submitted.approve(by=carmen, digest=submitted.revision.digest, note="Segundo.")
    submitted.ask(by=dieter, digest=submitted.revision.digest, note="Tercero.")
    page = as_carmen.get(f"/posts/{submitted.pk}").content.decode()
    talk = page[page.index('id="talk"') : page.index("</ol>", page.index('id="talk"'))]
    places = [talk.index(words) for words in ("Primero.", "approved it as market lead (void now)", "Tercero.")]
    assert places == sorted(places)


def test_an_empty_comment_is_not_kept(as_carmen: Client, submitted: Post) -> None:
    answer = as_carmen.post(f"/posts/{submitted.pk}/comments", {"text": "  "}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "Write something, then send it." in answer.content.decode()
    assert not Comment.objects.exists()


def test_who_only_reads_is_offered_no_comment(client: Client, submitted: Post, gwen: User) -> None:
    client.force_login(gwen)
    assert "hx-post" not in client.get(f"/posts/{submitted.pk}").content.decode()
    assert client.post(f"/posts/{submitted.pk}/comments", {"text": "Hi"}).status_code == 403


def test_people_of_a_market_comment_on_what_head_office_sends_to_their_pages(
    client: Client, submitted: Post, farid: User, dieter: User, paris_mastodon: Page
) -> None:
    client.force_login(farid)
    assert client.post(f"/posts/{submitted.pk}/comments", {"text": "Non."}).status_code == 404
    Post.objects.filter(pk=submitted.pk).update(market=None)
    submitted.publications.update(page=paris_mastodon)
    assert client.post(f"/posts/{submitted.pk}/comments", {"text": "Non."}).status_code == 302


def test_a_long_thread_takes_no_more_queries(as_carmen: Client, submitted: Post, carmen: User) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            as_carmen.get(address)
        return len(captured)

    addresses = ("/review", f"/posts/{submitted.pk}")
    Comment.say(carmen, submitted, "Uno.")
    before = [queries(address) for address in addresses]
    for text in ("Dos.", "Tres @Ana.", "Cuatro."):
        Comment.say(carmen, submitted, text)
    assert [queries(address) for address in addresses] == before


# --- names


def test_only_people_who_see_the_post_are_offered(
    as_carmen: Client, submitted: Post, dieter: User, farid: User, lena: User
) -> None:
    def offered(typed: str) -> list[str]:
        names: list[str] = as_carmen.get(f"/posts/{submitted.pk}/people?q={typed}").json()["names"]
        return names

    assert offered("") == ["Ana", "Dieter", "Lena"]
    assert offered("di") == ["Dieter"]
    User.objects.filter(pk=lena.pk).update(name="Lena Marie Vogt")
    assert offered("vog") == ["Lena Marie Vogt"]


def test_the_longest_name_is_meant(submitted: Post, aurora: Any, spain: Any) -> None:
    for name in ("Eva", "Eva Ruiz", "Eva Ruiz Gil"):
        person(name.replace(" ", "."), Role.CONTRIBUTOR, aurora, spain)
        User.objects.filter(email=f"{name.replace(' ', '.').lower()}@aurora.example").update(name=name)

    def names(text: str) -> set[str]:
        return {str(one) for one in mentions.named(text, submitted)}

    assert names("Hola @eva ruiz, mira.") == {"Eva Ruiz"}
    assert names("@Eva y @Eva Ruiz Gil") == {"Eva", "Eva Ruiz Gil"}
    assert names("eva@Eva.example, @Evaristo") == set()


def test_names_are_marked_in_the_text() -> None:
    assert mentions.marked("<i> @Ana, @Anabel", ["Ana"]) == ('&lt;i&gt; <strong class="mention">@Ana</strong>, @Anabel')


# --- telling


def test_named_people_and_authors_are_told_once_and_never_of_their_own_words(
    submitted: Post, ana: User, carmen: User, dieter: User
) -> None:
    Comment.say(carmen, submitted, "@Dieter, ¿lo ves bien?\n@Carmen lo ve bien.")
    assert told() == [
        ("ana", "Carmen commented on “La nueva Aurora ya está aquí.”."),
        ("dieter", "Carmen named you in a comment on “La nueva Aurora ya está aquí.”."),
    ]
    assert "    @Dieter, ¿lo ves bien?\n    @Carmen lo ve bien." in mail.outbox[0].body
    assert f"/posts/{submitted.pk}" in mail.outbox[0].body
    assert told() == []
    Comment.say(ana, submitted, "Gracias, @Ana.")
    assert told() == []


def test_authors_hear_what_became_of_their_post(submitted: Post, ana: User, carmen: User, dieter: User) -> None:
    assert submitted.revision
    digest = submitted.revision.digest
    submitted.approve(by=carmen, digest=digest)
    assert told() == []  # it has only passed a stage
    submitted.ask(by=dieter, digest=digest, note="Más corto.")
    assert told() == [("ana", "Dieter asks for changes to “La nueva Aurora ya está aquí.”.")]
    submitted.submit(by=ana)
    submitted.approve(by=carmen, digest=digest)
    submitted.approve(by=dieter, digest=digest)
    assert told() == [("ana", "Dieter approved “La nueva Aurora ya está aquí.”. It goes out at its time.")]


def test_what_is_undone_within_a_minute_was_never_told(submitted: Post, carmen: User) -> None:
    assert submitted.revision
    submitted.reject(by=carmen, digest=submitted.revision.digest, note="No.")
    Notice.objects.send_due()
    assert mail.outbox == []
    submitted.take_back(by=carmen)
    assert told() == []
    submitted.reject(by=carmen, digest=submitted.revision.digest, note="No.")
    assert len(told()) == 1
    submitted.take_back(by=carmen)
    assert told() == [
        ("ana", "Carmen took the decision about “La nueva Aurora ya está aquí.” back. It is in review again.")
    ]


def test_several_things_come_in_one_mail(submitted: Post, carmen: User) -> None:
    for text in ("Uno.", "Dos."):
        Comment.say(carmen, submitted, text)
    assert told() == [("ana", "2 things were decided or said about posts")]
    assert mail.outbox[0].body.index("Uno.") < mail.outbox[0].body.index("Dos.")


def test_what_no_mail_server_takes_is_told_later_and_keeps_nobody_else_from_theirs(
    submitted: Post, carmen: User, dieter: User, settings: Any
) -> None:
    Comment.say(carmen, submitted, "@Dieter")
    settings.EMAIL_BACKEND = f"{__name__}.RefusesAna"
    a_minute_later()
    assert Notice.objects.send_due() == 1
    assert list(Notice.objects.owed().values_list("person__name", "tries")) == [("Ana", 1)]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert [to for to, _ in told()] == ["ana"]


class RefusesAna:
    """A mail server that does not know Ana."""

    def __init__(self, **_: Any) -> None: ...

    def send_messages(self, messages: list[Any]) -> int:
        if any("ana@" in address for message in messages for address in message.to):
            raise SMTPException("who?")
        return len(messages)
