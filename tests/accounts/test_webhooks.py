"""Webhooks: what happens is told to each that hears it, once queued and at least once sent, for a day."""

import json
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from smtplib import SMTPException
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts import sending
from accounts.models import ApiKey, Brand, Event, EventHead, Market, Message, Page, Role, Sending, User, Webhook
from publisher import tasks
from tests.caller import *  # noqa: F403
from tests.caller import Caller
from tests.cast import person
from tests.receiver import *  # noqa: F403
from tests.receiver import LOOPBACK, Receiver

Make = Callable[..., Webhook]


@pytest.fixture(autouse=True)
def reachable(settings: Any) -> None:
    settings.OUTWARD_ALSO = LOOPBACK


@pytest.fixture
def make(erika: User, receiver: Receiver) -> Make:
    """A webhook that hears all, unless the test says otherwise; its secret is beside it."""

    def made(**given: Any) -> Webhook:
        webhook, secret = Webhook.objects.make(erika, **{"name": "Newsroom", "url": receiver.address, **given})
        webhook.refresh_from_db()
        webhook.secret = secret
        return webhook

    return made


def happen(page: Page, what: str = "page.connected", **facts: Any) -> Event:
    return Event.objects.note(what, page, **facts)


def queue() -> list[Message]:
    """Give each event its place and each webhook its messages."""
    EventHead.seal_events()
    Message.objects.enqueue()
    return list(Message.objects.order_by("pk"))


def again() -> None:
    """The pause is over."""
    Message.objects.filter(next_at__isnull=False).update(next_at=timezone.now() - timedelta(seconds=1))


def test_what_happens_is_told_signed_and_as_the_api_shows_it(
    make: Make, receiver: Receiver, madrid_mastodon: Page, caller: Caller
) -> None:
    webhook = make(types=["page.connected"])
    event = happen(madrid_mastodon, note="Olé")
    tasks.tell_webhooks()
    [heard] = receiver.heard
    assert heard.is_signed_with(webhook.secret)
    assert heard.headers["content-type"] == "application/json"
    told = json.loads(heard.body)
    assert told["data"] == caller.get(f"events/{event.pk}").json()
    assert (told["type"], told["timestamp"], told["data"]["brand"]) == ("page.connected", told["data"]["at"], "aurora")
    message = Message.objects.get()
    assert (message.standing, heard.name) == ("delivered", str(message))
    assert (Sending.objects.get().status, message.tries) == (204, 1)


@pytest.mark.parametrize(
    ("types", "brand", "market", "hears"),
    [
        ([], "", "", True),
        (["page.connected"], "", "", True),
        (["page.connected", "post.drafted"], "aurora", "ES", True),
        (["page.disconnected"], "", "", False),
        ([], "borealis", "", False),
        ([], "aurora", "FR", False),
    ],
)
def test_a_webhook_hears_its_types_of_its_own_brand_and_market(
    types: list[str], brand: str, market: str, hears: bool, make: Make, madrid_mastodon: Page, france: Market
) -> None:
    Brand.objects.create(name="Borealis", slug="borealis")
    make(types=types, brand=Brand.objects.filter(slug=brand).first(), market=Market.objects.filter(code=market).first())
    event = happen(madrid_mastodon)
    assert [one.event for one in queue() if one.event == event] == [event] * hears


def test_what_concerns_all_brands_is_not_told_to_one(make: Make, aurora: Brand, erika: User) -> None:
    make(brand=aurora)
    Webhook.objects.make(erika, name="For all", url="https://example.com")
    told = {(one.webhook.name, one.event.facts["name"]) for one in queue()}
    assert ("For all", "For all") in told
    assert ("Newsroom", "For all") not in told


def test_what_happened_before_is_not_told(make: Make, madrid_mastodon: Page) -> None:
    happen(madrid_mastodon)
    make(types=["page.connected"])
    assert queue() == []
    happen(madrid_mastodon)
    assert len(queue()) == 1


def test_an_event_is_queued_once_however_often_it_is_read(make: Make, madrid_mastodon: Page) -> None:
    make(types=["page.connected"])
    happen(madrid_mastodon)
    assert len(queue()) == len(queue()) == 1
    EventHead.objects.update(told=0)
    assert len(queue()) == 1


@pytest.mark.django_db(transaction=True)
def test_an_event_that_comes_to_light_late_is_not_passed_over(make: Make, madrid_mastodon: Page) -> None:
    """Ids are given when a row is written, and rows come to light when their transaction ends: in another order."""
    make(types=["page.connected"])
    written, told = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            happen(madrid_mastodon, place="first")
            written.set()
            told.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert written.wait(10)
    happen(madrid_mastodon, place="second")
    assert [one.event.facts["place"] for one in queue()] == ["second"]
    told.set()
    thread.join()
    assert [one.event.facts["place"] for one in queue()] == ["second", "first"]


