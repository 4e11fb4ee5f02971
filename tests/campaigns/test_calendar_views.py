"""The calendar by hours, as an agenda, by markets and pages; on which clock; and what holds for whole days."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Market, Network, User
from campaigns.calendar.bands import Band
from publisher.models import Freeze
from tests.campaigns.test_calendar import NOON, cards, days, many
from tests.cast import page_on

WEEK = "/?view=markets&date=2031-05-14"


@pytest.fixture
def japan(db) -> Market:
    return Market.objects.create(code="JP", name="Japan", time_zone="Asia/Tokyo", languages=["ja"])


@pytest.fixture
def tokyo(aurora, japan):
    return page_on(Network.MASTODON, aurora, japan)


def rows(client, person, address: str = WEEK) -> list[tuple[str, int, list[int]]]:
    """Name, publications in all, and those on each day of the week."""
    client.force_login(person)
    found = client.get(address).context["rows"]
    return [(row.head.name, row.total, [day.total for _, day in row.cells]) for row in found]


def holiday(person, span, clock):
    return [Band("holiday", "San Isidro", date(2031, 5, 15), date(2031, 5, 15), "ES")]


# --- views


def test_markets_are_rows_also_those_that_say_nothing_this_week(client, dieter, ana, madrid_mastodon, paris_mastodon):
    many(madrid_mastodon, ana, 3)
    many(madrid_mastodon, ana, 1, NOON + timedelta(days=1))
    assert rows(client, dieter) == [("France", 0, [0] * 7), ("Spain", 4, [0, 0, 3, 1, 0, 0, 0])]
    answer = client.get(WEEK).content.decode()
    assert answer.count('class="entry is-small') == 3  # the third of Wednesday is behind “+1”
    assert '<a class="day-more" href="?view=day&amp;market=ES&amp;date=2031-05-14">+1' in answer


def test_pages_are_rows_of_their_own_sheets(client, dieter, ana, aurora, spain, madrid_mastodon, madrid_bluesky):
    many(madrid_bluesky, ana, 2)
    found = rows(client, dieter, f"{WEEK}&rows=pages")
    assert found == [("Aurora Spain", 2, [0, 0, 2, 0, 0, 0, 0]), ("Aurora Spain", 0, [0] * 7)]
    for number in range(50):
        page_on(Network.MASTODON, aurora, spain, remote_id=f"more-{number}")
    assert [len(rows(client, dieter, f"{WEEK}&rows=pages&sheet={sheet}")) for sheet in (1, 2)] == [50, 2]


def test_a_person_sees_the_rows_of_their_own_markets(client, ana, madrid_mastodon, paris_mastodon):
    assert [name for name, *_ in rows(client, ana)] == ["Spain"]


def test_the_agenda_passes_over_days_without_anything(client, ana, madrid_mastodon):
    for apart in (0, 3, 14):
        many(madrid_mastodon, ana, 1, NOON + timedelta(days=apart))
    client.force_login(ana)
    answer = client.get("/?view=agenda&date=2031-05-14").content.decode()
    assert re.findall(r'data-day="2031-(.....)"', answer) == ["05-14", "05-17"]
    assert answer.count('class="entry ') == 2


def test_a_day_has_its_hours(client, ana, madrid_mastodon):
    many(madrid_mastodon, ana, 2)
    hours = days(client, ana, "&view=day")[date(2031, 5, 14)].hours
    assert [hour for hour, _ in hours] == list(range(24))
    assert [(hour, len(cards)) for hour, cards in hours if cards] == [(12, 2)]


# --- clocks

AT_NIGHT = datetime(2031, 5, 14, 20, 0, tzinfo=UTC)
"""22:00 in Madrid and Berlin, the next morning at 5 in Tokyo."""


def test_each_publication_stands_where_the_clock_of_its_market_has_it(client, dieter, ana, madrid_mastodon, tokyo):
    many(madrid_mastodon, ana, 1, AT_NIGHT)
    many(tokyo, ana, 1, AT_NIGHT)
    mine = [(card.market, card.clock, card.market_clock) for card in cards(client, dieter)]
    assert mine == [("ES", "22:00", ""), ("JP", "22:00", "05:00")]
    found = days(client, dieter, "&clock=each")
    for day, market, clock in ((14, "ES", "22:00"), (15, "JP", "05:00")):
        (card,) = found[date(2031, 5, day)].cards
        assert (card.market, card.clock, card.market_clock) == (market, clock, "")


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
def test_the_clocks_furthest_from_ours_lose_nothing_at_the_edges(zone, client, dieter, ana, aurora, tokyo):
    market = Market.objects.create(code="ZZ", name="Far", time_zone=zone, languages=["en"])
    page = page_on(Network.MASTODON, aurora, market)
    first = datetime(2031, 5, 14, tzinfo=market.zone)
    for minutes in (-1, 0, 24 * 60 - 1, 24 * 60):
        many(page, ana, 1, (first + timedelta(minutes=minutes)).astimezone(UTC))
    found = cards(client, dieter, "&view=day&clock=each")
    assert [card.clock for card in found] == ["00:00", "23:59"]


def test_a_clock_is_offered_where_it_shows_another_time(client, ana, dieter, madrid_mastodon, tokyo, spain):
    def offered(person, query=""):
        client.force_login(person)
        return [name for name, _ in client.get(f"/{query}").context["filters"].fields["clock"].choices if name]

    assert (offered(dieter), offered(dieter, "?market=JP")) == (["each"], ["market", "each"])
    assert offered(ana) == []  # the one market is her own
    User.objects.filter(pk=ana.pk).update(time_zone="Asia/Tokyo")
    assert offered(ana) == ["market"]


def test_the_one_market_that_is_shown_has_its_own_clock(client, dieter, ana, madrid_mastodon, tokyo):
    many(tokyo, ana, 1, AT_NIGHT)
    found = days(client, dieter, "&market=JP&clock=market")
    assert [card.clock for card in found[date(2031, 5, 15)].cards] == ["05:00"]
    answer = client.get("/?date=2031-05-14&clock=market")  # of which market, nobody said
    assert [card.clock for day in answer.context["days"] for card in day.cards] == ["22:00"]
    assert "Time in Japan" not in answer.content.decode()


# --- bands


def test_a_freeze_lies_over_the_days_on_which_it_held(client, ana, dieter, aurora, spain, france, madrid_mastodon):
    def frozen(market, set_at, lifted_at):
        freeze = Freeze.objects.create(brand=aurora, market=market, reason="A crisis", by=dieter)
        Freeze.objects.filter(pk=freeze.pk).update(set_at=set_at, lifted_at=lifted_at)

    frozen(spain, NOON, NOON + timedelta(days=1))
    frozen(spain, NOON + timedelta(days=10), None)
    frozen(spain, NOON - timedelta(days=90), NOON - timedelta(days=80))
    frozen(france, NOON, None)
    laid = {day: [band.label for band in shown.bands] for day, shown in days(client, ana).items() if shown.bands}
    assert sorted(laid) == [date(2031, 5, day) for day in (14, 15, *range(24, 32))] + [date(2031, 6, 1)]
    assert laid[date(2031, 5, 14)] == ["Frozen (Aurora, Spain): A crisis"]


def test_what_holds_in_one_market_lies_over_its_row_and_what_holds_everywhere_over_the_column(
    client, dieter, madrid_mastodon, paris_mastodon, settings
):
    settings.BANDS = ["publisher.bands.freezes", f"{__name__}.holiday"]
    everywhere = Freeze.objects.create(reason="Everything stops", by=dieter)
    client.force_login(dieter)
    Freeze.objects.filter(pk=everywhere.pk).update(set_at=NOON, lifted_at=NOON)
    context = client.get(WEEK).context
    assert [[band.kind for band in column.bands] for column in context["columns"]] == [
        [], [], ["freeze"], [], [], [], []
    ]  # fmt: skip
    laid = {row.head.market: [len(day.bands) for _, day in row.cells] for row in context["rows"]}
    assert laid == {"FR": [0] * 7, "ES": [0, 0, 0, 1, 0, 0, 0]}
    assert "San Isidro" not in client.get("/?date=2031-05-14&market=FR").content.decode()
    assert "San Isidro" in client.get("/?date=2031-05-14&market=ES").content.decode()


def test_words_of_people_are_escaped_on_every_card(client, ana, madrid_mastodon):
    (publication,) = many(madrid_mastodon, ana, 1)
    publication.post.text = publication.page.name = "<script>&"
    publication.post.save()
    publication.page.save()
    client.force_login(ana)
    for view in ("month", "agenda", "markets", "markets&rows=pages"):
        answer = client.get(f"/?date=2031-05-14&view={view}").content.decode()
        assert "<script>&" not in answer
        assert answer.count("&lt;script&gt;&amp;") >= 2


def test_only_what_may_be_moved_says_from_when(client, ana, bruno, gwen, madrid_mastodon, write):
    many(madrid_mastodon, ana, 1)
    assert [[card.movable for card in cards(client, person)] for person in (ana, bruno, gwen)] == [
        [True], [False], [False]
    ]  # fmt: skip
    post = write(madrid_mastodon)
    post.publications.update(at=timezone.now() - timedelta(minutes=1), wall=datetime(2031, 5, 14, 9))
    day = timezone.now().astimezone(ana.zone).date().isoformat()
    client.force_login(ana)
    assert [card.movable for day in client.get(f"/?date={day}").context["days"] for card in day.cards] == [False]
