"""On a phone, what is done with a post is in reach wherever one is on its page, and hides nothing."""

from typing import Any

import pytest

from accounts.models import Network, Page, User
from tests import seeing
from tests.cast import Write, page_on

OVERLAPS = """() => {
    const bar = document.querySelector(".compose-actions").getBoundingClientRect();
    return [...document.querySelectorAll("main > *, .compose-form > *, .margin-inside > *")]
        .filter((one) => getComputedStyle(one).display !== "contents" && !one.matches(".compose-actions, dialog"))
        .filter((one) => one.getBoundingClientRect().height && one.getBoundingClientRect().bottom > bar.top + 1)
        .map((one) => one.outerHTML.slice(0, 80));
}"""


@pytest.fixture
def phone(live_server: Any, page: Any, ana: User, aurora: Any, spain: Any, write: Write, photo: Any) -> Any:
    """Ana on her phone, at a post for a page of every network."""
    post = write(*(page_on(network, aurora, spain) for network in Network), pictures=((photo, "Un coche"),))
    seeing.enter(page, live_server.url, ana)
    page.set_viewport_size(seeing.PHONE)
    page.goto(f"{live_server.url}/posts/{post.pk}")
    page.wait_for_load_state("networkidle")
    return page


def is_in_reach(page: Any, role: str, name: str) -> bool:
    """Whether it stands on the screen with nothing over it."""
    there: bool = page.get_by_role(role, name=name).evaluate(
        """(one) => {
            const { left, right, top, bottom } = one.getBoundingClientRect();
            const inside = top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
            return inside && one.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
        }"""
    )
    return there


def test_submitting_and_saving_are_in_reach_from_the_top_to_the_end(phone: Any) -> None:
    for part in (0, 0.3, 0.7, 1):
        phone.evaluate("(part) => scrollTo(0, part * document.documentElement.scrollHeight)", part)
        for name in ("Submit for approval", "Save draft"):
            assert is_in_reach(phone, "button", name), (part, name)
        saved = phone.locator("#saved").bounding_box()
        assert 0 < saved["y"] < seeing.PHONE["height"], part


def test_a_new_post_can_be_submitted_from_where_it_opens(phone: Any, live_server: Any) -> None:
    phone.goto(f"{live_server.url}/posts/new")
    assert is_in_reach(phone, "button", "Submit for approval")
    assert phone.evaluate("scrollY") == 0


def test_counters_stay_in_sight_below_the_bar_above(phone: Any, live_server: Any, write: Write) -> None:
    post = write(Page.objects.get(network="mastodon"), text="La nueva Aurora. " * 60)
    phone.goto(f"{live_server.url}/posts/{post.pk}")
    counter = phone.locator("#counters .counter").first
    counter.wait_for()
    phone.evaluate("scrollTo(0, document.documentElement.scrollHeight / 2)")
    seen = """(one) => {
        const {left, top, bottom} = one.getBoundingClientRect();
        return one.contains(document.elementFromPoint(left + 4, top + 2)) && bottom < innerHeight;
    }"""
    assert counter.evaluate(seen)


def test_nothing_ends_below_the_bar(phone: Any) -> None:
    phone.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    assert phone.evaluate(OVERLAPS) == []


def test_what_gets_the_focus_is_not_under_the_bar(phone: Any) -> None:
    phone.get_by_label("Text", exact=True).focus()
    for _ in range(40):
        phone.keyboard.press("Tab")
        hidden = phone.evaluate(
            """() => {
                const one = document.activeElement;
                const bar = document.querySelector(".compose-actions");
                if (bar.contains(one) || one === document.body) return "";
                const { bottom } = one.getBoundingClientRect();
                return bottom > bar.getBoundingClientRect().top + 1 ? one.outerHTML.slice(0, 120) : "";
            }"""
        )
        assert not hidden


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_bar_puts_no_barrier_in_anybodys_way(scheme: str, phone: Any) -> None:
    phone.emulate_media(color_scheme=scheme)
    assert seeing.barriers(phone) == []
    assert not seeing.is_too_wide(phone)
