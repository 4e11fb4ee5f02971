"""The doctor says in sentences what is wrong with an installation."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.utils import timezone

from accounts.models import App, Health, Network, Page
from publisher.management.commands import doctor
from publisher.models import Delivery, Heartbeat


def symptoms() -> str:
    try:
        said = StringIO()
        call_command("doctor", stdout=said)
        return said.getvalue()
    except CommandError as ill:
        return str(ill)


def test_what_does_not_run_is_named(db: None) -> None:
    said = symptoms()
    assert "No worker answers" in said
    assert "No dispatcher has shown itself" in said


def test_a_living_dispatcher_is_not_missed(db: None) -> None:
    Heartbeat.beat("dispatcher")
    assert list(doctor.dispatcher()) == []


def test_a_process_with_a_wrong_clock_is_named(db: None) -> None:
    Heartbeat.beat("dispatcher")
    Heartbeat.objects.update(skew=3600.0)
    assert any("+3600.0 s off" in sentence for sentence in doctor.clock())


def test_a_page_without_token_is_named_with_the_remedy(madrid_mastodon: Page) -> None:
    Page.objects.update(health=Health.RECONNECT)
    [sentence] = doctor.pages()
    assert "needs reconnecting" in sentence
    assert sentence.endswith(f"/pages/{madrid_mastodon.pk}/connection")


def test_a_secret_that_no_key_opens_is_named(madrid_mastodon: Page) -> None:
    credential = madrid_mastodon.credential
    credential.sealed = credential.sealed[:-4] + "xxxx"
    credential.save()
    assert any("opens with none of the keys" in sentence for sentence in doctor.pages())


def test_the_secret_of_an_app_that_no_key_opens_is_named(db: None) -> None:
    App.objects.keep("linkedin", "https://api.linkedin.com", "us", "secret")
    App.objects.update(sealed="nothing")
    [sentence] = doctor.apps()
    assert "enter the app again" in sentence


def test_stuck_deliveries_are_counted(due, connect) -> None:
    due(connect(Network.MASTODON))
    Delivery.objects.update(state="sending", lease_until=timezone.now() - timedelta(minutes=5))
    assert list(doctor.stuck()) == [
        "1 deliveries are stuck. Check that dispatcher and workers run; then they go on by themselves."
    ]


@pytest.mark.parametrize("host", ["localhost", "10.0.0.7", "anything.example"])
def test_load_balancers_are_answered_whatever_host_they_ask_for(host: str, client: Client, db: None) -> None:
    assert client.get("/healthz", headers={"host": host}).json() == {"alive": True}
    assert client.get("/readyz", headers={"host": host}).json()["ready"] is True


def test_an_unready_process_says_why(client: Client, db: None, settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz").json()
    assert answer["ready"] is True
    assert answer["redis"] == "does not answer"
