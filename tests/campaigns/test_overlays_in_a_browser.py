"""Overlays and what the library has, as a person chooses them: with pages that show at once what they get."""

from typing import Any

from accounts.models import Brand, Page, User
from campaigns.models import Asset, Overlay
from tests.cast import Write, picture_file


def test_an_overlay_is_seen_as_soon_as_it_is_chosen(
    page: Any, anas: str, write: Write, photo: Asset, logo: Overlay, madrid_mastodon: Page
) -> None:
    post = write(madrid_mastodon, pictures=((photo, "Un coche"),))
    page.goto(f"{anas}/posts/{post.pk}")
    page.get_by_label("Laid over it").select_option("Logo")
    page.locator(f'.seen img[src*="overlay={logo.laid}"]').first.wait_for()
    page.get_by_role("button", name="Save draft").click()
    page.get_by_text("Saved.").first.wait_for()
    assert post.attachments.get().overlay == logo


def test_what_is_ticked_in_the_library_is_changed_together(page: Any, anas: str, ana: User, aurora: Brand) -> None:
    for name in ("mar.jpg", "sol.jpg", "sal.jpg"):
        Asset.upload(ana, aurora, picture_file(name))
    page.goto(f"{anas}/library")
    assert not page.get_by_role("button", name="Change them").is_visible()
    for name in ("mar.jpg", "sol.jpg"):
        page.get_by_label(f"Choose {name}").check()
    page.get_by_role("button", name="Change them").click()
    page.get_by_role("heading", name="Change 2 pictures or films").wait_for()
    page.get_by_label("Add these tags").fill("playa")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Saved: 2 are changed.").wait_for()
    assert set(Asset.objects.filter(tags=["playa"]).values_list("name", flat=True)) == {"mar.jpg", "sol.jpg"}
