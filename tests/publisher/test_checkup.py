"""The daily look at pages: tokens renewed in time, once, and kept before they are used."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import App, Credential, Event, Health, Network, Page
from publisher import checkup, connections, renewals
from publisher.models import Delivery
from publisher.networks import NETWORKS as ADAPTERS
from tests.peer import Sandbox
from tests.publisher.conftest import NETWORKS, Connect, work

RENEWING = {
    Network.PINTEREST: (30, 60),
    Network.LINKEDIN: (60, 365),
    Network.INSTAGRAM: (60, 60),
    Network.THREADS: (60, 60),
    Network.TIKTOK: (0, 180),
}
"""How many days a renewed token lives, and what renews it."""
FOR_HOURS = {Network.BLUESKY: 2, Network.X: 2, Network.YOUTUBE: 1}
"""How many hours their tokens live; nobody says how long what renews them does."""


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


@pytest.fixture
def of_any_age(sandbox: Sandbox) -> Iterator[None]:
    """Instagram and Threads renew tokens that were given just now, too."""
    with sandbox.set(meta_token_age=0):
        yield


def grown(page: Page) -> Page:
    """A token that is to be renewed by the day is, if it is one."""
    credential = Credential.objects.get(page=page)
    due = {name: timezone.now().isoformat() for name in credential.open() if name == "renew_at"}
    credential.seal(credential.open() | due).save()
    return page


@pytest.fixture
def sisters(connect: Connect) -> tuple[Page, Page]:
    """Two boards of one login at Pinterest, and a board of another login beside them."""
    one, other = connect(Network.PINTEREST), connect(Network.PINTEREST)
    connect(Network.PINTEREST)
    theirs, mine = Credential.objects.get(page=other), secret_of(one)
    theirs.seal(theirs.open() | {name: mine[name] for name in ("token", "refresh")}).save()
    return one, other


def test_pages_of_one_login_get_the_new_token_together(sisters: tuple[Page, Page]) -> None:
    """A refresh token of Pinterest works once: who used it alone would take it from the others."""
    one, other = sisters
    before = {page: secret_of(page) for page in Page.objects.all()}
    renewals.renew(one.pk, before[one])
    assert {page for page in before if secret_of(page) != before[page]} == {one, other}
    assert secret_of(other)["refresh"] == secret_of(one)["refresh"]
    assert secret_of(other)["board"] == before[other]["board"]
    other.refresh_from_db()
    assert other.token_expires_at > timezone.now() + timedelta(days=29)


def test_two_pages_of_one_login_that_renew_at_once_ask_once(sisters: tuple[Page, Page], sandbox: Sandbox) -> None:
    stale = {page: secret_of(page) for page in sisters}
    sandbox.fault("delay", operation="auth", network=Network.PINTEREST, seconds=0.3)
    start = threading.Barrier(2)

    def renews(page: Page) -> None:
        start.wait(20)
        renewals.renew_apart(page.pk, stale[page])

    workers = [threading.Thread(target=renews, args=[page]) for page in sisters]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert hits(sandbox) == 1
    assert len({secret_of(page)["token"] for page in sisters}) == 1


@pytest.mark.parametrize("network", NETWORKS)
def test_every_page_is_found_well(network: str, connect: Connect) -> None:
    page = look_at(connect(network))
    assert (page.health, page.health_note, page.lacks) == (Health.CONNECTED, "", [])


@pytest.mark.parametrize("network", RENEWING)
@pytest.mark.usefixtures("of_any_age")
def test_what_renews_a_token_says_how_long_both_live(network: Network, connect: Connect) -> None:
    page = look_at(grown(connect(network)))
    ends = (page.token_expires_at, page.refresh_expires_at)
    assert tuple(round((moment - timezone.now()) / timedelta(days=1)) for moment in ends) == RENEWING[network]
    assert page.ends_at == page.refresh_expires_at


@pytest.mark.parametrize("network", FOR_HOURS)
def test_a_token_for_hours_is_renewed_whenever_it_has_to_be(network: Network, connect: Connect) -> None:
    page = look_at(connect(network))
    assert round((page.token_expires_at - timezone.now()) / timedelta(hours=1)) == FOR_HOURS[network]
    assert (page.renews, page.ends_at) == (True, None)


@pytest.mark.parametrize("network", FOR_HOURS)
def test_a_token_that_will_have_ended_is_renewed_before_the_minute(
    network: str, connect: Connect, due: Callable[..., Delivery], sandbox: Sandbox
) -> None:
    """While the post is prepared: so the one call at its time is taken at once."""
    page = connect(network)
    before = secret_of(page)
    Page.objects.update(token_expires_at=timezone.now() + timedelta(minutes=5), renews=True)
    delivery = due(page)
    with sandbox.set(film_processing=0):
        work(network)
    assert secret_of(page) != before
    assert [attempt.outcome for attempt in delivery.attempts.all()] == ["published"]
    page.refresh_from_db()
    assert page.token_expires_at > timezone.now() + timedelta(minutes=30)


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


@pytest.mark.parametrize("network", [*RENEWING, *FOR_HOURS])
@pytest.mark.usefixtures("of_any_age")
def test_two_who_renew_at_once_ask_the_network_once(network: str, connect: Connect, sandbox: Sandbox) -> None:
    page = connect(network)
    stale = secret_of(page)
    sandbox.fault("delay", operation="auth", network=network, seconds=0.3)
    start = threading.Barrier(2)

    def renews() -> None:
        start.wait(20)
        renewals.renew_apart(page.pk, stale)

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


def test_what_was_set_goes_before_what_the_network_or_its_documents_say(connect: Connect, settings: Any) -> None:
    settings.LIMITS = {"linkedin": {"characters": 100, "image_bytes": 8_000_000}, "youtube": {"seconds": 60}}
    page, channel = look_at(connect(Network.LINKEDIN)), look_at(connect(Network.YOUTUBE))
    network = ADAPTERS[Network.LINKEDIN]
    assert (page.limits, channel.limits["seconds"]) == ({"characters": 100, "image_bytes": 8_000_000}, 60)
    assert (network.count("a", page.limits).limit, network.picture_rules(page.limits).size) == (100, 8_000_000)
    assert connections.open_door().limits == settings.LIMITS


def test_facebook_says_what_is_left_of_its_allowances(connect: Connect) -> None:
    page = look_at(connect(Network.FACEBOOK))
    assert set(page.quota) == {"calls for the page", "calls of the app"}


def test_facebook_tells_its_app_until_when_the_consent_holds_and_what_was_taken_away(
    connect: Connect, sandbox: Sandbox
) -> None:
    page = connect(Network.FACEBOOK)
    App.objects.keep(Network.FACEBOOK, page.home, "sandbox", "sandbox secret")
    with sandbox.set(facebook_reads_only=1):
        look_at(page)
    assert page.lacks == ["pages_manage_posts"]
    assert round((page.ends_at - timezone.now()) / timedelta(days=1)) == 90


def test_a_page_whose_app_is_another_now_is_well_all_the_same(connect: Connect) -> None:
    page = connect(Network.FACEBOOK)
    App.objects.keep(Network.FACEBOOK, page.home, "sandbox", "another secret")
    assert (look_at(page).health, page.health_note, page.ends_at) == (Health.CONNECTED, "", None)


@pytest.mark.parametrize("network", [Network.INSTAGRAM, Network.THREADS, Network.WEIBO])
def test_what_is_left_is_asked_for_where_a_page_may_ask(network: str, connect: Connect) -> None:
    assert look_at(connect(network)).quota
