"""The library as a person uses it: files are dropped and pasted, the focal point moves, the composer chooses."""

import base64
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Route

from accounts.models import Brand, Market, Network, User
from campaigns.models import Asset, Campaign, Post
from tests.cast import Write, film_bytes, many_coloured, page_on, picture_file, striped

DROP = """([data, name, kind, at = "body"]) => {
    const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], name, { type: kind }));
    const options = { bubbles: true, cancelable: true };
    document.querySelector(at).dispatchEvent(new DragEvent("drop", { ...options, dataTransfer: transfer }));
}"""
PASTE = DROP.replace(
    'new DragEvent("drop", { ...options, dataTransfer', 'new ClipboardEvent("paste", { ...options, clipboardData'
)

DATES = {"starts_on": date(2031, 5, 1), "ends_on": date(2031, 6, 1)}


def test_files_are_chosen_dropped_and_pasted(page: Any, anas: str, aurora: Brand) -> None:
    page.goto(f"{anas}/library")
    page.get_by_label("Add pictures or films").set_input_files(
        [
            {"name": "mar.jpg", "mimeType": "image/jpeg", "buffer": picture_file().read()},
            {"name": "film.mp4", "mimeType": "video/mp4", "buffer": film_bytes(1, (320, 240))},
            {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"},
        ]
    )
    page.get_by_role("link", name="film.mp4").wait_for()
    page.get_by_text("logo.svg is not a JPEG").wait_for()
    for event, name in ((DROP, "sol.jpg"), (PASTE, "sal.jpg")):
        page.evaluate(event, [base64.b64encode(striped().read()).decode(), name, "image/jpeg"])
        page.get_by_role("link", name=name).wait_for()
    assert page.locator("#uploads li").count() == 0
    page.reload()
    assert set(Asset.objects.values_list("name", flat=True)) == {"mar.jpg", "film.mp4", "sol.jpg", "sal.jpg"}
    page.get_by_role("searchbox", name="Search").fill("sol")
    page.get_by_role("searchbox", name="Search").press("Tab")
    page.get_by_role("link", name="mar.jpg").wait_for(state="detached")
    page.get_by_role("link", name="sol.jpg").click()
    page.get_by_text("The library has this already").wait_for()


def test_a_file_is_pasted_and_dropped_in_the_composer_and_shows_how_far_it_is(page: Any, anas: str) -> None:
    page.goto(f"{anas}/posts/new")
    data, held = base64.b64encode(striped().read()).decode(), []

    def hold(route: Any) -> None:
        held.append(route)

    page.route("**/assets", hold)
    for event, name, at in ((PASTE, "sol.jpg", "#id_text"), (DROP, "sal.jpg", "[data-drop]")):
        with page.expect_request("**/assets"):
            page.evaluate(event, [data, name, "image/jpeg", at])
        bar = page.get_by_role("progressbar", name=name)
        bar.wait_for()
        page.get_by_text(f"Reading {name}").wait_for()
        assert bar.get_attribute("value") == "100"
        held.pop().continue_()
        bar.wait_for(state="detached")
        page.get_by_role("link", name=f"Focal point and crops of {name}").wait_for()
    assert page.locator("#pictures .picture").count() == 2


def test_the_focal_point_moves_by_click_and_by_keyboard(page: Any, anas: str, ana: User, aurora: Brand) -> None:
    asset = Asset.upload(ana, aurora, striped())
    page.goto(f"{anas}/library/{asset.pk}")
    box = page.locator("[data-focus]").bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.75)
    page.get_by_label("From the left").press("ArrowRight")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Saved.").wait_for()
    asset.refresh_from_db()
    assert asset.focus == (pytest.approx(0.26, abs=0.011), pytest.approx(0.75, abs=0.011))


def test_what_networks_get_follows_the_focal_point_and_the_composer_shows_it_afterwards(
    page: Any, anas: str, ana: User, aurora: Brand, spain: Market, write: Write
) -> None:
    asset = many_coloured(ana, aurora, (1600, 400))
    post = write(page_on(Network.INSTAGRAM, aurora, spain), pictures=((asset, "Colores"),))
    page.goto(f"{anas}/posts/{post.pk}")
    page.locator('.seen [src$="part=418,0,1182,400"]').wait_for()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Focal point and crops").click()
    library = opened.value
    library.locator("[data-focus]").click(position={"x": 1, "y": 1})
    library.locator('.crops [src$="part=0,0,764,400"]').wait_for()
    library.get_by_role("button", name="Save", exact=True).click()
    library.get_by_text("Saved.").wait_for()
    library.close()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # no window of a test is ever out of sight
    page.locator('.seen [src$="part=0,0,764,400"]').wait_for()


def test_the_composer_chooses_from_the_library(page: Any, anas: str, ana: User, aurora: Brand, spain: Market) -> None:
    summer, winter = (Campaign.objects.create(brand=aurora, name=name, **DATES) for name in ("Summer", "Winter"))
    Asset.upload(ana, aurora, striped(), alt="Columnas", market=spain, name="columns.jpg", campaign=summer)
    Asset.upload(ana, aurora, picture_file(), alt="Un coche rojo", market=spain, name="car.jpg", campaign=winter)
    Asset.upload(ana, aurora, striped(5), alt="Un coche azul", market=spain, name="blue.jpg", campaign=summer)
    page.goto(f"{anas}/posts/new")
    page.get_by_label("Text", exact=True).fill("Hola")
    page.get_by_role("button", name="Choose from the library").click()
    page.get_by_label("Search the library").fill("coche")
    page.get_by_role("button", name="columns.jpg").wait_for(state="detached")
    page.locator("#choices").get_by_label("Campaign").select_option("Winter")
    page.get_by_role("button", name="blue.jpg").wait_for(state="detached")
    page.get_by_role("button", name="car.jpg").click()
    page.locator("#pictures .picture").wait_for()
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("Saved.").wait_for()
    [shown] = Post.objects.get().attachments.all()
    assert (shown.asset.name, shown.alt) == ("car.jpg", "")
    page.get_by_label("Add pictures or a film").set_input_files(
        [{"name": "mar.jpg", "mimeType": "image/jpeg", "buffer": striped(3).read()}]
    )
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").click()
    assert Post.objects.get().attachments.count() == 2


def test_a_campaign_chosen_while_a_search_is_under_way_counts(page: Any, anas: str, ana: User, aurora: Brand) -> None:
    summer, winter = (Campaign.objects.create(brand=aurora, name=name, **DATES) for name in ("Summer", "Winter"))
    Asset.upload(ana, aurora, picture_file(), alt="Un coche rojo", name="car.jpg", campaign=winter)
    Asset.upload(ana, aurora, striped(5), alt="Un coche azul", name="blue.jpg", campaign=summer)
    page.goto(f"{anas}/posts/new")
    page.get_by_role("button", name="Choose from the library").click()
    page.get_by_role("button", name="blue.jpg").wait_for()
    held: list[Route] = []
    page.route("**/*q=coche*", lambda route: held.append(route), times=1)  # noqa: PLW0108 - it marks what it is given
    with page.expect_request("**/*q=coche*"):
        page.get_by_label("Search the library").fill("coche")
    page.locator("#choices").get_by_label("Campaign").select_option("Winter")
    page.get_by_role("button", name="blue.jpg").wait_for(state="detached")
    assert page.get_by_role("button", name="car.jpg").is_visible()
