"""The calendar as people see and use it: in both themes, at a desk and on a phone, with mouse and keys."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Route

from accounts.models import User
from campaigns.calendar.span import VIEWS
from campaigns.models import Publication
from publisher.models import Freeze
from tests import seeing
from tests.campaigns.test_calendar import many
from tests.world import refused


@pytest.fixture
def site(live_server) -> str:
    return str(live_server.url)


@pytest.fixture
def quiet(page):
    """Nothing may be complained about in the browser's console: no fault of a script, nothing that a policy stopped.
    That an answer was no is told there, too."""
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.text} {message.location}"))
    page.on("pageerror", lambda fault: said.append(str(fault)))
    yield page
    assert [line for line in said if "409 (Conflict)" not in line] == []


@pytest.fixture
def full(ana, dieter, aurora, spain, write, approve, madrid_mastodon, madrid_bluesky, paris_mastodon, photo) -> None:
    """Something of everything: states, pictures, more than fits a day, and a freeze."""
    post = approve(write(madrid_mastodon, pictures=((photo, "Un coche"),)))
    refused(post.publications.get())
    many(paris_mastodon, ana, 5, timezone.now() + timedelta(hours=2))
    many(madrid_bluesky, ana, 15, timezone.now() + timedelta(hours=3))
    Freeze.set(dieter, "A crisis", brand=aurora, market=spain)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_view_puts_a_barrier_in_anybodys_way(scheme: str, site: str, quiet, dieter: User, full: None) -> None:
    seeing.enter(quiet, site, dieter)
    quiet.emulate_media(color_scheme=scheme)
    for view in [*VIEWS, "markets&rows=pages"]:
        for size in (seeing.DESK, seeing.PHONE):
            quiet.set_viewport_size(size)
            quiet.goto(f"{site}/?view={view}")
            assert (view, seeing.barriers(quiet)) == (view, [])
            assert (view, seeing.is_too_wide(quiet)) == (view, False)


CUT = """[...document.querySelectorAll(".entry")].filter((one) => {
    const {left, right} = one.getBoundingClientRect();
    return one.checkVisibility() && (left < 0 || right > innerWidth || one.scrollHeight > one.clientHeight + 1);
}).map((one) => one.textContent.trim())"""


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("size", [seeing.DESK, seeing.PHONE], ids=["desk", "phone"])
def test_the_word_for_a_state_stands_whole_in_a_narrow_cell(
    language: str, size: Any, site: str, page, dieter: User, full: None
) -> None:
    Publication.objects.filter(state="planned").update(state="lapsed")
    User.objects.filter(pk=dieter.pk).update(language=language)
    seeing.enter(page, site, dieter)
    page.set_viewport_size(size)
    page.goto(f"{site}/?view=markets")
    marks = page.locator(".grid .mark")
    assert {"en": "Not approved", "de": "Nicht freigegeben"}[language] in marks.all_inner_texts()
    assert marks.evaluate_all("all => all.filter((one) => one.scrollWidth > one.clientWidth).length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_paper_there_is_what_is_planned_and_nothing_to_press(
    scheme: str, site: str, quiet, dieter: User, full: None
) -> None:
    seeing.enter(quiet, site, dieter)
    quiet.set_viewport_size({"width": 1047, "height": 718})  # A4 across, within its margins, at 96 dots per inch
    quiet.emulate_media(media="print", color_scheme=scheme)
    for view in VIEWS:
        quiet.goto(f"{site}/?view={view}")
        assert quiet.locator("h1").is_visible(), view
        for away in (".sidebar", ".top-bar", ".tab-bar", ".banner", ".calendar-paging", ".calendar .segments"):
            assert not any(one.is_visible() for one in quiet.locator(away).all()), (view, away)
        assert (view, quiet.evaluate(CUT)) == (view, [])
        assert (view, seeing.is_too_wide(quiet)) == (view, False)
        assert quiet.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
        assert [one for one in seeing.barriers(quiet) if "contrast" in one] == [], view


# --- carried about

NOON = datetime(timezone.now().year + 1, 5, 14, 12)
MONTH = f"/?date={NOON:%Y-%m-%d}"
NEWS = "**/*since=*"


@pytest.fixture
def noon(write, madrid_mastodon) -> Publication:
    """Next year, on the 14th of May at noon."""
    publication: Publication = write(
        madrid_mastodon, at=NOON.replace(tzinfo=madrid_mastodon.market.zone)
    ).publications.get()
    return publication


def card(page, publication: Publication):
    return page.locator(f"#p{publication.pk}")


def carry(page, publication: Publication, place: str) -> None:
    card(page, publication).hover()
    page.mouse.down()
    page.locator(place).first.hover()
    page.mouse.up()


def moved_to(publication: Publication) -> datetime:
    publication.refresh_from_db()
    wall: datetime = publication.wall
    return wall


@pytest.mark.parametrize(
    ("view", "place", "wall"),
    [
        ("month", f"[data-day='{NOON:%Y}-05-21']", NOON + timedelta(days=7)),
        ("week", f"[data-day='{NOON + timedelta(days=1):%Y-%m-%d}']", NOON + timedelta(days=1)),
        ("day", "[data-hour='15'] .hour-name", NOON + timedelta(hours=3)),
        ("markets", f"[data-day='{NOON + timedelta(days=1):%Y-%m-%d}']", NOON + timedelta(days=1)),
    ],
)
def test_a_publication_is_carried_by_mouse_and_brought_back(view, place, wall, site, quiet, ana, noon) -> None:
    seeing.enter(quiet, site, ana)
    quiet.set_viewport_size(seeing.DESK)
    quiet.goto(f"{site}{MONTH}&view={view}")
    carry(quiet, noon, place)
    quiet.get_by_text("Moved to").wait_for()
    assert moved_to(noon) == wall
    quiet.get_by_role("button", name="Undo").click()
    quiet.get_by_text(f"Moved to 12:00 on {NOON:%d %B}").wait_for()
    assert moved_to(noon) == NOON


def test_a_publication_is_carried_with_keys_which_say_where_it_is(site, quiet, ana, noon) -> None:
    seeing.enter(quiet, site, ana)
    quiet.goto(f"{site}{MONTH}")
    says = quiet.locator("#calendar-says")
    card(quiet, noon).focus()
    for keys in (["Space", "ArrowDown", "ArrowLeft", "Escape"], ["Space", "ArrowDown", "ArrowLeft", "Space"]):
        quiet.keyboard.press(keys[0])
        says.get_by_text("Picked up").wait_for()
        for key in keys[1:-1]:
            quiet.keyboard.press(key)
        says.get_by_text("May 20").wait_for()
        assert quiet.locator(".is-target").get_attribute("data-day") == f"{NOON:%Y}-05-20"
        assert moved_to(noon) == NOON
        quiet.keyboard.press(keys[-1])
    quiet.get_by_text("Moved to").wait_for()
    assert moved_to(noon) == NOON + timedelta(days=6)
    quiet.wait_for_function(f"document.activeElement.id === 'p{noon.pk}'")


def test_from_right_to_left_the_next_day_is_on_the_left(site, quiet, ana, noon) -> None:
    seeing.enter(quiet, site, ana)
    quiet.goto(f"{site}{MONTH}")
    quiet.evaluate("document.documentElement.dir = 'rtl'")
    turned = quiet.locator("#calendar-next svg").evaluate("icon => getComputedStyle(icon).scale")
    assert turned == "-1 1"
    card(quiet, noon).focus()
    quiet.keyboard.press("Space")
    quiet.keyboard.press("ArrowLeft")
    target = quiet.locator(".is-target")
    target.wait_for()
    days = [quiet.locator(f"[data-day='{NOON:%Y}-05-{day}']").bounding_box()["x"] for day in (14, 15)]
    assert (target.get_attribute("data-day"), days == sorted(days, reverse=True)) == (f"{NOON:%Y}-05-15", True)


def test_a_move_that_voids_an_approval_asks_and_one_that_came_too_late_is_told(
    site, quiet, ana, carmen, dieter, approve, noon
) -> None:
    approve(noon.post)
    seeing.enter(quiet, site, ana)
    quiet.set_viewport_size(seeing.DESK)
    quiet.goto(f"{site}{MONTH}")
    question = quiet.get_by_role("dialog", name="Are you sure?")
    for answer, wall in (("Leave it", NOON), ("Move", NOON + timedelta(days=7))):
        carry(quiet, noon, f"[data-day='{NOON:%Y}-05-21']")
        question.get_by_text("approval has to be asked for again").wait_for()
        assert seeing.barriers(quiet) == []
        question.get_by_role("button", name=answer).click()
        question.wait_for(state="hidden")
        if answer == "Move":
            quiet.get_by_text("Submit it again for approval").wait_for()
        assert moved_to(noon) == wall
    Publication.objects.filter(pk=noon.pk).update(wall=NOON)
    carry(quiet, noon, f"[data-day='{NOON:%Y}-05-22']")
    quiet.get_by_text(f"Somebody moved this to 12:00 on 14 May {NOON:%Y} meanwhile.").wait_for()


def test_news_that_a_move_has_overtaken_is_dropped_and_asked_for_again(site, quiet, ana, noon) -> None:
    seeing.enter(quiet, site, ana)
    quiet.set_viewport_size(seeing.DESK)
    held: list[Route] = []
    quiet.route(NEWS, lambda route: held.append(route), times=1)  # noqa: PLW0108 - Playwright marks a function of Python
    with quiet.expect_request(NEWS):
        quiet.goto(f"{site}{MONTH}")
    carry(quiet, noon, f"[data-day='{NOON:%Y}-05-21']")
    quiet.locator(f"[data-day='{NOON:%Y}-05-21'] #p{noon.pk}").wait_for()
    with quiet.expect_response(NEWS):
        held[0].continue_()
    with quiet.expect_response(NEWS) as again:
        quiet.evaluate("dispatchEvent(new Event('online'))")
    assert again.value.ok


# --- chosen


def test_several_are_chosen_by_click_and_key_and_moved_together(site, quiet, ana, madrid_mastodon) -> None:
    publications = many(madrid_mastodon, ana, 5, NOON.replace(tzinfo=madrid_mastodon.market.zone))
    seeing.enter(quiet, site, ana)
    quiet.set_viewport_size(seeing.DESK)
    quiet.goto(f"{site}{MONTH}&view=week")
    card(quiet, publications[0]).click(modifiers=["Control"])
    card(quiet, publications[2]).click(modifiers=["Shift"])
    card(quiet, publications[1]).focus()
    quiet.keyboard.press("x")
    card(quiet, publications[4]).focus()
    quiet.keyboard.press("x")
    bar = quiet.get_by_role("region", name="Chosen publications")
    bar.get_by_text("3 chosen").wait_for()
    assert seeing.barriers(quiet) == []
    bar.get_by_label("Move by").fill("3")
    bar.get_by_role("button", name="Move").click()
    quiet.get_by_text("Moved: 3 of 3.").wait_for()
    bar.wait_for(state="hidden")
    days = [moved_to(publication).day for publication in publications]
    assert days == [17, 14, 17, 14, 17]
    quiet.get_by_role("button", name="Undo").click()
    quiet.get_by_text("Moved: 3 of 3.").wait_for()
    card(quiet, publications[0]).click(modifiers=["Control"])
    quiet.keyboard.press("Escape")
    bar.wait_for(state="hidden")


def test_on_a_phone_there_is_a_mode_for_choosing_and_each_has_its_answer(
    site, quiet, ana, write, madrid_mastodon
) -> None:
    at = NOON.replace(tzinfo=madrid_mastodon.market.zone)
    good, empty = write(madrid_mastodon, at=at), write(madrid_mastodon, text="", at=at)
    seeing.enter(quiet, site, ana)
    quiet.set_viewport_size(seeing.PHONE)
    quiet.goto(f"{site}{MONTH}&view=agenda")
    quiet.get_by_role("button", name="Choose", exact=True).click()
    for post in (good, empty):
        card(quiet, post.publications.get()).click()
    assert (seeing.barriers(quiet), seeing.is_too_wide(quiet)) == ([], False)
    quiet.get_by_role("button", name="Submit").click()
    answers = quiet.get_by_role("dialog", name="Submitted: 1 of 2.")
    answers.wait_for()
    assert seeing.barriers(quiet) == []
    answers.get_by_role("button", name="Close").click()
    quiet.get_by_role("button", name="Cancel them").click()
    quiet.get_by_role("dialog").get_by_role("button", name="Cancel them").click()
    quiet.get_by_text("Cancelled: 2 of 2.").wait_for()
    assert set(Publication.objects.values_list("state", flat=True)) == {"cancelled"}


# --- live


def test_states_change_without_a_reload_and_what_somebody_holds_stays(
    site, quiet, ana, carmen, dieter, approve, noon
) -> None:
    seeing.enter(quiet, site, ana)
    quiet.clock.install()
    quiet.goto(f"{site}{MONTH}")
    asked = []
    quiet.on("request", lambda request: asked.append(request) if "since=" in request.url else None)
    card(quiet, noon).focus()
    approve(noon.post)
    quiet.clock.run_for(6_000)
    card(quiet, noon).get_by_text("Scheduled").wait_for()
    quiet.wait_for_function(f"document.activeElement.id === 'p{noon.pk}'")
    noon.post.withdraw_approval(carmen)
    quiet.keyboard.press("Space")
    before = len(asked)
    quiet.clock.run_for(30_000)
    assert len(asked) == before
    quiet.keyboard.press("Escape")
    quiet.clock.run_for(6_000)
    card(quiet, noon).get_by_text("In review").wait_for()


def test_ten_seconds_without_a_connection_are_made_up_for_without_a_word(
    site, page, ana, carmen, dieter, approve, noon
) -> None:
    seeing.enter(page, site, ana)
    page.clock.install()
    page.goto(f"{site}{MONTH}")
    page.context.set_offline(True)
    with page.expect_event("requestfailed"):
        page.clock.run_for(10_000)
    approve(noon.post)
    assert page.locator(".toast").count() == 0
    page.context.set_offline(False)
    page.clock.run_for(6_000)
    card(page, noon).get_by_text("Scheduled").wait_for()
