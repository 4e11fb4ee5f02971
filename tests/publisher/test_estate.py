"""The health of all pages: what needs care first, and why."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Brand, Health, Market, Network, Page, User
from publisher import estate
from publisher.models import Attempt, Delivery, Hold
from publisher.networks import NETWORKS
from publisher.networks.base import Budget, Of, Scope
from tests.cast import Write, page_on
from tests.world import refused


def told(client: Client, person: User, query: str = "") -> list[estate.Condition]:
    client.force_login(person)
    return list(client.get(f"/pages/health{query}").context["sheet"])


def only(client: Client, person: User) -> estate.Condition:
    [condition] = told(client, person)
    return condition


def sentences(condition: estate.Condition) -> list[str]:
    return [care.sentence for care in condition.cares]


def on(page: Page, **changes: object) -> None:
    Page.objects.filter(pk=page.pk).update(**changes)


def days(number: float) -> timedelta:
    return timedelta(days=number, minutes=1)


@pytest.fixture
def lay(write: Write, approve: Callable) -> Callable[..., Delivery]:
    """A delivery of the page in that state."""

    def laid(page: Page, state: str, **changes: object) -> Delivery:
        delivery = refused(approve(write(page)).publications.get(state="scheduled"))
        Delivery.objects.filter(pk=delivery.pk).update(state=state, **changes)
        return delivery

    return laid


def test_what_is_well_says_so(client: Client, ana: User, madrid_mastodon: Page) -> None:
    condition = only(client, ana)
    assert (condition.score, sentences(condition), condition.days_left) == (0, [], None)
    assert "All is well" in client.get("/pages/health").content.decode()


def test_a_person_sees_their_own_pages_and_not_those_out_of_use(
    client: Client, ana: User, madrid_mastodon: Page, madrid_bluesky: Page, paris_mastodon: Page
) -> None:
    on(madrid_bluesky, is_active=False)
    assert [condition.page for condition in told(client, ana)] == [madrid_mastodon]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"health": Health.RECONNECT, "health_note": "The token was revoked."}, "The token was revoked."),
        ({"health": Health.UNCONNECTED}, "It is not connected yet."),
        ({"health_note": "The account is locked."}, "The account is locked."),
        ({"lacks": ["pins:write"]}, "Marquee lacks rights: pins:write. Connect the page again and grant them."),
        ({"token_expires_at": 14}, "Its token ends in 14 days. Connect the page again before."),
        ({"token_expires_at": 1}, "Its token ends in 1 day. Connect the page again before."),
        ({"token_expires_at": 0}, "Its token ends within a day. Connect the page again before."),
        ({"token_expires_at": 15}, None),
        ({"token_expires_at": 1, "renews": True}, None),
        ({"token_expires_at": 1, "renews": True, "refresh_expires_at": 2}, "Its token ends in 2 days."),
        ({"quota": {"calls": [92, 100, None]}}, "92 % of its allowance is used (calls)."),
        ({"quota": {"calls": [92, 100, "2020-01-01T00:00:00+00:00"]}}, None),
    ],
)
def test_what_needs_care_is_a_sentence_with_points(
    changes: dict, sentence: str | None, client: Client, ana: User, madrid_mastodon: Page
) -> None:
    now = timezone.now()
    times = {name: now + days(value) for name, value in changes.items() if name.endswith("_expires_at")}
    on(madrid_mastodon, **(changes | times))
    condition = only(client, ana)
    if sentence is None:
        assert sentences(condition) == []
        return
    assert sentences(condition)[0].startswith(sentence)
    assert condition.score > 0


def test_deliveries_at_risk_are_counted(
    client: Client, ana: User, lay: Callable[..., Delivery], madrid_mastodon: Page
) -> None:
    for state in ("unsure", "unproven", "missed", "refused", "queued", "published"):
        lay(madrid_mastodon, state, published_at=timezone.now())
    condition = only(client, ana)
    assert sentences(condition) == ["3 posts on the desk.", "1 post being looked up."]
    assert dict(condition.at_risk) == {"unsure": 1, "unproven": 1, "missed": 1, "refused": 1}
    on(madrid_mastodon, health=Health.RECONNECT)
    assert "1 post held until somebody sees to it." in sentences(only(client, ana))
    on(madrid_mastodon, health=Health.CONNECTED)
    Hold.objects.create(home=madrid_mastodon.home, until=timezone.now(), strikes=6)
    condition = only(client, ana)
    assert "1 post cannot go out just now: the network wants a rest." in sentences(condition)
    assert dict(condition.at_risk)["held"] == 1


def test_a_page_that_waits_for_a_word_says_so(client: Client, ana: User, madrid_mastodon: Page) -> None:
    until = timezone.now() + timedelta(minutes=5)
    Hold.objects.create(home=madrid_mastodon.home, page=madrid_mastodon, kind="reconnect", until=until)
    assert sentences(only(client, ana)) == ["It is connected again. Say on the desk whether what waited goes out."]


def test_a_page_that_fell_silent_is_named(
    client: Client, ana: User, lay: Callable[..., Delivery], madrid_mastodon: Page
) -> None:
    lay(madrid_mastodon, "published", published_at=timezone.now() - days(20))
    condition = only(client, ana)
    assert (condition.silent_days, sentences(condition)) == (20, ["Nothing went out for 20 days."])


def test_where_the_network_says_nothing_our_own_ledger_does(
    client: Client, ana: User, lay: Callable[..., Delivery], madrid_bluesky: Page
) -> None:
    delivery = lay(madrid_bluesky, "published", published_at=timezone.now())
    started = timezone.now() - timedelta(minutes=30)
    Attempt.objects.bulk_create(
        Attempt(delivery=delivery, page=madrid_bluesky, fence=n, worker="w", started_at=started, outcome="published")
        for n in range(1280)
    )
    [first, *_] = only(client, ana).allowances
    assert (first.name, first.used, first.limit, first.percent) == ("posts in an hour", 1280, 1600, 80)
    assert "80 % of its allowance is used (posts in an hour)." in sentences(only(client, ana))


def test_what_was_set_for_marquee_stands_beside_what_the_network_says(
    client: Client, ana: User, madrid_mastodon: Page, settings: Any
) -> None:
    settings.BUDGETS = {"mastodon": [Budget(10, 86_400)]}
    on(madrid_mastodon, quota={"posts": [30, 300, None]})
    found = only(client, ana).allowances
    assert [(one.name, one.used, one.limit) for one in found] == [("posts", 30, 300), ("posts in a day", 0, 10)]
    assert all(name in client.get("/pages/health").content.decode() for name in ("posts in a day", "10 %"))


@pytest.mark.parametrize("network", list(Network))
def test_every_page_shows_how_much_is_used(
    network: str, client: Client, ana: User, aurora: Brand, spain: Market
) -> None:
    page_on(network, aurora, spain)
    assert only(client, ana).allowances
    assert "Not told" not in client.get("/pages/health").content.decode()


def test_what_needs_care_comes_first(client: Client, erika: User, aurora: Brand, spain: Market) -> None:
    pages = {name: page_on(Network.MASTODON, aurora, spain, remote_id=name) for name in ("a fine", "ends", "lost")}
    on(pages["ends"], token_expires_at=timezone.now() + days(5))
    on(pages["lost"], health=Health.RECONNECT)
    assert [condition.page for condition in told(client, erika)] == [pages[name] for name in ("lost", "ends", "a fine")]


def test_filters_stand_in_the_address(
    client: Client, dieter: User, madrid_mastodon: Page, madrid_bluesky: Page, paris_mastodon: Page
) -> None:
    found = told(client, dieter, "?market=ES&network=bluesky&brand=aurora")
    assert [condition.page for condition in found] == [madrid_bluesky]


def test_the_remedy_is_one_click_for_who_may_connect(
    client: Client, ana: User, erika: User, madrid_mastodon: Page, madrid_bluesky: Page
) -> None:
    Page.objects.update(health=Health.RECONNECT)
    client.force_login(ana)
    shown = client.get("/pages/health").content.decode()
    assert "Ask an administrator" in shown
    assert "/connection" not in shown
    client.force_login(erika)
    shown = client.get("/pages/health").content.decode()
    assert f'<form method="post" action="/pages/{madrid_mastodon.pk}/connection">' in shown
    assert f'<a class="button is-small" href="/pages/{madrid_bluesky.pk}/connection">' in shown


def test_money_is_counted_by_ourselves_as_the_network_tells_nobody(
    client: Client,
    ana: User,
    aurora: Brand,
    spain: Market,
    lay: Callable[..., Delivery],
    settings,
) -> None:
    page = page_on(Network.X, aurora, spain)
    delivery = lay(page, "published", published_at=timezone.now())
    for fence, (cost, outcome) in enumerate([(200, "published"), (15, ""), (200, "refused"), (200, "later")]):
        Attempt.objects.create(delivery=delivery, page=page, fence=fence, worker="w", outcome=outcome, cost=cost)
    money = only(client, ana).allowances[-1]
    assert (money.name, money.used, money.percent) == ("US dollars in 30 days, all pages there", 0.215, None)
    settings.BUDGETS = {"x": [Budget(250, 30 * 86_400, Scope.HOME, of=Of.MONEY)]}
    assert "86 % of its allowance is used (US dollars in 30 days, all pages there)." in sentences(only(client, ana))


def test_units_uploads_and_reels_are_counted_by_ourselves(
    client: Client, ana: User, madrid_mastodon: Page, lay: Callable[..., Delivery], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As YouTube has them, on a network that takes words."""
    monkeypatch.setattr(NETWORKS[Network.MASTODON], "budgets", NETWORKS[Network.YOUTUBE].budgets, raising=False)
    page, delivery = madrid_mastodon, lay(madrid_mastodon, "published", published_at=timezone.now())
    for fence, (cost, hours) in enumerate([(50, 0), (51, 0), (50, 49)]):
        made = Attempt.objects.create(delivery=delivery, page=page, fence=fence, worker="w", cost=cost)
        Attempt.objects.filter(pk=made.pk).update(started_at=timezone.now() - timedelta(hours=hours))
    uploads, units = only(client, ana).allowances
    assert (uploads.name, uploads.used, uploads.limit) == ("posts in a day, all pages there", 2, 100)
    assert (units.name, units.used, units.limit) == ("units in a day, all pages there", 101, 10_000)
    assert units.resets_at
    assert timedelta(0) < units.resets_at - timezone.now() <= timedelta(hours=25, minutes=1)


