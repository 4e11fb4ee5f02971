"""A page whose account is blocked, or whose app is not let in, holds what is due there, by the rules of a lost page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import Event, Health, Network, Page, User
from publisher import checkup, connections, telling
from publisher.models import Delivery, Hold, Word
from publisher.networks.base import Trouble
from tests.peer import Sandbox
from tests.publisher.conftest import Connect, work
from tests.publisher.test_lost_pages import reconnect, reread

Due = Callable[..., Delivery]
BLOCKED = "Facebook has restricted this page or account for now. Look at its status there before going on."


@pytest.fixture
def blocked(connect: Connect, sandbox: Sandbox) -> Page:
    """A page whose account Facebook restricts from now on."""
    page = connect(Network.FACEBOOK)
    sandbox.fault("rate_limited", operation="create", account=page.remote_id, code=1404112)
    return page


def fresh(page: Page) -> Page:
    return Page.objects.select_related("credential").get(pk=page.pk)


def look_again(page: Page) -> Page:
    """The chore comes round when a page that was held back is due to be looked at."""
    Page.objects.filter(pk=page.pk).update(checked_at=timezone.now() - checkup.SOON - timedelta(minutes=1))
    checkup.check_pages()
    page.refresh_from_db()
    return page


def test_what_only_a_block_kept_back_waits_and_nothing_more_is_tried(
    blocked: Page, connect: Connect, due: Due, sandbox: Sandbox
) -> None:
    first, second, free = due(blocked), due(blocked), due(connect(Network.FACEBOOK))
    work()
    blocked.refresh_from_db()
    assert (blocked.health, blocked.health_note) == (Health.BLOCKED, BLOCKED)
    assert [reread(one).state for one in (first, second, free)] == ["ready", "ready", "published"]
    assert [one.attempts.count() for one in (first, second)] == [1, 0]
    sandbox.heal()
    work()
    assert sandbox.public(blocked.remote_id) == []


def test_what_misses_its_window_meanwhile_says_what_stood_in_the_way(blocked: Page, due: Due) -> None:
    _, second = due(blocked), due(blocked)
    work()
    Delivery.objects.update(closes_at=timezone.now())
    work()
    assert reread(second).state == "missed"
    assert "Facebook has restricted this page" in second.reason


def test_its_people_are_told_once(blocked: Page, ana: User, erika: User, farid: User) -> None:
    for _ in range(2):
        connections.lost(fresh(blocked), BLOCKED, Trouble.BLOCKED)
    telling.tell_people()
    telling.tell_people()
    assert sorted(letter.to[0] for letter in mail.outbox) == [ana.email, erika.email]
    assert mail.outbox[0].subject == "1 page(s) are held back by their networks"
    assert BLOCKED in mail.outbox[0].body
    assert Event.objects.about(blocked).filter(what="page.blocked").count() == 1


@pytest.mark.parametrize("mend", [look_again, reconnect])
def test_once_it_is_mended_a_person_says_what_goes_out(
    mend: Callable[[Page], Page], blocked: Page, due: Due, sandbox: Sandbox, ana: User
) -> None:
    delivery = due(blocked)
    work()
    sandbox.heal()
    page = mend(blocked)
    work()
    assert (page.health, page.health_note) == (Health.CONNECTED, "")
    assert (reread(delivery).state, sandbox.public(page.remote_id)) == ("ready", [])
    Hold.objects.awaiting_word().get().answer(Word.SEND, by=ana)
    Delivery.objects.update(next_at=timezone.now())
    work()
    assert len(sandbox.public(page.remote_id)) == 1


def test_a_page_that_is_still_blocked_stays_so_and_is_not_asked_again_at_once(
    connect: Connect, sandbox: Sandbox
) -> None:
    page = connect(Network.FACEBOOK)
    sandbox.fault("rate_limited", operation="auth", account=page.remote_id, code=1404112)
    Page.objects.update(checked_at=None)
    checkup.check_pages()
    page.refresh_from_db()
    assert page.health == Health.BLOCKED
    before = look_again(page).checked_at
    checkup.check_pages()
    page.refresh_from_db()
    assert (page.health, page.checked_at) == (Health.BLOCKED, before)
    assert Event.objects.about(page).filter(what="page.blocked").count() == 1


def test_a_page_that_is_blocked_while_it_is_looked_at_stays_so(connect: Connect) -> None:
    page = fresh(connect(Network.FACEBOOK))
    connections.lost(fresh(page), BLOCKED, Trouble.BLOCKED)
    checkup.check(page)
    page.refresh_from_db()
    assert (page.health, page.health_note) == (Health.BLOCKED, BLOCKED)


def test_a_dead_token_is_said_of_a_blocked_page_and_a_block_not_of_a_lost_one(connect: Connect) -> None:
    page = connect(Network.FACEBOOK)
    for trouble, health in ((Trouble.BLOCKED, Health.BLOCKED), (Trouble.RECONNECT, Health.RECONNECT)):
        connections.lost(fresh(page), trouble, trouble)
        page.refresh_from_db()
        assert page.health == health
    connections.lost(fresh(page), BLOCKED, Trouble.BLOCKED)
    page.refresh_from_db()
    assert (page.health, page.health_note) == (Health.RECONNECT, "reconnect")


def test_an_app_that_is_not_let_in_holds_all_its_pages(connect: Connect, due: Due, sandbox: Sandbox) -> None:
    pages, stranger = [connect(Network.PINTEREST) for _ in range(3)], connect(Network.MASTODON)
    Page.objects.filter(pk=pages[2].pk).update(is_active=False)
    with sandbox.set(pinterest_trial=1):
        refused = due(pages[0])
        work()
        waits, free = due(pages[1]), due(stranger)
        work()
    for page in (*pages, stranger):
        page.refresh_from_db()
    assert [page.health for page in pages] == [Health.BLOCKED, Health.BLOCKED, Health.CONNECTED]
    assert "on trial" in pages[1].health_note
    assert [(reread(one).state, one.attempts.count()) for one in (refused, waits, free)] == [
        ("ready", 1),
        ("queued", 0),
        ("published", 1),
    ]


def test_the_desk_says_that_its_network_holds_it_back(client: Client, blocked: Page, due: Due, ana: User) -> None:
    due(blocked)
    work()
    client.force_login(ana)
    shown = client.get("/desk").content.decode()
    assert f"{blocked.name} is held back by its network" in shown
    assert "lost its connection" not in shown
