"""Ctrl-K and the keys that stand for a click: all is reached without a mouse, and nothing is pressed by accident."""

import pytest

from tests import seeing


@pytest.fixture
def at_home(page, live_server, dieter, write, madrid_mastodon):
    write(madrid_mastodon, text="Hola a todos")
    seeing.enter(page, live_server.url, dieter)
    page.goto(f"{live_server.url}/")
    return page


def palette(page):
    return page.get_by_role("dialog", name="Go to")


def active(page) -> str:
    named: str = page.locator("#palette-input").get_attribute("aria-activedescendant")
    return page.locator(f"#{named}").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_neither_palette_nor_sheet_puts_a_barrier_in_anybodys_way(scheme, at_home) -> None:
    at_home.emulate_media(color_scheme=scheme)
    for size in (seeing.DESK, seeing.PHONE):
        at_home.set_viewport_size(size)
        at_home.keyboard.press("Control+k")
        at_home.get_by_role("combobox", name="Go to").fill("hola")
        at_home.get_by_role("option", name="Hola a todos").wait_for()
        assert (seeing.barriers(at_home), seeing.is_too_wide(at_home)) == ([], False)
        at_home.keyboard.press("Escape")
        palette(at_home).wait_for(state="hidden")
        at_home.keyboard.press("?")
        sheet = at_home.get_by_role("dialog", name="Keyboard shortcuts")
        sheet.wait_for()
        assert (seeing.barriers(at_home), seeing.is_too_wide(at_home)) == ([], False)
        at_home.keyboard.press("Escape")
        sheet.wait_for(state="hidden")


def test_on_a_phone_a_button_opens_it_and_a_finger_chooses(at_home) -> None:
    at_home.set_viewport_size(seeing.PHONE)
    at_home.get_by_role("button", name="Go to…").click()
    at_home.get_by_role("combobox", name="Go to").fill("spa")
    at_home.get_by_role("option", name="Spain in the calendar").click()
    at_home.wait_for_url("**/?view=week&market=ES")


def test_keys_alone_lead_to_a_post_and_to_a_freeze(at_home) -> None:
    at_home.keyboard.press("Control+k")
    palette(at_home).wait_for()
    at_home.keyboard.type("hola")
    at_home.get_by_role("option", name="Hola a todos").wait_for()
    assert "Hola a todos" in active(at_home)
    at_home.keyboard.press("Enter")
    at_home.wait_for_url("**/posts/*")
    at_home.locator("h1").click()
    at_home.keyboard.press("Control+k")
    at_home.keyboard.type("freez")
    assert "Freeze" in active(at_home)
    at_home.keyboard.press("ArrowDown")
    assert "Freezes in force" in active(at_home)
    at_home.keyboard.press("ArrowUp")
    at_home.keyboard.press("Enter")
    at_home.wait_for_url("**/freezes#new-freeze")


def test_google_plus_is_explained_to_whoever_looks_for_it(at_home) -> None:
    at_home.keyboard.press("Control+k")
    palette(at_home).wait_for()
    google = at_home.locator("#go-google")
    assert not google.is_visible()
    at_home.keyboard.type("google")
    google.wait_for()
    assert "closed in 2019: use Google Business Profile or YouTube" in google.inner_text()
    at_home.get_by_role("combobox", name="Go to").fill("you")
    google.wait_for(state="hidden")


def test_escape_gives_the_focus_back_and_the_same_key_closes(at_home) -> None:
    at_home.get_by_role("link", name="Agenda").focus()
    for key in ("Escape", "Control+k"):
        at_home.keyboard.press("Control+k")
        palette(at_home).wait_for()
        at_home.keyboard.press(key)
        palette(at_home).wait_for(state="hidden")
        assert at_home.evaluate("document.activeElement.id") == "calendar-agenda"


def test_one_key_goes_to_a_view_unless_somebody_types_or_turned_keys_off(at_home) -> None:
    at_home.keyboard.press("w")
    at_home.wait_for_url("**/?view=week*")
    at_home.get_by_role("button", name="Views").click()
    at_home.get_by_label("Name of this view").press_sequentially("and")
    assert at_home.get_by_label("Name of this view").input_value() == "and"
    at_home.keyboard.press("Escape")
    at_home.keyboard.press("?")
    at_home.get_by_label("Shortcuts of one key").uncheck()
    at_home.keyboard.press("Escape")
    at_home.reload()
    at_home.keyboard.press("m")
    at_home.keyboard.press("Control+k")
    palette(at_home).wait_for()
    assert "view=week" in at_home.url
