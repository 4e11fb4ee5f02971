"""A link that is typed becomes a card by itself, without another key being pressed."""

from collections.abc import Iterator

import pytest

from accounts.models import Network, User
from campaigns import link_cards
from tests import seeing
from tests.campaigns.test_fetching import gives, serving
from tests.campaigns.test_link_cards import web_page
from tests.cast import Write, page_on, striped


@pytest.fixture
def site() -> Iterator[str]:
    picture = gives(striped(size=(1200, 630)).read())
    with serving({"/nueva": web_page("La nueva Aurora"), "/a.jpg": picture}) as address:
        yield address


@pytest.fixture
def composing(live_server, page, ana: User, aurora, spain, write: Write):
    """Ana at a post that goes out on every network."""
    post = write(*(page_on(network, aurora, spain) for network in Network))
    seeing.enter(page, live_server.url, ana)
    page.set_viewport_size(seeing.DESK)
    page.goto(f"{live_server.url}/posts/{post.pk}")
    page.wait_for_load_state("networkidle")
    return page


def test_a_link_that_is_typed_becomes_a_card(composing, site: str) -> None:
    seen = composing.locator(".seen.is-bluesky .link-card")
    with composing.expect_response("**/checks**"):
        composing.get_by_label("Link", exact=True).fill(f"{site}/nueva")
    composing.get_by_text("is still being read").first.wait_for()
    assert link_cards.read_pages()  # what the worker does that the composer has rung
    seen.get_by_text("La nueva Aurora").wait_for()
    picture = seen.locator("img")
    picture.scroll_into_view_if_needed()
    composing.wait_for_function("image => image.complete && image.naturalWidth === 1200", arg=picture.element_handle())
    assert not composing.get_by_text("is still being read").count()
    assert not composing.locator("#notes [hx-post]").count()
