"""Views of the calendar that a person keeps under a name."""

import pytest

from campaigns.models import SavedView
from campaigns.models.saved_view import MOST
from tests.campaigns.test_calendar import many


def save(client, person, name: str = "Spain, by week", query: str = "view=week&market=ES"):
    client.force_login(person)
    return client.post("/views", {"name": name, "query": query})


@pytest.fixture
def two(madrid_mastodon, paris_mastodon) -> None:
    """Two markets, so that there is something to choose."""


def test_a_view_keeps_what_means_something_and_no_day(client, dieter, two):
    answer = save(client, dieter, query="view=week&market=ES&state=nonsense&date=2031-05-14&next=//elsewhere.example")
    assert answer["Location"] == "/?view=week&market=ES"
    assert [view.query for view in dieter.saved_views.all()] == ["view=week&market=ES"]


def test_a_view_is_offered_to_whoever_keeps_it_and_said_where_it_is_shown(client, dieter, gwen, two):
    save(client, dieter)
    page = client.get("/").content.decode()
    assert '<a class="menu-item" href="?view=week&amp;market=ES"><span' in page
    page = client.get("/?view=week&market=ES&date=2031-05-14").content.decode()
    assert '<a class="menu-item" href="?view=week&amp;market=ES" aria-current="true"><span' in page
    client.force_login(gwen)
    assert "Spain, by week" not in client.get("/").content.decode()


def test_the_same_name_replaces_and_another_persons_does_not(client, dieter, gwen, two):
    save(client, gwen)
    save(client, dieter)
    save(client, dieter, query="view=agenda")
    assert sorted(SavedView.objects.values_list("person__name", "query")) == [
        ("Dieter", "view=agenda"), ("Gwen", "view=week&market=ES")
    ]  # fmt: skip


def test_a_view_has_a_name_and_there_are_not_too_many(client, dieter):
    save(client, dieter, name="  ")
    assert not dieter.saved_views.exists()
    for number in range(MOST + 1):
        save(client, dieter, name=f"View {number}")
    assert dieter.saved_views.count() == MOST
    save(client, dieter, name="View 0", query="view=day")
    assert dieter.saved_views.get(name="View 0").query == "view=day"


def test_a_view_is_removed_by_whoever_keeps_it(client, dieter, gwen):
    save(client, dieter)
    view = dieter.saved_views.get()
    client.force_login(gwen)
    assert client.delete(f"/views/{view.pk}").status_code == 404
    client.force_login(dieter)
    assert client.delete(f"/views/{view.pk}").status_code == 200
    assert not SavedView.objects.exists()


def test_a_view_of_a_market_that_somebody_lost_shows_all_that_is_left(client, dieter, ana, two, madrid_mastodon):
    many(madrid_mastodon, ana, 1)
    SavedView.keep(ana, "France", "view=month&market=FR")
    client.force_login(ana)
    answer = client.get("/?view=month&market=FR&date=2031-05-14")
    assert sum(day.total for day in answer.context["days"]) == 1