@pytest.mark.django_db(transaction=True)
def test_two_who_queue_at_once_queue_once(make: Make, madrid_mastodon: Page) -> None:
    make(types=["page.connected"])
    for _ in range(50):
        happen(madrid_mastodon)
    EventHead.seal_events()
    meet = threading.Barrier(3)

    def enqueue() -> None:
        meet.wait()
        Message.objects.enqueue()
        connection.close()

    threads = [threading.Thread(target=enqueue) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Message.objects.count() == 50


def test_what_is_not_taken_is_sent_again_under_the_same_id_with_growing_pauses(
    make: Make, receiver: Receiver, madrid_mastodon: Page
) -> None:
    make(types=["page.connected"])
    receiver.statuses, receiver.says = [503, 500, 404, 200], b"Not now \x00 \xff"
    happen(madrid_mastodon)
    pauses = []
    for _ in range(4):
        [message] = queue()
        sending.send()
        message.refresh_from_db()
        pauses.append((message.next_at or timezone.now()) - timezone.now())
        again()
    assert len({one.name for one in receiver.heard}) == 1
    assert message.standing == "delivered"
    assert [one.status for one in message.sendings.all()] == [200, 404, 500, 503]
    assert message.sendings.last().said == "Not now  �"
    seconds = [pause.total_seconds() for pause in pauses[:3]]
    assert seconds == sorted(seconds)
    assert 4 < seconds[0] < 7
    assert 100 < seconds[2] < 150


def test_after_a_day_it_is_given_up(make: Make, receiver: Receiver, madrid_mastodon: Page) -> None:
    make(types=["page.connected"])
    receiver.statuses = [500]
    happen(madrid_mastodon)
    [message] = queue()
    Message.objects.update(begun_at=timezone.now() - timedelta(hours=23, minutes=59), tries=6)
    sending.send()
    message.refresh_from_db()
    assert (message.standing, message.next_at) == ("failed", None)


def test_what_a_dead_worker_had_claimed_is_sent_by_another(
    make: Make, receiver: Receiver, madrid_mastodon: Page
) -> None:
    webhook = make(types=["page.connected"])
    happen(madrid_mastodon)
    queue()
    assert len(Message.objects.claim(webhook, 5)) == 1
    assert sending.send() == 0
    again()
    assert sending.send() == 1
    assert len(receiver.heard) == 1


def test_who_comes_back_late_changes_nothing_but_the_log(make: Make, madrid_mastodon: Page) -> None:
    from accounts.models.message import Sent

    webhook = make(types=["page.connected"])
    happen(madrid_mastodon)
    queue()
    [late] = Message.objects.claim(webhook, 5)
    again()
    [fresh] = Message.objects.claim(webhook, 5)
    fresh.settle(Sent(204, 0.1, ""))
    late.settle(Sent(500, 70.0, "slow"))
    fresh.refresh_from_db()
    assert (fresh.standing, fresh.sendings.count()) == ("delivered", 2)


def test_a_webhook_that_is_removed_while_it_is_called_costs_nobody_anything(
    make: Make, madrid_mastodon: Page, erika: User
) -> None:
    from accounts.models.message import Sent

    webhook = make(types=["page.connected"])
    happen(madrid_mastodon)
    queue()
    [message] = Message.objects.claim(webhook, 5)
    Webhook.objects.get().remove(erika)
    message.settle(Sent(500, 0.1, ""))
    assert not Sending.objects.exists()


def test_a_webhook_that_hangs_does_not_hold_back_the_others(
    make: Make, receive: Callable[[], Receiver], receiver: Receiver, madrid_mastodon: Page, transactional_db: None
) -> None:
    hanging = receive()
    hanging.open.clear()
    make(name="Hanging", url=hanging.address, types=["page.connected"])
    make(types=["page.connected"])
    for _ in range(20):
        happen(madrid_mastodon)
    queue()
    done = threading.Event()

    def send() -> None:
        sending.send()
        connection.close()
        done.set()

    threading.Thread(target=send).start()
    assert receiver.waited_for(20)
    assert hanging.waited_for(sending.A_WEBHOOK)
    assert not done.is_set()
    hanging.open.set()
    assert done.wait(20)


def test_an_address_inside_is_not_called_and_the_log_says_why(
    make: Make, receiver: Receiver, madrid_mastodon: Page, settings: Any
) -> None:
    make(types=["page.connected"], url=receiver.address.replace("127.0.0.1", "localhost"))
    settings.OUTWARD_ALSO = []
    happen(madrid_mastodon)
    [message] = queue()
    sending.send()
    assert receiver.heard == []
    assert "private network" in message.sendings.get().said


def test_a_message_is_replayed_under_its_own_id(
    make: Make, receiver: Receiver, madrid_mastodon: Page, erika: User, ana: User
) -> None:
    make(types=["page.connected"])
    happen(madrid_mastodon)
    [message] = queue()
    sending.send()
    with pytest.raises(PermissionDenied):
        message.replay(ana)
    message.replay(erika)
    assert message.standing == "waiting"
    sending.send()
    assert [one.name for one in receiver.heard] == [str(message)] * 2
    assert message.sendings.count() == 2


def test_a_changed_secret_signs_beside_the_one_before_for_a_day(
    make: Make, receiver: Receiver, madrid_mastodon: Page, erika: User
) -> None:
    webhook = make(types=["page.connected"])
    new = webhook.change_secret(erika)
    happen(madrid_mastodon)
    queue()
    sending.send()
    assert [receiver.heard[0].is_signed_with(one) for one in (webhook.secret, new)] == [True, True]
    Webhook.objects.update(overlap_until=timezone.now())
    happen(madrid_mastodon)
    queue()
    sending.send()
    assert [receiver.heard[1].is_signed_with(one) for one in (webhook.secret, new)] == [False, True]


def test_secrets_are_sealed_and_sealed_anew(make: Make, settings: Any) -> None:
    webhook = make()
    assert webhook.secret not in webhook.sealed
    settings.CREDENTIAL_KEYS = ["Zm9yIHRoaXMgdGVzdCBvbmx5LCB0aGlydHktdHdvIGI=", *settings.CREDENTIAL_KEYS]
    call_command("rotate_credentials")
    settings.CREDENTIAL_KEYS = settings.CREDENTIAL_KEYS[:1]
    webhook.refresh_from_db()
    assert webhook.open() == [webhook.secret]


def test_one_whose_secret_cannot_be_opened_is_stopped_and_gets_a_new_one(
    make: Make, receiver: Receiver, madrid_mastodon: Page, erika: User, settings: Any
) -> None:
    webhook = make(types=["page.connected"])
    settings.CREDENTIAL_KEYS = ["Zm9yIHRoaXMgdGVzdCBvbmx5LCB0aGlydHktdHdvIGI="]
    happen(madrid_mastodon)
    queue()
    assert sending.send() == 0
    webhook.refresh_from_db()
    assert "Change its secret." in webhook.reason
    new = webhook.change_secret(erika)
    webhook.start(erika)
    sending.send()
    assert receiver.heard[0].is_signed_with(new)


def test_one_that_takes_nothing_for_days_is_stopped_and_its_administrators_are_told_once(
    make: Make, receiver: Receiver, madrid_mastodon: Page, erika: User, aurora: Brand, spain: Market, france: Market
) -> None:
    person("Marta", Role.ADMINISTRATOR, aurora, spain)
    person("Michel", Role.ADMINISTRATOR, aurora, france)
    webhook = make(types=["page.connected"], brand=aurora, market=spain)
    receiver.statuses = [500]
    happen(madrid_mastodon)
    queue()
    sending.send()
    webhook.refresh_from_db()
    assert (webhook.standing, mail.outbox) == ("failing", [])
    Webhook.objects.update(failing_since=timezone.now() - timedelta(days=6))
    again()
    tasks.tell_webhooks()
    tasks.tell_webhooks()
    webhook.refresh_from_db()
    assert webhook.standing == "stopped"
    assert sorted(one.to[0] for one in mail.outbox) == ["erika@aurora.example", "marta@aurora.example"]
    assert f"/webhooks/{webhook.pk}" in mail.outbox[0].body
    assert Event.objects.about(webhook).first().what == "webhook.stopped"
    again()
    assert sending.send() == 0


def test_who_cannot_be_told_yet_is_told_later_and_keeps_nobody_else_from_it(
    make: Make, erika: User, settings: Any
) -> None:
    make(name="News\nroom").stop(None, "Gone.")
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Refusing"
    sending.tell_administrators()
    assert Webhook.objects.filter(told_at=None).count() == 1
    settings.EMAIL_BACKEND = working
    make(name="Press").stop(None, "Gone.")
    sending.tell_administrators()
    subjects = ["The webhook News room was stopped", "The webhook Press was stopped"]
    assert sorted(one.subject for one in mail.outbox) == subjects
    assert not Webhook.objects.filter(told_at=None)


class Refusing(BaseEmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, email_messages: Any) -> int:
        raise SMTPException("busy")


@pytest.mark.django_db(transaction=True)
def test_what_another_is_telling_just_now_is_left_to_it(make: Make) -> None:
    make().stop(None, "Gone.")

    def tell() -> None:
        sending.tell_administrators()
        connection.close()

    with ThreadPoolExecutor() as other, transaction.atomic():
        Webhook.objects.select_for_update().get()
        other.submit(tell).result(10)
    assert mail.outbox == []


def test_one_success_ends_the_counting(make: Make, receiver: Receiver, madrid_mastodon: Page) -> None:
    webhook = make(types=["page.connected"])
    Webhook.objects.update(failing_since=timezone.now() - timedelta(days=6))
    happen(madrid_mastodon)
    queue()
    sending.send()
    webhook.refresh_from_db()
    assert webhook.standing == "in_force"


def test_who_answers_gone_is_sent_no_more(make: Make, receiver: Receiver, madrid_mastodon: Page) -> None:
    webhook = make(types=["page.connected"])
    receiver.statuses = [410]
    happen(madrid_mastodon)
    [message] = queue()
    sending.send()
    webhook.refresh_from_db()
    message.refresh_from_db()
    assert (webhook.standing, message.standing) == ("stopped", "failed")


def test_a_stopped_one_hears_nothing_and_goes_on_from_when_it_is_started(
    make: Make, receiver: Receiver, madrid_mastodon: Page, erika: User
) -> None:
    webhook = make(types=["page.connected"])
    webhook.stop(erika, "")
    happen(madrid_mastodon)
    assert queue() == []
    webhook.start(erika)
    happen(madrid_mastodon)
    assert len(queue()) == 1


def test_a_revoked_key_leaves_no_webhook_behind(
    make: Make, made: Any, aurora: Brand, spain: Market, erika: User
) -> None:
    key, _ = made()
    theirs, _ = Webhook.objects.make(key.user, name="Theirs", url="https://x.example", brand=aurora, market=spain)
    mine = make()
    key.revoke(erika)
    assert [Webhook.objects.get(pk=one.pk).standing for one in (theirs, mine)] == ["stopped", "in_force"]


def test_a_key_is_revoked_by_whoever_reaches_it_though_its_webhook_hears_further_by_now(
    made: Any, aurora: Brand, spain: Market, erika: User
) -> None:
    key, _ = made()
    theirs, _ = Webhook.objects.make(key.user, name="Theirs", url="https://x.example", brand=aurora, market=spain)
    theirs.change(erika, market=None)
    key.revoke(person("Sara", Role.ADMINISTRATOR, aurora, spain))
    tasks.tell_webhooks()
    assert Webhook.objects.get(pk=theirs.pk).standing == "stopped"


@pytest.mark.parametrize(
    "end",
    [
        lambda key: ApiKey.objects.update(expires_at=timezone.now()),
        lambda key: ApiKey.objects.update(scopes=["read"]),
        lambda key: key.user.memberships.all().delete(),
        lambda key: User.objects.filter(pk=key.user_id).update(is_active=False),
    ],
    ids=["expired", "without the scope", "without the place", "without its user"],
)
def test_what_a_key_made_is_sent_no_more_once_it_might_not_make_it(
    end: Callable[[ApiKey], Any], make: Make, made: Any, aurora: Brand, spain: Market, erika: User,
    receiver: Receiver, madrid_mastodon: Page,
) -> None:  # fmt: skip
    key, _ = made()
    given = {"name": "Theirs", "url": receiver.address, "types": ["page.connected"], "brand": aurora, "market": spain}
    theirs, _ = Webhook.objects.make(key.user, **given)
    mine = make(types=["page.connected"])
    happen(madrid_mastodon)
    tasks.tell_webhooks()
    assert len(receiver.heard) == 2
    end(key)
    happen(madrid_mastodon)
    tasks.tell_webhooks()
    assert [Webhook.objects.get(pk=one.pk).standing for one in (theirs, mine)] == ["stopped", "in_force"]
    assert len(receiver.heard) == 3
    assert [letter.to for letter in mail.outbox] == [[erika.email]]
    assert "The key that made it has ended" in str(mail.outbox[0].body)
    theirs.start(erika)
    happen(madrid_mastodon)
    tasks.tell_webhooks()
    assert len(receiver.heard) > 4, "it is hers now"
    assert Webhook.objects.get(pk=theirs.pk).by == erika


def test_nobody_hears_further_than_they_reach(ana: User, aurora: Brand, spain: Market, france: Market) -> None:
    marta = person("Marta", Role.ADMINISTRATOR, aurora, spain)
    given = {"name": "x", "url": "https://x.example"}
    webhook, _ = Webhook.objects.make(marta, **given, brand=aurora, market=spain)
    for by, where in ((ana, {"brand": aurora, "market": spain}), (marta, {"brand": aurora}), (marta, {})):
        with pytest.raises(PermissionDenied):
            Webhook.objects.make(by, **given, **where)
    with pytest.raises(PermissionDenied):
        webhook.change(marta, market=france)


def test_old_messages_are_forgotten(make: Make, madrid_mastodon: Page) -> None:
    make()
    happen(madrid_mastodon)
    queue()
    Message.objects.update(begun_at=timezone.now() - timedelta(days=31))
    tasks.tidy()
    assert not Message.objects.exists()
