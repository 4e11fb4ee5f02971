"""A thread written with a browser: parts are added, numbered and taken out, and pictures go along."""

import pytest

from accounts.models import Page, User
from campaigns.models import Asset, Post
from tests.cast import PASSWORD, Write


@pytest.fixture
def composing(live_server, page, ana: User, madrid_mastodon: Page, write: Write, photo: Asset):
    """Ana at a post with one picture."""
    post = write(madrid_mastodon, pictures=((photo, "Un coche"),))
    page.goto(f"{live_server.url}/login")
    page.get_by_label("E-mail").fill(ana.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.goto(f"{live_server.url}/posts/{post.pk}")
    return page


def test_parts_are_added_counted_shown_by_their_pictures_and_taken_out(composing) -> None:
    where = composing.get_by_label("Shown by")
    assert not where.is_visible()
    for text in ("Dos", "Tres", "Cuatro"):
        composing.get_by_role("button", name="Add a part").click()
        composing.locator("#parts textarea").last.fill(text)
    composing.get_by_text("Part 4", exact=True).wait_for()  # among the counters
    where.select_option("part 4")
    composing.get_by_role("button", name="Take this part out").nth(1).click()
    assert composing.get_by_label("Part 3").input_value() == "Cuatro"
    assert where.input_value() == "3"
    composing.get_by_role("button", name="Save draft").click()
    composing.get_by_text("Saved.").wait_for()
    post = Post.objects.get()
    assert post.thread == ["Dos", "Cuatro"]
    assert [(one.part, one.alt) for one in post.attachments.all()] == [(3, "Un coche")]


def test_pictures_of_a_part_that_is_taken_out_go_to_the_post(composing) -> None:
    composing.get_by_role("button", name="Add a part").click()
    composing.locator("#parts textarea").fill("Dos")
    composing.get_by_label("Shown by").select_option("part 2")
    composing.get_by_role("button", name="Take this part out").click()
    assert not composing.get_by_label("Shown by").is_visible()
    composing.get_by_role("button", name="Save draft").click()
    composing.get_by_text("Saved.").wait_for()
    assert Post.objects.get().thread == []
    assert [one.part for one in Post.objects.get().attachments.all()] == [1]


def test_keys_save_and_submit(composing) -> None:
    composing.locator("#id_text").fill("Con teclas")
    composing.keyboard.press("Control+s")
    composing.get_by_text("Saved.", exact=True).wait_for()
    assert Post.objects.get().text == "Con teclas"
    composing.locator("#id_text").press("Control+Enter")
    composing.get_by_text("Submitted. Next to decide: market lead.").wait_for()
    assert Post.objects.get().state == "review"
