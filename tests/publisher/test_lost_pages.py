"""A page that loses its token holds what is due there; once it is connected again a person says what goes out."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Credential, Event, Health, Network, Page, User
from campaigns.models import Publication
from campaigns.moves import WrongState
from publisher import connections, telling
from publisher.engine.claim import claim
from publisher.engine.reap import miss
from publisher.models import Delivery, Hold, Word
from publisher.networks import NETWORKS as ADAPTERS
from tests.peer import Sandbox
from tests.publisher.conftest import NETWORKS, Connect, work

Due = Callable[..., Delivery]
Lose = Callable[..., Page]


def reread(delivery: Delivery) -> Delivery:
    delivery.refresh_from_db()
    return delivery


def lose(page: Page, reason: str = "The token was revoked.") -> Page:
    connections.lost(Page.objects.select_related("credential").get(pk=page.pk), reason)
    page.refresh_from_db()
    return page


def reconnect(page: Page) -> Page:
    page = Page.objects.get(pk=page.pk)
    secret = Credential.objects.get(page=page).open()
    connections.connect(page, connections.identify(page.network, page.home, secret, page.address))
    return page


def at(delivery: Delivery, minutes: float) -> None:
    """It is due in so many minutes."""
    moment = timezone.now() + timedelta(minutes=minutes)
    window = {"closes_at": moment + timedelta(minutes=15), "next_at": timezone.now()}
    Delivery.objects.filter(pk=delivery.pk).update(due_at=moment, **window)
    Publication.objects.filter(pk=delivery.publication_id).update(at=moment)


@pytest.mark.parametrize("network", NETWORKS)
def test_what_only_a_dead_token_kept_back_waits(
    network: str, connect: Connect, due: Due, sandbox: Sandbox, photo
) -> None:
    page = connect(network)
    sandbox.fault("expired_token", account=page.remote_id)
    secret = Credential.objects.get(page=page).open()
    useless = {name: "gone" for name in ("refresh", "password") if name in secret}
    Credential.objects.get(page=page).seal(secret | useless).save()
    shown = {"pictures": ((photo, "Un coche rojo"),)} if ADAPTERS[network].takes.pictures else {}
    delivery = due(page, **shown)
    with sandbox.set(film_processing=0):
        work()
    page.refresh_from_db()
    waits = reread(delivery).state
    assert (waits in {"queued", "ready"}, page.health) == (True, Health.RECONNECT)
    assert [attempt.outcome for attempt in delivery.attempts.all()] == ["later"] * (waits == "ready")
    sandbox.heal()
    work()
    assert (reread(delivery).state, sandbox.public(page.remote_id)) == (waits, [])


def test_what_is_due_on_a_lost_page_is_not_even_prepared(connect: Connect, due: Due) -> None:
    page, other = connect(Network.MASTODON), connect(Network.MASTODON)
    held, free = due(page), due(other)
    lose(page)
    assert [job.delivery for job in claim(Network.MASTODON, "worker", 10)] == [free]
    assert reread(held).state == "queued"


def test_a_page_without_a_secret_holds_what_is_due(connect: Connect, due: Due) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page)
    Credential.objects.all().delete()
    work()
    page.refresh_from_db()
    assert (reread(delivery).state, page.health) == ("queued", Health.RECONNECT)


def test_what_misses_its_window_meanwhile_comes_to_the_desk_with_the_reason(connect: Connect, due: Due) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page)
    lose(page)
    Delivery.objects.update(closes_at=timezone.now())
    work()
    assert reread(delivery).state == "missed"
    assert "The token was revoked" in delivery.reason


def test_the_people_of_a_lost_page_are_told_once(connect: Connect, ana: User, erika: User, farid: User) -> None:
    page = lose(lose(connect(Network.MASTODON)))
    telling.tell_people()
    telling.tell_people()
    assert sorted(letter.to[0] for letter in mail.outbox) == [ana.email, erika.email]
    assert "The token was revoked." in mail.outbox[0].body
    assert Event.objects.about(page).filter(what="page.disconnected").count() == 1
    lose(reconnect(page))
    telling.tell_people()
    assert len(mail.outbox) == 4


def test_once_reconnected_it_waits_for_a_word_and_its_people_are_asked(
    connect: Connect, due: Due, sandbox: Sandbox, ana: User
) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page)
    reconnect(lose(page))
    work()
    assert (reread(delivery).state, sandbox.public(page.remote_id)) == ("queued", [])
    assert Hold.objects.awaiting_word().get().until == delivery.closes_at
    telling.tell_people()
    telling.tell_people()
    assert [letter.subject for letter in mail.outbox if letter.to == [ana.email]] == [
        "1 page(s) are connected again and wait for your word"
    ]


def test_connecting_again_undoes_nothing_that_was_changed_meanwhile(connect: Connect, erika: User) -> None:
    page = connect(Network.TIKTOK)
    stale = Page.objects.get(pk=page.pk)
    page.adjust({"privacy": "SELF_ONLY"}, erika)
    Page.objects.filter(pk=page.pk).update(is_active=False, name="Aurora TikTok", health=Health.RECONNECT)
    secret = Credential.objects.get(page=page).open()
    connections.connect(stale, connections.identify(page.network, page.home, secret, page.address))
    page.refresh_from_db()
    assert (page.options, page.is_active, page.name) == ({"privacy": "SELF_ONLY"}, False, "Aurora TikTok")
    assert page.health == Health.CONNECTED


def test_a_page_on_which_nothing_waited_goes_on_by_itself(connect: Connect, due: Due, sandbox: Sandbox) -> None:
    page = reconnect(lose(connect(Network.MASTODON)))
    due(page)
    work()
    assert len(sandbox.public(page.remote_id)) == 1


def test_after_the_last_window_nothing_is_held_any_more(connect: Connect, due: Due, sandbox: Sandbox) -> None:
    page = connect(Network.MASTODON)
    held = due(page)
    reconnect(lose(page))
    Delivery.objects.filter(pk=held.pk).update(closes_at=timezone.now())
    Hold.objects.update(until=timezone.now())
    next_one = due(page)
    work()
    assert (reread(held).state, reread(next_one).state) == ("missed", "published")


@pytest.mark.parametrize(
    ("word", "late", "ahead", "public"),
    [
        (Word.SEND, "published", "ready", 1),
        (Word.KEEP, "missed", "ready", 0),
        (Word.GIVE_UP, "abandoned", "abandoned", 0),
    ],
)
def test_one_word_decides_about_all_that_waited(
    word: Word, late: str, ahead: str, public: int, connect: Connect, due: Due, sandbox: Sandbox, ana: User
) -> None:
    page = connect(Network.MASTODON)
    first, second = due(page), due(page)
    at(second, 5)
    reconnect(lose(page))
    assert Hold.objects.awaiting_word().get().answer(word, by=ana) == 2
    work()
    assert (reread(first).state, reread(second).state, len(sandbox.public(page.remote_id))) == (late, ahead, public)
    assert Event.objects.about(page).get(what="page.resumed").facts == {"word": word, "deliveries": 2}


def test_what_may_be_out_there_after_all_is_looked_for_before_it_is_left_behind(
    connect: Connect, due: Due, carmen: User
) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page)
    Delivery.objects.update(doubts=1)
    lose(page)
    reconnect(page)
    Hold.objects.get().answer(Word.KEEP, by=carmen)
    assert reread(delivery).state == "queued"
    assert miss() == 1
    assert reread(delivery).state == "unsure"


def test_two_people_say_it_once(connect: Connect, due: Due, ana: User, carmen: User) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page)
    reconnect(lose(page))
    hold, same = Hold.objects.get(), Hold.objects.get()
    hold.answer(Word.SEND, by=ana)
    with pytest.raises(WrongState, match="Somebody was quicker"):
        same.answer(Word.GIVE_UP, by=carmen)
    assert reread(delivery).state == "queued"


def test_who_may_not_decide_has_no_word(connect: Connect, due: Due, bruno: User) -> None:
    page = connect(Network.MASTODON)
    due(page)
    reconnect(lose(page))
    with pytest.raises(PermissionDenied):
        Hold.objects.get().answer(Word.SEND, by=bruno)


def test_a_page_lost_again_is_asked_about_again(connect: Connect, due: Due) -> None:
    page = connect(Network.MASTODON)
    due(page)
    lose(reconnect(lose(page)))
    assert not Hold.objects.awaiting_word().exists()
    reconnect(page)
    assert Hold.objects.awaiting_word().count() == 1


# --- what is unsure


def test_what_is_unsure_is_looked_up_with_a_dead_token_until_patience_ends(
    connect: Connect, due: Due, sandbox: Sandbox, settings
) -> None:
    page = connect(Network.MASTODON)
    sandbox.fault("reset_mid_answer", account=page.remote_id, count=1)
    sandbox.fault("expired_token", operation="read", account=page.remote_id)
    delivery = due(page)
    work()
    page.refresh_from_db()
    assert (reread(delivery).state, page.health) == ("unsure", Health.RECONNECT)
    long_ago = timezone.now() - settings.UNSURE_PATIENCE - timedelta(seconds=1)
    Delivery.objects.update(unsure_since=long_ago, next_at=timezone.now())
    work()
    assert reread(delivery).state == "unproven"


def test_what_is_unsure_is_settled_without_a_word_once_the_page_is_back(
    connect: Connect, due: Due, sandbox: Sandbox
) -> None:
    page = connect(Network.MASTODON)
    sandbox.fault("reset_mid_answer", account=page.remote_id, count=1)
    sandbox.fault("expired_token", operation="read", account=page.remote_id)
    unsure, waiting = due(page), due(page)
    work()
    sandbox.heal()
    reconnect(page)
    Delivery.objects.update(next_at=timezone.now())
    work()
    assert (reread(unsure).state, reread(waiting).state) == ("published", "ready")


def test_a_dead_token_after_doubt_leaves_the_doubt_and_makes_no_new_one(
    connect: Connect, due: Due, sandbox: Sandbox
) -> None:
    page = connect(Network.MASTODON)
    delivery = due(page)
    Delivery.objects.update(doubts=1)
    sandbox.fault("expired_token", account=page.remote_id, count=1)
    work()
    assert (reread(delivery).state, delivery.doubts, delivery.attempts.get().outcome) == ("ready", 1, "later")


# --- whose token is dead


def test_a_refusal_of_the_old_secret_does_not_lose_the_new_one(connect: Connect) -> None:
    page = connect(Network.MASTODON)
    before = Page.objects.select_related("credential").get(pk=page.pk)
    reconnect(page)
    connections.lost(before, "The old one.")
    page.refresh_from_db()
    assert page.health == Health.CONNECTED


def test_a_secret_that_is_just_being_replaced_is_not_judged_and_nobody_waits(connect: Connect) -> None:
    page = Page.objects.select_related("credential").get(pk=connect(Network.MASTODON).pk)
    locked, done = threading.Event(), threading.Event()

    def replaces() -> None:
        with transaction.atomic():
            Credential.objects.select_for_update().get(page=page)
            locked.set()
            done.wait(20)
        connection.close()

    other = threading.Thread(target=replaces)
    other.start()
    assert locked.wait(20)
    connections.lost(page, "Dead.")
    done.set()
    other.join()
    page.refresh_from_db()
    assert page.health == Health.CONNECTED


# --- the desk


def test_the_desk_shows_what_waits_and_takes_the_word(
    client: Client, connect: Connect, due: Due, sandbox: Sandbox, ana: User
) -> None:
    page = connect(Network.MASTODON)
    due(page, text="Hola, esperanza")
    lose(page)
    client.force_login(ana)
    assert "lost its connection" in client.get("/desk").content.decode()
    reconnect(page)
    shown = client.get("/desk").content.decode()
    assert "is connected again" in shown
    assert "Hola, esperanza" in shown
    assert '<span class="count is-care" id="desk-count">1' in shown
    client.post(f"/pages/{page.pk}/resumption", {"word": "send"})
    work()
    assert len(sandbox.public(page.remote_id)) == 1
    assert "is connected again" not in client.get("/desk").content.decode()
    assert (
        "Nothing waits" in client.post(f"/pages/{page.pk}/resumption", {"word": "send"}, follow=True).content.decode()
    )


def test_an_analyst_reads_it_without_buttons(client: Client, connect: Connect, due: Due, gwen: User) -> None:
    page = connect(Network.MASTODON)
    due(page)
    reconnect(lose(page))
    client.force_login(gwen)
    shown = client.get("/desk").content.decode()
    assert "is connected again" in shown
    assert 'value="send"' not in shown
