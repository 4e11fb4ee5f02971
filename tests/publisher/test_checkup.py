"""The daily look at pages: tokens renewed in time, once, and kept before they are used."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Credential, Event, Health, Network, Page
from publisher import checkup, connections
from tests.peer import Sandbox
from tests.publisher.conftest import NETWORKS, Connect

RENEWING = [Network.PINTEREST, Network.LINKEDIN]


def look_at(page: Page) -> Page:
    """As the chore does it, a day later."""
    Page.objects.filter(pk=page.pk).update(checked_at=None)
    checkup.check_pages()
    page.refresh_from_db()
    return page


def secret_of(page: Page) -> dict[str, str]:
    return Credential.objects.get(page=page).open()


def hits(sandbox: Sandbox) -> int:
    return sum(rule["hits"] for rule in sandbox.ask("GET", "faults")["faults"])


@pytest.fixture
def reads_only(sandbox: Sandbox) -> Iterator[None]:
    """Whoever gives the consent at Pinterest leaves out that pins may be written."""
    sandbox.ask("POST", "settings", {"pinterest_reads_only": 1})
    yield
    sandbox.ask("POST", "settings", {"pinterest_reads_only": 0})


@pytest.mark.parametrize("network", NETWORKS)
def test_every_page_is_found_well(network: str, connect: Connect) -> None:
    page = look_at(connect(network))
    assert (page.health, page.health_note, page.lacks) == (Health.CONNECTED, "", [])


@pytest.mark.parametrize("network", RENEWING)
def test_what_renews_a_token_says_how_long_both_live(network: str, connect: Connect) -> None:
    page = look_at(connect(network))
    lives = {Network.PINTEREST: (30, 60), Network.LINKEDIN: (60, 365)}[Network(network)]
    ends = (page.token_expires_at, page.refresh_expires_at)
    assert tuple(round((moment - timezone.now()) / timedelta(days=1)) for moment in ends) == lives
    assert page.ends_at == page.refresh_expires_at


def test_a_token_is_renewed_well_before_it_ends_and_not_each_day(connect: Connect) -> None:
    page = look_at(connect(Network.PINTEREST))
    token = secret_of(page)["token"]
    look_at(page)
    assert secret_of(page)["token"] == token
    Page.objects.update(token_expires_at=timezone.now() + timedelta(days=13))
    look_at(page)
    assert secret_of(page)["token"] != token
    assert page.token_expires_at > timezone.now() + timedelta(days=29)


def test_a_token_that_cannot_be_renewed_is_good_until_its_end(connect: Connect) -> None:
    page = connect(Network.LINKEDIN)
    credential = Credential.objects.get(page=page)
    credential.seal({name: value for name, value in credential.open().items() if name != "refresh"}).save()
    soon = timezone.now() + timedelta(days=3)
    Page.objects.update(token_expires_at=soon, renews=False)
    assert (look_at(page).health, page.health_note) == (Health.CONNECTED, "")


@pytest.mark.parametrize("network", [*RENEWING, Network.BLUESKY])
def test_two_who_renew_at_once_ask_the_network_once(network: str, connect: Connect, sandbox: Sandbox) -> None:
    page = connect(network)
    stale = secret_of(page)
    sandbox.fault("delay", operation="auth", network=network, seconds=0.3)
    start = threading.Barrier(2)

    def renews() -> None:
        start.wait(20)
        connections.renew_apart(page.pk, stale)

    workers = [threading.Thread(target=renews) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert hits(sandbox) == 1
    assert secret_of(page) != stale
    assert look_at(page).health == Health.CONNECTED


def test_a_refresh_token_good_for_once_is_kept_before_its_successor_is_used(connect: Connect, sandbox: Sandbox) -> None:
    """The token is renewed; then nothing more is answered."""
    page = connect(Network.PINTEREST)
    before = secret_of(page)
    sandbox.fault("error_before_create", operation="auth", account=page.remote_id)
    look_at(page)
    assert secret_of(page)["refresh"] != before["refresh"]
    sandbox.heal()
    assert look_at(page).health == Health.CONNECTED


def test_a_token_that_died_unforeseen_is_renewed_during_the_look(connect: Connect, sandbox: Sandbox) -> None:
    page = look_at(connect(Network.PINTEREST))
    before = secret_of(page)
    sandbox.fault("expired_token", operation="auth", account=page.remote_id, count=1)
    assert look_at(page).health == Health.CONNECTED
    assert secret_of(page)["token"] != before["token"]


@pytest.mark.usefixtures("reads_only")
def test_rights_that_are_gone_are_noticed_once(connect: Connect) -> None:
    page = connect(Network.PINTEREST)
    look_at(page)
    look_at(page)
    assert page.lacks == ["pins:write"]
    assert Event.objects.about(page).get(what="page.lost_rights").facts == {"rights": ["pins:write"]}


def test_what_else_is_wrong_is_said_where_people_look_and_stops_nothing(connect: Connect) -> None:
    page = connect(Network.LINKEDIN)
    credential = Credential.objects.get(page=page)
    credential.seal(credential.open() | {"organization": "404"}).save()
    look_at(page)
    look_at(page)
    assert page.health == Health.CONNECTED
    assert page.health_note
    assert page.checked_at
    assert Event.objects.about(page).filter(what="page.troubled").count() == 1


def test_facebook_says_what_is_left_of_its_allowances(connect: Connect) -> None:
    page = look_at(connect(Network.FACEBOOK))
    assert set(page.quota) == {"calls for the page", "calls of the app"}
