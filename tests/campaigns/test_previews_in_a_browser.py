"""Previews as people see them: they follow each keystroke, stand side by side at a desk and are tabs on a phone."""

from io import BytesIO

import pytest
from PIL import Image

from accounts.models import Network, User
from publisher import pieces
from tests import seeing
from tests.cast import Write, apart, many_coloured, page_on

FINE = 6
"""So far, of 255, may the pixels of a screen be apart from those of the file."""


@pytest.fixture
def quiet(page):
    """Nothing may be complained about in the browser's console."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda fault: said.append(str(fault)))
    yield page
    assert said == []


@pytest.fixture
def composing(live_server, quiet, ana: User, aurora, spain, write: Write, photo):
    """Ana at a post that goes out on every network."""
    post = write(*(page_on(network, aurora, spain) for network in Network), pictures=((photo, "Un coche"),) * 1)
    seeing.enter(quiet, live_server.url, ana)
    quiet.set_viewport_size(seeing.DESK)
    quiet.goto(f"{live_server.url}/posts/{post.pk}")
    return quiet


def seen(page, network: str):
    return page.locator(f".seen.is-{network}")


def test_what_is_typed_shows_at_once_and_is_folded_without_the_server(composing) -> None:
    composing.wait_for_load_state("networkidle")
    composing.route("**/checks**", lambda route: None)  # the server says nothing from here on
    composing.get_by_label("Text", exact=True).fill("Línea #sol\n" + "a" * 300)
    assert seen(composing, "x").locator(".said-rest").text_content()
    assert seen(composing, "bluesky").locator(".said-rest").text_content() == ""
    assert seen(composing, "facebook").locator("b").text_content() == "#sol"
    assert seen(composing, "youtube").locator("[data-title]").text_content() == "Línea #sol"
    more = seen(composing, "x").get_by_text("Show more")
    assert not seen(composing, "x").locator(".said-rest").is_visible()
    more.click()
    assert seen(composing, "x").locator(".said-rest").is_visible()
    composing.get_by_label("Another text for Bluesky").first.check()
    composing.locator("[name=text_bluesky]").fill("Corto")
    assert seen(composing, "bluesky").locator("[data-head]").text_content() == "Corto"


def test_they_stand_side_by_side_at_a_desk_and_are_tabs_on_a_phone(composing) -> None:
    composing.wait_for_load_state("networkidle")  # the check makes room for its counters
    boxes = [seen(composing, name).bounding_box() for name in ("bluesky", "facebook")]
    assert boxes[0]["y"] == boxes[1]["y"]
    composing.set_viewport_size(seeing.PHONE)
    assert composing.locator(".seen:visible").count() == 1
    composing.locator(".preview-tab", has=composing.get_by_role("img", name="Telegram")).click()
    assert seen(composing, "telegram").is_visible()
    composing.get_by_label("Text", exact=True).press_sequentially("!")
    with composing.expect_response("**/checks**"):
        composing.get_by_label("Text", exact=True).press_sequentially("!")
    assert composing.locator(".seen:visible").count() == 1
    assert seen(composing, "telegram").is_visible()


@pytest.mark.parametrize("network", [Network.INSTAGRAM, Network.FACEBOOK, Network.PINTEREST, Network.THREADS])
@pytest.mark.parametrize("size", [(1600, 400), (400, 900)], ids=["wide", "tall"])
def test_a_picture_alone_looks_on_the_screen_as_its_network_gets_it(
    network: Network, size: tuple[int, int], live_server, quiet, ana: User, aurora, spain, write: Write
) -> None:
    page = page_on(network, aurora, spain)
    post = write(page, pictures=((many_coloured(ana, aurora, size, (0.9, 0.8)), "Colores"),))
    [sent] = pieces.fitted(pieces.piece_of(post.contents()[0]), network, page.limits).pictures
    seeing.enter(quiet, live_server.url, ana)
    quiet.set_viewport_size(seeing.DESK)
    quiet.goto(f"{live_server.url}/posts/{post.pk}")
    quiet.wait_for_load_state("networkidle")
    shown = seen(quiet, network).locator(".laid-one img")
    shown.scroll_into_view_if_needed()
    assert apart(inner(shown.screenshot(), sent.width / sent.height), inner(sent.read())) < FINE


def inner(data: bytes, shape: float = 0) -> bytes:
    """Of a picture, or of one of that shape between bars, what is not at its edges: corners are round on the screen."""
    with Image.open(BytesIO(data)) as image:
        bars = max(0, (image.width - image.height * (shape or image.width / image.height)) / 2)
        wide, high = bars + (image.width - 2 * bars) / 10, image.height / 10
        output = BytesIO()
        image.crop((round(wide), round(high), round(image.width - wide), round(image.height - high))).save(
            output, "PNG"
        )
    return output.getvalue()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_they_put_no_barrier_in_anybodys_way(scheme: str, composing) -> None:
    composing.emulate_media(color_scheme=scheme)
    for size in (seeing.DESK, seeing.PHONE):
        composing.set_viewport_size(size)
        assert seeing.barriers(composing) == []
        assert not seeing.is_too_wide(composing)
