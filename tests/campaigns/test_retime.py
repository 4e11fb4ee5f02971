"""Another date and time for what stands on the calendar, on its clock: by touch, mouse or keys, with undo."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Market, Network
from campaigns.draft import Draft
from campaigns.models import Post, Publication
from tests import seeing
from tests.campaigns.test_changes import ask, walls
from tests.cast import page_on, plan

NOON = datetime(timezone.now().year + 1, 5, 14, 12)
MONTH = f"/?date={NOON:%Y-%m-%d}"
LATER = NOON + timedelta(days=6, hours=-3, minutes=30)


@pytest.fixture
def noon(write, madrid_mastodon) -> Post:
    post: Post = write(madrid_mastodon, at=NOON.replace(tzinfo=madrid_mastodon.market.zone))
    return post


def move_to(client, person, *publications: Publication, wall: datetime, zone: str = "", **more: object):
    return ask(client, person, *publications, do="move", to=f"{wall:%Y-%m-%dT%H:%M}", zone=zone, **more)


# --- asked of the server


@pytest.mark.parametrize(("zone", "hour"), [("", 9), ("Europe/Madrid", 9), ("Asia/Tokyo", 2)])
def test_the_time_is_read_on_the_clock_of_the_calendar(zone, hour, client, ana, noon):
    answer = move_to(client, ana, noon.publications.get(), wall=LATER.replace(hour=9), zone=zone)
    assert (answer.status_code, walls(noon)) == (200, [LATER.replace(hour=hour)])
    assert answer.json()["undo"] == [f"{noon.publications.get().pk}@{LATER.replace(hour=hour):%Y-%m-%dT%H:%M}"]


def test_pages_of_several_markets_go_to_one_instant_and_back(client, dieter, aurora, madrid_mastodon):
    japan = Market.objects.create(code="JP", name="Japan", time_zone="Asia/Tokyo", languages=["ja"])
    at = NOON.replace(month=3, day=20, tzinfo=madrid_mastodon.market.zone)
    plans = tuple(plan(page, at) for page in (madrid_mastodon, page_on(Network.MASTODON, aurora, japan)))
    post = Post.write(dieter, aurora, madrid_mastodon.market, Draft("Hola", plan=plans))
    before = walls(post)
    answer = move_to(
        client, dieter, *post.publications.all(), wall=NOON.replace(month=4, day=10), zone="Europe/Madrid"
    )  # the clocks go forward in between, in one of them
    assert (answer.status_code, len(set(post.publications.values_list("at")))) == (200, 1)
    assert [wall.hour for wall in walls(post)] == [12, 19]
    back = {"do": "move", "to": f"{before[0]:%Y-%m-%dT%H:%M}", "zone": "Europe/Madrid"}
    assert client.post("/publications/changes", {**back, "publication": answer.json()["undo"]}).status_code == 200
    assert walls(post) == before


def test_what_is_no_time_and_what_is_past_changes_nothing(client, ana, noon):
    publication = noon.publications.get()
    assert move_to(client, ana, publication, wall=NOON.replace(year=2020)).status_code == 409
    assert move_to(client, ana, publication, wall=LATER, zone="Mars/Olympus").status_code == 422
    assert ask(client, ana, publication, do="move", to="soon").json()["sentence"] == "Choose a date and a time."
    assert walls(noon) == [NOON]


def test_it_asks_before_it_voids_an_approval(client, ana, approve, noon):
    approve(noon)
    publication = noon.publications.get()
    assert "question" in move_to(client, ana, publication, wall=LATER).json()
    assert walls(noon) == [NOON]
    assert "Submit it again" in move_to(client, ana, publication, wall=LATER, sure="on").json()["sentence"]


# --- by hand


@pytest.fixture
def phone(new_context, live_server, ana):
    """A telephone: a finger, and 390 pixels."""
    page = new_context(has_touch=True, is_mobile=True, viewport=seeing.PHONE).new_page()
    seeing.enter(page, live_server.url, ana)
    page.goto(f"{live_server.url}{MONTH}")
    return page


def hold(page, selector: str) -> Callable[[], None]:
    """A finger comes down there and stays; returns how it is lifted."""
    touch = page.context.new_cdp_session(page)
    page.locator(selector).scroll_into_view_if_needed()
    box = page.locator(selector).bounding_box()
    point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    return lambda: touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def fill(dialog, wall: datetime) -> None:
    dialog.get_by_label("Date").fill(f"{wall:%Y-%m-%d}")
    dialog.get_by_label("Time").fill(f"{wall:%H:%M}")
    dialog.get_by_role("button", name="Move").click()


def test_a_finger_that_stays_on_a_card_gives_it_another_time(phone, noon) -> None:
    lift = hold(phone, ".entry")
    dialog = phone.get_by_role("dialog", name="Move to another time")
    dialog.wait_for()
    lift()
    assert (dialog.get_by_label("Date").input_value(), dialog.get_by_label("Time").input_value()) == (
        f"{NOON:%Y-%m-%d}", "12:00",
    )  # fmt: skip
    assert (seeing.barriers(phone), seeing.is_too_wide(phone)) == ([], False)
    fill(dialog, LATER)
    phone.get_by_text(f"Moved to {LATER:%H:%M} on {LATER:%d %B}.").wait_for()
    assert walls(noon) == [LATER]
    phone.get_by_role("button", name="Undo").click()
    phone.get_by_text(f"Moved to 12:00 on {NOON:%d %B}.").wait_for()
    assert walls(noon) == [NOON]
    assert "/posts/" not in phone.url


def test_a_finger_that_taps_opens_the_post(phone, noon) -> None:
    phone.locator(".entry").tap()
    phone.wait_for_url(f"**/posts/{noon.pk}")


def test_one_that_is_chosen_is_moved_from_the_bar_after_a_question(phone, approve, noon) -> None:
    approve(noon)
    phone.reload()
    phone.get_by_role("button", name="Choose", exact=True).tap()
    phone.locator(".entry").tap()
    phone.get_by_role("button", name="To another time…").tap()
    fill(phone.get_by_role("dialog", name="Move to another time"), LATER)
    question = phone.get_by_role("dialog", name="Are you sure?")
    question.get_by_role("button", name="Move").tap()
    phone.get_by_text("Submit it again for approval").wait_for()
    assert walls(noon) == [LATER]


def test_with_keys_alone(page, live_server, ana, noon, write, madrid_mastodon) -> None:
    write(madrid_mastodon, at=NOON.replace(hour=20, tzinfo=madrid_mastodon.market.zone))
    seeing.enter(page, live_server.url, ana)
    page.goto(f"{live_server.url}{MONTH}")
    first, second = page.locator(".entry").all()
    first.press("x")
    second.press("x")
    button = page.get_by_role("button", name="To another time…")
    assert button.is_disabled()  # to one time goes one card
    second.press("x")
    button.press("Enter")
    dialog = page.get_by_role("dialog", name="Move to another time")
    dialog.get_by_label("Date").fill(f"{LATER:%Y-%m-%d}")
    dialog.get_by_label("Time").fill(f"{LATER:%H:%M}")
    dialog.get_by_label("Time").press("Enter")
    page.get_by_text(f"Moved to {LATER:%H:%M}").wait_for()
    assert walls(noon) == [LATER]
