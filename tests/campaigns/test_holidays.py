"""Public holidays in the calendar: by market, quiet, and computed without asking anybody."""

from datetime import date

import pytest
from django.test import Client

from accounts.models import Market, Network, Page, User
from campaigns.calendar.holidays import Holiday, holidays
from tests.campaigns.test_calendar import days
from tests.cast import page_on

LABOUR = date(2031, 5, 1)


def test_a_day_has_the_holidays_of_its_markets_in_their_own_words() -> None:
    found = holidays(["FR", "ES", "US"], [LABOUR, date(2031, 7, 14), date(2031, 5, 6)])
    assert found[LABOUR] == [
        Holiday("ES", "Fiesta del Trabajo", "es"), Holiday("FR", "Fête du Travail", "fr")
    ]  # fmt: skip
    assert [one.name for one in found[date(2031, 7, 14)]] == ["Fête nationale"]
    assert found[date(2031, 5, 6)] == []


def test_a_country_that_nobody_has_rules_of_has_none() -> None:
    assert holidays(["ZZ"], [date(2031, 1, 1)]) == {date(2031, 1, 1): []}


@pytest.mark.parametrize("view", ["month", "week", "agenda"])
def test_many_markets_share_one_quiet_line(
    view: str, client: Client, dieter: User, aurora, madrid_mastodon: Page, paris_mastodon: Page
) -> None:
    page_on(
        Network.MASTODON,
        aurora,
        Market.objects.create(code="DE", name="D", time_zone="Europe/Berlin", languages=["de"]),
    )
    client.force_login(dieter)
    page = client.get(f"/?view={view}&date=2031-05-01").content.decode()
    if view != "agenda":  # which passes over days without anything
        assert 'DE <bdi lang="de">Erster Mai</bdi></span><a href="?view=day&amp;date=2031-05-01">+2' in page
        one = client.get(f"/?view={view}&date=2031-05-01&market=FR").content.decode()
        assert 'FR <bdi lang="fr">Fête du Travail</bdi></span></p>' in one
    assert "Fiesta del Trabajo" in client.get("/?view=day&date=2031-05-01").content.decode()


def test_the_grid_tints_the_cell_of_the_market(
    client: Client, dieter: User, madrid_mastodon: Page, paris_mastodon: Page
) -> None:
    client.force_login(dieter)
    context = client.get("/?view=markets&date=2031-07-14").context
    tinted = {row.head.market: [bool(day.holidays) for _, day in row.cells] for row in context["rows"]}
    assert tinted == {"FR": [True, *[False] * 6], "ES": [False] * 7}
    assert client.get("/?view=markets&date=2031-07-14").content.decode().count("is-holiday") == 1


def test_it_costs_no_query(client: Client, ana: User, madrid_mastodon: Page, django_assert_num_queries) -> None:
    client.force_login(ana)
    with django_assert_num_queries(0):
        holidays(["ES"], [LABOUR])
    assert days(client, ana, "&date=2031-05-01")[LABOUR].holidays
