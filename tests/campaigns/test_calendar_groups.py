"""One card for the publications of one post at one minute: what it shows, and what is done to it is done to all."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Market, Membership, Network, Page, Role, User
from campaigns.calendar.card import Card
from campaigns.draft import Draft
from campaigns.models import Post, Publication
from tests import seeing
from tests.campaigns.test_calendar import cards, days
from tests.cast import page_on, plan
from tests.world import refused

NOON = datetime(timezone.now().year + 1, 5, 14, 12)
MONTH = f"&date={NOON:%Y-%m-%d}"


@pytest.fixture
def noon(write, madrid_mastodon, madrid_bluesky) -> Post:
    """On two pages at once."""
    post: Post = write(madrid_mastodon, madrid_bluesky, at=NOON.replace(tzinfo=madrid_mastodon.market.zone))
    return post


def by_head_office(dieter: User, *pages: Page, hour: int = 12) -> Post:
    """A post on pages of several markets, at one instant."""
    plans = tuple(plan(page, NOON.replace(hour=hour, tzinfo=pages[0].market.zone)) for page in pages)
    return Post.write(dieter, pages[0].brand, pages[0].market, Draft("Hola", plan=plans))


def sizes(shown: list[Card]) -> list[int]:
    return [len(card.all) for card in shown]


@pytest.mark.parametrize(("view", "expected"), [("month", [2]), ("week", [2]), ("day", [1, 1]), ("agenda", [2])])
def test_a_post_on_two_pages_at_one_minute_is_one_card_but_on_a_day_by_itself(view, expected, client, ana, noon):
    assert sizes(cards(client, ana, f"{MONTH}&view={view}")) == expected


@pytest.mark.parametrize(("rows", "expected"), [("markets", 1), ("pages", 2)])
def test_the_row_of_a_market_has_one_card_too_and_those_of_its_pages_each_their_own(rows, expected, client, ana, noon):
    client.force_login(ana)
    answer = client.get(f"/?view=markets&rows={rows}{MONTH}").content.decode()
    assert answer.count('class="entry is-small') == expected


def test_the_card_names_its_networks_and_markets_and_leads_to_the_post(
    client, dieter, noon, madrid_mastodon, paris_mastodon
):
    (card,) = cards(client, dieter, MONTH)
    assert (card.each("network"), card.each("market")) == (["mastodon", "bluesky"], ["ES"])
    answer = client.get(f"/?date={NOON:%Y-%m-%d}").content.decode()
    assert answer.count(f'href="/posts/{noon.pk}"') == 1
    assert '<use href="#network-mastodon"/></svg><svg class="network network-bluesky"' in answer
    by_head_office(dieter, madrid_mastodon, paris_mastodon, hour=20)
    assert '<span class="entry-place">ES FR</span>' in client.get(f"/?date={NOON:%Y-%m-%d}").content.decode()


def test_of_many_networks_it_says_how_many_more(client, ana, aurora, spain, write):
    pages = [page_on(network, aurora, spain) for network in Network.values[:6]]
    write(*pages, at=NOON.replace(tzinfo=spain.zone))
    client.force_login(ana)
    answer = client.get(f"/?date={NOON:%Y-%m-%d}").content.decode()
    assert "</svg> +2 <span" in answer


def test_another_minute_another_post_and_another_state_are_other_cards(client, ana, noon, write, madrid_mastodon):
    write(madrid_mastodon, at=NOON.replace(tzinfo=madrid_mastodon.market.zone))
    assert sizes(cards(client, ana, MONTH)) == [2, 1]
    first, second = noon.publications.order_by("pk")
    Publication.objects.filter(pk=first.pk).update(at=first.at + timedelta(minutes=1))
    assert sizes(cards(client, ana, MONTH)) == [1, 1, 1]
    Publication.objects.filter(pk=first.pk).update(at=first.at)
    Publication.objects.filter(pk=second.pk).update(state=Publication.State.CANCELLED)
    assert sizes(cards(client, ana, MONTH)) == [1, 1, 1]


def test_a_network_that_refused_stands_alone(client, ana, spain, approve, noon):
    approve(noon)
    delivery = refused(noon.publications.get(page__network="bluesky"))
    Publication.objects.filter(pk=delivery.publication_id).update(at=NOON.replace(tzinfo=spain.zone))
    assert [(card.state, len(card.all)) for card in cards(client, ana, MONTH)] == [("scheduled", 2), ("refused", 1)]


def test_a_busy_day_shows_more_posts_and_counts_what_is_behind(client, ana, write, madrid_mastodon, madrid_bluesky):
    for minute in range(5):
        write(madrid_mastodon, madrid_bluesky, at=NOON.replace(minute=minute, tzinfo=madrid_mastodon.market.zone))
    day = days(client, ana, MONTH)[NOON.date()]
    assert (sizes(day.cards), day.total, day.more) == ([2, 2, 2], 10, 4)


def test_in_each_markets_time_what_is_at_one_wall_time_is_one_card(client, dieter, aurora, madrid_mastodon):
    japan = Market.objects.create(code="JP", name="Japan", time_zone="Asia/Tokyo", languages=["ja"])
    tokyo = page_on(Network.MASTODON, aurora, japan)
    post = by_head_office(dieter, madrid_mastodon, tokyo)
    (card,) = cards(client, dieter, MONTH)
    assert (len(card.all), card.has_one_clock) == (2, False)
    assert sizes(cards(client, dieter, f"{MONTH}&clock=each")) == [1, 1]
    at = post.publications.get(page=tokyo).at - timedelta(hours=7)
    Publication.objects.filter(post=post, page=tokyo).update(wall=NOON, at=at)
    assert sizes(cards(client, dieter, f"{MONTH}&clock=each")) == [2]
    assert sizes(cards(client, dieter, MONTH)) == [1, 1]


def test_it_is_movable_only_as_a_whole_and_holds_only_what_one_sees(
    client, ana, dieter, aurora, madrid_mastodon, paris_mastodon
):
    by_head_office(dieter, madrid_mastodon, paris_mastodon)
    assert [(len(card.all), card.movable) for card in cards(client, dieter, MONTH)] == [(2, True)]
    assert [(len(card.all), card.movable) for card in cards(client, ana, MONTH)] == [(1, True)]
    Membership.objects.create(user=ana, role=Role.ANALYST, brand=aurora)
    assert [(len(card.all), card.movable) for card in cards(client, ana, MONTH)] == [(2, False)]


def test_groups_cost_no_more_queries_the_more_there_are(
    client, dieter, write, madrid_mastodon, madrid_bluesky, django_assert_max_num_queries, django_assert_num_queries
):
    client.force_login(dieter)
    address = f"/?date={NOON:%Y-%m-%d}"

    def write_some(minutes: range) -> None:
        for minute in minutes:
            write(madrid_mastodon, madrid_bluesky, at=NOON.replace(minute=minute, tzinfo=madrid_mastodon.market.zone))

    write_some(range(1))
    with django_assert_max_num_queries(15) as first:
        client.get(address)
    write_some(range(1, 8))
    with django_assert_num_queries(len(first)):
        client.get(address)


# --- by hand


def test_a_card_of_two_is_carried_as_one_and_brought_back(page, live_server, ana, noon) -> None:
    seeing.enter(page, live_server.url, ana)
    page.set_viewport_size(seeing.DESK)
    page.goto(f"{live_server.url}/?date={NOON:%Y-%m-%d}")
    page.locator(".entry[data-all]").hover()
    page.mouse.down()
    page.locator(f"[data-day='{NOON:%Y}-05-21']").first.hover()
    page.mouse.up()
    page.get_by_text("Moved on 2 pages.").wait_for()
    assert walls(noon) == {NOON + timedelta(days=7)}
    page.get_by_role("button", name="Undo").click()
    page.locator(f"[data-day='{NOON:%Y}-05-14'] .entry").wait_for()
    assert walls(noon) == {NOON}


def test_a_card_of_two_is_chosen_as_two(page, live_server, ana, noon) -> None:
    seeing.enter(page, live_server.url, ana)
    page.set_viewport_size(seeing.DESK)
    page.goto(f"{live_server.url}/?date={NOON:%Y-%m-%d}")
    page.locator(".entry").click(modifiers=["Control"])
    bar = page.get_by_role("region", name="Chosen publications")
    bar.get_by_text("2 chosen").wait_for()
    assert seeing.barriers(page) == []
    bar.get_by_role("button", name="Move").click()
    page.get_by_text("Moved on 2 pages.").wait_for()
    assert walls(noon) == {NOON + timedelta(days=1)}


def walls(post: Post) -> set[datetime]:
    return set(post.publications.values_list("wall", flat=True))
