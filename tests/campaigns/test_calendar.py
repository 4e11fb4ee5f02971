"""The calendar: all publications one may see, in one's own zone, quick however many there are."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import translation

from accounts.models import Page, User
from campaigns.calendar.card import Card
from campaigns.calendar.days import Day
from campaigns.calendar.span import Span
from campaigns.models import Attachment, Post, Publication, Variant
from publisher.models import Delivery
from tests.cast import from_utc
from tests.world import refused

NOON = datetime(2031, 5, 14, 10, 0, tzinfo=UTC)
"""Wednesday, 12:00 in Madrid and Berlin."""


def days(client: Client, person: User, query: str = "") -> dict[date, Day]:
    client.force_login(person)
    return {day.date: day for day in client.get(f"/?date=2031-05-14{query}").context["days"]}


def cards(client: Client, person: User, query: str = "") -> list[Card]:
    return [card for day in days(client, person, query).values() for card in day.cards]


def many(page: Page, author: User, number: int, at: datetime = NOON) -> list[Publication]:
    """Drafts for the page, all at once: what a burst looks like to the calendar."""
    wall, fold = from_utc(at, page.market.time_zone)
    posts = [
        Post(brand=page.brand, market=page.market, author=author, last_editor=author, text="Hola")
        for _ in range(number)
    ]
    times = {"page": page, "wall": wall, "zone": page.market.time_zone, "fold": fold, "at": at}
    return Publication.objects.bulk_create(Publication(post=post, **times) for post in Post.objects.bulk_create(posts))


def test_a_person_sees_the_publications_of_their_own_market(client, ana, madrid_mastodon, paris_mastodon):
    (mine,) = many(madrid_mastodon, ana, 1)
    many(paris_mastodon, ana, 1)
    assert [card.pk for card in cards(client, ana)] == [mine.pk]


@pytest.mark.parametrize(
    ("zone", "day", "clock", "market_clock", "apart"),
    [
        ("Europe/Madrid", 14, "12:00", "", ""),
        ("America/Los_Angeles", 14, "03:00", "12:00", ""),
        ("Pacific/Auckland", 14, "22:00", "12:00", ""),
        ("Pacific/Kiritimati", 15, "00:00", "12:00", "−1"),
    ],
)
def test_times_are_shown_in_the_persons_own_zone_and_the_markets_beside_it(
    zone, day, clock, market_clock, apart, client, ana, madrid_mastodon
):
    many(madrid_mastodon, ana, 1)
    ana.time_zone = zone
    ana.save()
    (card,) = days(client, ana)[date(2031, 5, day)].cards
    assert (card.clock, card.market_clock, card.days_apart) == (clock, market_clock, apart)


def test_a_day_is_the_persons_day_even_when_clocks_change(client, ana, madrid_mastodon):
    first, last = datetime(2031, 3, 29, 23, 0, tzinfo=UTC), datetime(2031, 3, 30, 21, 59, tzinfo=UTC)
    for at in (first - timedelta(minutes=1), first, last, last + timedelta(minutes=1)):
        many(madrid_mastodon, ana, 1, at)
    shown = days(client, ana, "&view=day&date=2031-03-30")
    assert [card.local.astimezone(UTC) for card in shown[date(2031, 3, 30)].cards] == [first, last]


@pytest.mark.parametrize(
    ("view", "first", "last", "previous", "following"),
    [
        ("month", date(2031, 4, 28), date(2031, 6, 1), date(2031, 4, 1), date(2031, 6, 1)),
        ("week", date(2031, 5, 12), date(2031, 5, 18), date(2031, 5, 7), date(2031, 5, 21)),
        ("day", date(2031, 5, 14), date(2031, 5, 14), date(2031, 5, 13), date(2031, 5, 15)),
        ("agenda", date(2031, 5, 14), date(2031, 5, 27), date(2031, 4, 30), date(2031, 5, 28)),
        ("markets", date(2031, 5, 12), date(2031, 5, 18), date(2031, 5, 7), date(2031, 5, 21)),
    ],
)
def test_weeks_start_on_monday_and_a_month_shows_whole_weeks(view, first, last, previous, following):
    span = Span(view, date(2031, 5, 14))
    assert (span.days[0], span.days[-1], span.previous, span.next) == (first, last, previous, following)


def test_where_people_begin_the_week_on_sunday_the_calendar_does_too():
    with translation.override("pt-br"):
        week, month = Span("week", date(2031, 5, 14)), Span("month", date(2031, 6, 1))
        assert (week.days[0], week.days[-1]) == (date(2031, 5, 11), date(2031, 5, 17))
        assert (month.days[0], month.days[-1]) == (date(2031, 6, 1), date(2031, 7, 5))


@pytest.mark.parametrize(
    "query", ["date=nonsense", "date=0001-01-01", "date=9999-12-31", "view=decade", "view=day&skip=-1"]
)
def test_an_address_that_means_nothing_shows_today(query, client, ana):
    client.force_login(ana)
    answer = client.get(f"/?{query}")
    assert answer.status_code == 200
    assert answer.context["span"].day == answer.context["today"]


def test_a_full_day_shows_its_first_few_and_opens_as_a_list(client, ana, madrid_mastodon):
    publications = many(madrid_mastodon, ana, 70)
    day = days(client, ana)[date(2031, 5, 14)]
    assert ([card.pk for card in day.cards], day.more) == ([p.pk for p in publications[:3]], 67)
    assert len(cards(client, ana, "&view=week")) == 12
    assert len(cards(client, ana, "&view=day")) == 60
    assert [card.pk for card in cards(client, ana, "&view=day&skip=60")] == [p.pk for p in publications[60:]]


def test_filters_stand_in_the_address_and_stay_there(
    client, dieter, ana, madrid_mastodon, madrid_bluesky, paris_mastodon
):
    for page in (madrid_mastodon, madrid_bluesky, paris_mastodon):
        many(page, ana, 1)
    assert [card.market for card in cards(client, dieter, "&market=FR")] == ["FR"]
    assert [card.network for card in cards(client, dieter, "&network=bluesky")] == ["bluesky"]
    assert len(cards(client, dieter, "&brand=aurora&market=XX")) == 3
    answer = client.get("/?view=week&date=2031-05-14&market=FR&state=draft")
    assert answer.context["links"]["next"] == "?view=week&market=FR&state=draft&date=2031-05-21"
    assert answer.context["links"]["clear"] == "?view=week&date=2031-05-14"


def test_a_card_shows_how_far_its_publication_has_come(client, ana, madrid_mastodon, write, approve):
    post = approve(write(madrid_mastodon, at=NOON))
    assert [card.state for card in cards(client, ana)] == ["scheduled"]
    delivery = refused(post.publications.get())
    Publication.objects.filter(pk=delivery.publication_id).update(at=NOON + timedelta(hours=1))
    assert [card.state for card in cards(client, ana)] == ["scheduled", "refused"]
    assert [card.state for card in cards(client, ana, "&state=care")] == ["refused"]
    assert [card.state for card in cards(client, ana, "&state=scheduled")] == ["scheduled"]
    Delivery.objects.update(state=Delivery.State.PUBLISHED)
    assert [card.state for card in cards(client, ana, "&state=published")] == ["published"]


def test_every_publication_is_found_by_exactly_one_state(client, ana, madrid_mastodon):
    many(madrid_mastodon, ana, 3)
    post = Post.objects.last()
    Post.objects.filter(pk=post.pk).update(state=Post.State.REVIEW)
    for state in (Publication.State.CANCELLED, Publication.State.LAPSED):
        post.publications.create(page=madrid_mastodon, wall=NOON.replace(tzinfo=None), zone="UTC", at=NOON, state=state)
    found = [card.pk for state in ("draft", "review", "scheduled", "moving", "published", "care", "stopped")
             for card in cards(client, ana, f"&view=week&state={state}")]  # fmt: skip
    assert sorted(found) == sorted(Publication.objects.values_list("pk", flat=True))


def test_a_card_shows_the_words_of_its_own_network_and_the_first_picture(client, ana, madrid_bluesky, photo):
    (publication,) = many(madrid_bluesky, ana, 1)
    Variant.objects.create(post=publication.post, network="mastodon", text="For another network")
    assert cards(client, ana)[0].words == "Hola"
    Variant.objects.create(post=publication.post, network="bluesky", text="Corto\n y  claro")
    Attachment.objects.create(post=publication.post, asset=photo, position=0)
    (card,) = cards(client, ana)
    assert (card.words, card.picture) == ("Corto y claro", photo.pk)
    assert f'/assets/{photo.pk}?size=thumb"' in client.get("/?date=2031-05-14").content.decode()


def test_htmx_gets_the_calendar_alone_with_its_title(client, ana):
    client.force_login(ana)
    part = client.get("/?date=2031-05-14", headers={"HX-Request": "true"})
    assert part.content.strip().startswith(b"<title>May 2031")
    assert "HX-Request" in part["Vary"]
    assert b"<html" in client.get("/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}).content


@pytest.mark.parametrize(
    "view", ["month", "week", "day", "agenda", "markets", "markets&rows=pages", "month&clock=each", "week&clock=market"]
)
def test_neither_queries_nor_rows_read_grow_with_the_publications(
    view, client, dieter, madrid_mastodon, paris_mastodon, django_assert_max_num_queries, django_assert_num_queries
):
    client.force_login(dieter)
    address = f"/?date=2031-05-14&view={view}&market=ES"
    many(madrid_mastodon, dieter, 1)
    with django_assert_max_num_queries(15) as first:
        client.get(address)
    many(madrid_mastodon, dieter, 400)
    with django_assert_num_queries(len(first)):
        answer = client.get(address).content.decode()
    assert 0 < answer.count('class="entry ') <= 60
