"""The desk by keys, and on a phone."""

import pytest

from accounts.models import Page, User
from publisher.models import Delivery
from tests import seeing
from tests.publisher.test_desk import Lay, lay  # noqa: F401 - a fixture


@pytest.fixture
def desk(live_server, page, ana: User, lay: Lay, madrid_mastodon: Page, madrid_bluesky: Page):  # noqa: F811
    """Ana before an unproven delivery, and one that was refused."""
    lay(madrid_bluesky, text="Uno.")
    lay(madrid_mastodon, "unproven", text="Dos.")
    page.set_viewport_size(seeing.DESK)
    seeing.enter(page, live_server.url, ana)
    page.goto(f"{live_server.url}/desk")
    return page


def here(desk) -> str:
    found: str = desk.evaluate("document.activeElement.closest('.case').querySelector('.words').textContent")
    return found


def test_keys_lead_from_case_to_case_and_to_a_decision_which_enter_makes(desk) -> None:
    desk.keyboard.press("j")
    first = here(desk)
    desk.keyboard.press("j")
    assert {first, here(desk)} == {"Uno.", "Dos."}
    if here(desk) != "Uno.":
        desk.keyboard.press("k")
    desk.keyboard.press("g")
    assert desk.evaluate("document.activeElement.value") == "give_up"
    assert set(Delivery.objects.values_list("state", flat=True)) == {"refused", "unproven"}
    desk.keyboard.press("Enter")
    desk.get_by_text("Given up.").wait_for()
    assert set(Delivery.objects.values_list("state", flat=True)) == {"abandoned", "unproven"}


def test_the_key_for_sending_again_asks_first_where_it_may_be_out(desk) -> None:
    desk.keyboard.press("j")
    if here(desk) != "Dos.":
        desk.keyboard.press("j")
    desk.keyboard.press("s")
    assert desk.evaluate("document.activeElement.name") == "sure"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_anybodys_way(scheme: str, desk) -> None:
    desk.emulate_media(color_scheme=scheme)
    desk.reload()  # colours that fade over are neither of both
    for size in (seeing.DESK, seeing.PHONE):
        desk.set_viewport_size(size)
        assert (seeing.barriers(desk), seeing.is_too_wide(desk)) == ([], False)


def test_one_sees_where_the_focus_is(desk) -> None:
    desk.keyboard.press("j")
    desk.keyboard.press("o")
    desk.keyboard.press("Tab")
    ring = "getComputedStyle(document.activeElement).boxShadow"
    assert desk.evaluate("document.activeElement.className").startswith("button")
    assert desk.evaluate(ring).endswith("0px 0px 0px 4px")
