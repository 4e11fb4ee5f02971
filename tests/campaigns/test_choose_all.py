"""All that the calendar shows is chosen at once, also what is behind “+n more”, and changed in portions."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from campaigns.forms import changes
from campaigns.models import Publication
from tests import seeing
from tests.campaigns.test_calendar import many
from tests.campaigns.test_changes import ask, known

NOON = datetime(timezone.now().year + 1, 5, 14, 12)
MONTH = f"/?date={NOON:%Y-%m-%d}"
DAY = 24 * 60


@pytest.fixture
def crowd(ana, madrid_mastodon) -> list[Publication]:
    """More than a day shows."""
    return many(madrid_mastodon, ana, 9, NOON.replace(tzinfo=madrid_mastodon.market.zone))


def all_of(client, person, query: str = "") -> list[str]:
    client.force_login(person)
    return client.get(f"/publications/shown{MONTH[1:]}{query}").json()["publications"]


# --- asked of the server


def test_all_is_what_the_filters_and_the_days_hold(client, ana, dieter, crowd, write, madrid_bluesky, paris_mastodon):
    at = NOON.replace(tzinfo=madrid_bluesky.market.zone)
    blue = write(madrid_bluesky, at=at).publications.get()
    (french,) = many(paris_mastodon, ana, 1, at)
    write(madrid_bluesky, at=at + timedelta(days=60))
    assert all_of(client, ana) == known(*crowd, blue)
    assert all_of(client, dieter, "&market=FR") == known(french)
    assert all_of(client, ana, "&view=week&network=bluesky&state=draft") == known(blue)
    assert all_of(client, ana, "&view=day&date=2031-01-01") == []


def test_the_page_says_how_many_all_are(client, ana, crowd):
    client.force_login(ana)
    for view in ("month", "week", "day", "agenda", "markets"):
        assert 'data-total="9"' in client.get(f"{MONTH}&view={view}").content.decode(), view


def test_no_more_are_told_than_can_be_chosen(client, ana, crowd, monkeypatch):
    monkeypatch.setattr("campaigns.views.all_shown.MANY", 4)
    assert all_of(client, ana) == known(*crowd[:4])


def test_a_portion_is_done_and_the_rest_is_left_for_the_next(client, ana, crowd, monkeypatch):
    monkeypatch.setattr(changes, "MOST", 4)
    told = ask(client, ana, *crowd, do="move", minutes=DAY, each="on").json()
    assert (told["sentence"], told["done"], told["left"]) == ("Moved: 4 of 4.", 4, known(*crowd[4:]))
    told = client.post("/publications/changes", {"do": "cancel", "each": "on", "publication": told["left"][:4]}).json()
    assert (told["done"], told["left"]) == (4, [])


def test_a_post_is_never_in_two_portions(client, ana, write, madrid_mastodon, madrid_bluesky, monkeypatch):
    monkeypatch.setattr(changes, "MOST", 1)
    named = [one for _ in range(2) for one in write(madrid_mastodon, madrid_bluesky).publications.all()]
    told = ask(client, ana, *named, do="submit", each="on").json()
    assert (told["done"], len(told["left"])) == (2, 2)


def test_it_asks_once_about_all(client, ana, approve, write, madrid_mastodon, monkeypatch):
    monkeypatch.setattr(changes, "MOST", 1)
    named = [approve(write(madrid_mastodon)).publications.get() for _ in range(2)]
    assert ask(client, ana, *named, do="move", minutes=DAY, each="on").json()["question"].startswith("2 of these posts")


def test_of_many_each_is_changed_by_itself(client, ana, crowd, monkeypatch):
    monkeypatch.setattr(changes, "MOST", 4)
    answer = ask(client, ana, *crowd, do="cancel")
    assert (answer.status_code, "All or none takes 4" in answer.json()["sentence"]) == (422, True)


# --- by hand


def test_all_are_chosen_by_their_number_and_moved_in_portions(page, live_server, ana, crowd, monkeypatch) -> None:
    monkeypatch.setattr(changes, "MOST", 4)
    seeing.enter(page, live_server.url, ana)
    page.set_viewport_size(seeing.DESK)
    page.goto(f"{live_server.url}{MONTH}")
    page.get_by_role("button", name="Choose", exact=True).click()
    bar = page.get_by_role("region", name="Chosen publications")
    bar.get_by_role("button", name="Choose all 9").click()
    bar.get_by_text("9 chosen").wait_for()
    assert page.locator(".entry[data-chosen]").count() == 3
    assert seeing.barriers(page) == []
    bar.get_by_role("button", name="Move", exact=True).click()
    page.get_by_text("Done: 9 of 9.").wait_for()
    assert set(Publication.objects.values_list("wall", flat=True)) == {NOON + timedelta(days=1)}
    page.get_by_role("button", name="Undo").click()
    page.locator(f"[data-day='{NOON + timedelta(days=1):%Y-%m-%d}'] .entry").first.wait_for(state="detached")
    assert set(Publication.objects.values_list("wall", flat=True)) == {NOON}


def test_what_is_more_than_can_be_chosen_is_said_before(page, live_server, ana, crowd, monkeypatch) -> None:
    monkeypatch.setattr("campaigns.views.calendar.MANY", 4)
    monkeypatch.setattr("campaigns.views.all_shown.MANY", 4)
    seeing.enter(page, live_server.url, ana)
    page.goto(f"{live_server.url}{MONTH}")
    page.get_by_role("button", name="Choose", exact=True).click()
    page.get_by_role("button", name="Choose the first 4 of 9").click()
    page.get_by_text("4 chosen").wait_for()
