"""Letters with a link: invitations and forgotten passwords. Nobody learns from them which addresses exist."""

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.utils import timezone
from redis import Redis

from accounts import throttle
from accounts.models import ApiKey, Event, Letter, Role, User
from tests.cast import PASSWORD

NEW = {"new_password1": "a quiet green harbour", "new_password2": "a quiet green harbour"}


@pytest.fixture(autouse=True)
def nobody_asked_yet(db: None, settings: Any) -> None:
    Redis.from_url(settings.REDIS_URL).flushdb()


@pytest.fixture
def iris(erika: User) -> User:
    return User.objects.invite(erika, "iris@aurora.example", "Iris", Role.LEGAL)


def ask(client: Client, email: str) -> Any:
    return client.post("/password/forgotten", {"email": email})


def link() -> str:
    """In the letter sent last, without the address of the house."""
    found = re.search(r"http://localhost:8000(/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def follow(client: Client, address: str) -> Any:
    """The page behind the link, whose own address holds no secret."""
    return client.get(address, follow=True)


def sends(count: int) -> None:
    assert Letter.objects.send_due() == count
    assert Letter.objects.send_due() == 0


def test_who_is_invited_chooses_a_password_and_is_in(client: Client, iris: User) -> None:
    sends(1)
    assert mail.outbox[0].to == ["iris@aurora.example"]
    assert "3 days" in str(mail.outbox[0].body)
    page = follow(client, link())
    assert "Welcome, Iris" in page.content.decode()
    assert client.post(page.request["PATH_INFO"], NEW)["Location"] == "/"
    assert client.get("/profile").status_code == 200
    iris.refresh_from_db()
    assert iris.check_password("a quiet green harbour")
    assert [event.what for event in Event.objects.filter(by=iris)] == ["user.joined"]


def test_a_link_is_good_once_and_for_three_days(client: Client, iris: User, monkeypatch: Any) -> None:
    sends(1)
    first = link()
    later = timezone.now().replace(tzinfo=None) + timedelta(days=3, minutes=1)
    with monkeypatch.context() as patch:
        patch.setattr(default_token_generator, "_now", lambda: later)
        assert "leads nowhere any more" in follow(client, first).content.decode()
    page = follow(client, first)
    client.post(page.request["PATH_INFO"], NEW)
    assert "leads nowhere any more" in follow(Client(), first).content.decode()


def test_an_invitation_is_sent_again_until_they_came(client: Client, erika: User, iris: User) -> None:
    client.force_login(erika)
    sends(1)
    Letter.objects.update(sent_at=timezone.now() - timedelta(days=4))
    assert "Invitation ran out" in client.get("/people").content.decode()
    client.post(f"/people/{iris.pk}/invitation")
    sends(1)
    iris.set_password(PASSWORD)
    iris.save()
    client.post(f"/people/{iris.pk}/invitation")
    sends(0)
    assert Event.objects.filter(what="user.invited").count() == 2


def test_a_forgotten_password_is_chosen_anew_and_other_devices_are_logged_out(client: Client, ana: User) -> None:
    theirs = Client()
    theirs.force_login(ana)
    assert ask(client, "ANA@aurora.example")["Location"] == "/password/forgotten/sent"
    sends(1)
    page = follow(client, link())
    client.post(page.request["PATH_INFO"], NEW)
    assert client.get("/profile").status_code == 200
    assert theirs.get("/profile").status_code == 302
    assert Event.objects.get().what == "user.password_set"


def test_nobody_learns_which_addresses_exist(client: Client, ana: User, bruno: User, erika: User) -> None:
    User.objects.filter(pk=bruno.pk).update(is_active=False)
    key, _ = ApiKey.make(erika, "DAM", ["read"])
    answers = set()
    for email in ("ana@aurora.example", "nobody@aurora.example", "bruno@aurora.example", key.user.email):
        answer = ask(client, email)
        answers.add((answer.status_code, answer["Location"]))
    assert len(answers) == 1
    assert list(Letter.objects.values_list("user", flat=True)) == [ana.pk]
    assert not mail.outbox, "a mail server's time would tell what the page does not"


def test_who_never_came_gets_the_invitation_again(client: Client, iris: User) -> None:
    sends(1)
    ask(client, "iris@aurora.example")
    sends(1)
    assert [letter.subject for letter in mail.outbox] == ["Your invitation to Marquee"] * 2


def test_asking_is_slowed_down_as_logging_in_is(client: Client, ana: User) -> None:
    for email in ("ana@aurora.example", "nobody@aurora.example"):
        for _ in range(throttle.FROM_ONE_PLACE):
            assert ask(client, email).status_code == 302
        assert "Too many letters" in ask(client, email).content.decode()
    assert client.post("/login", {"username": "ana@aurora.example", "password": PASSWORD}).status_code == 302


def test_who_is_deactivated_gets_no_letter_and_their_link_is_dead(client: Client, ana: User, erika: User) -> None:
    ask(client, "ana@aurora.example")
    sends(1)
    address = link()
    ask(client, "ana@aurora.example")
    ana.deactivate(erika)
    sends(0)
    assert "leads nowhere any more" in follow(client, address).content.decode()
    User.objects.filter(pk=ana.pk).update(is_active=True)
    assert "leads nowhere any more" in follow(client, address).content.decode()


def test_an_operators_deactivation_closes_the_link_too(client: Client, ana: User) -> None:
    ask(client, "ana@aurora.example")
    sends(1)
    User.objects.filter(pk=ana.pk).update(is_active=False)
    assert "leads nowhere any more" in follow(client, link()).content.decode()


class Refusing(BaseEmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, email_messages: Any) -> int:
        raise SMTPServerDisconnected("Try later.")


def test_what_a_mail_server_refuses_is_tried_again_and_told(
    client: Client, erika: User, iris: User, settings: Any
) -> None:
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    sends(0)
    client.force_login(erika)
    assert "Try later." in client.get(f"/people/{iris.pk}").content.decode()
    settings.EMAIL_BACKEND = working
    sends(0)
    Letter.objects.update(next_at=timezone.now())
    sends(1)
    assert Letter.objects.get().fault == ""


def test_letters_are_forgotten_after_a_while(iris: User) -> None:
    Letter.objects.update(asked_at=timezone.now() - timedelta(days=31))
    Letter.objects.forget_old()
    assert not Letter.objects.exists()