def test_reels_stand_beside_what_facebook_says(client: Client, ana: User, aurora: Brand, spain: Market) -> None:
    on(page_on(Network.FACEBOOK, aurora, spain), quota={"calls for the page": [3, 100, None]})
    assert [one.name for one in only(client, ana).allowances] == ["calls for the page", "reels in a day"]


def test_htmx_gets_the_list_alone(client: Client, ana: User, madrid_mastodon: Page) -> None:
    client.force_login(ana)
    part = client.get("/pages/health", headers={"HX-Request": "true"})
    assert part.content.strip().startswith(b'<div id="estate"')
    assert "HX-Request" in part["Vary"]


def test_the_number_of_queries_does_not_grow_with_the_pages(
    client: Client,
    dieter: User,
    aurora: Brand,
    spain: Market,
    django_assert_max_num_queries: Callable,
    django_assert_num_queries: Callable,
) -> None:
    client.force_login(dieter)
    page_on(Network.MASTODON, aurora, spain)
    with django_assert_max_num_queries(16) as first:
        client.get("/pages/health")
    for number in range(120):
        on(page_on(Network.BLUESKY, aurora, spain, remote_id=str(number)), health=Health.RECONNECT)
    with django_assert_num_queries(len(first)):
        content = client.get("/pages/health").content.decode()
    assert "1–50 of 121" in content
