"""Nothing typed is lost: saved by itself, kept while there is no connection, and never over somebody else's text."""

import pytest

from accounts.models import User
from campaigns.models import Post
from tests import seeing
from tests.cast import Write


@pytest.fixture
def site(live_server) -> str:
    return str(live_server.url)


@pytest.fixture
def draft(write: Write, madrid_mastodon) -> Post:
    post: Post = write(madrid_mastodon)
    return post


def opened(page, site: str, person: User, address: str):
    seeing.enter(page, site, person)
    page.goto(f"{site}{address}")
    return page


def text(page):
    return page.locator("#id_text")


def says(page, words: str):
    page.locator("[data-says]", has_text=words).wait_for()


def test_a_new_post_is_saved_by_itself_once_and_then_at_its_own_address(page, site: str, ana: User) -> None:
    opened(page, site, ana, "/posts/new")
    text(page).fill("Hola")
    says(page, "Saved at")
    post = Post.objects.get()
    page.wait_for_url(f"{site}/posts/{post.pk}")
    with page.expect_response(f"**/posts/{post.pk}"):
        text(page).fill("Hola a todos")
    says(page, "Saved at")
    assert Post.objects.get().text == "Hola a todos"
    page.reload()
    assert text(page).input_value() == "Hola a todos"


def test_ten_seconds_without_a_connection_lose_nothing(page, site: str, ana: User, draft: Post) -> None:
    opened(page, site, ana, f"/posts/{draft.pk}")
    page.clock.install()
    page.context.set_offline(True)
    text(page).fill("Escrito sin red")
    page.clock.run_for(10_000)
    says(page, "No connection.")
    text(page).press_sequentially(", y más")
    page.clock.run_for(2_000)
    assert not page.locator(".toast").count()
    page.context.set_offline(False)
    page.clock.run_for(5_000)
    says(page, "Saved at")
    draft.refresh_from_db()
    assert draft.text == "Escrito sin red, y más"


def test_what_was_not_sent_when_the_window_closed_comes_back(page, site: str, ana: User, draft: Post) -> None:
    opened(page, site, ana, f"/posts/{draft.pk}")
    page.route(
        f"**/posts/{draft.pk}", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    text(page).fill("Casi perdido")
    says(page, "No connection.")
    page.on("dialog", lambda dialog: dialog.accept())
    page.unroute(f"**/posts/{draft.pk}")
    page.goto(f"{site}/posts/{draft.pk}")
    says(page, "Saved at")
    assert text(page).input_value() == "Casi perdido"
    draft.refresh_from_db()
    assert draft.text == "Casi perdido"


def test_two_people_see_each_other_and_a_late_save_lays_both_texts_side_by_side(
    page, new_context, site: str, ana: User, bruno: User, draft: Post
) -> None:
    opened(page, site, ana, f"/posts/{draft.pk}")
    other = opened(new_context().new_page(), site, bruno, f"/posts/{draft.pk}")
    other.get_by_text("Ana has this post open, too.").wait_for()
    text(other).fill("Lo de Bruno")
    says(other, "Saved at")
    text(page).fill("Lo de Ana")
    says(page, "Not saved: somebody else saved this post meanwhile")
    both = page.locator("#both")
    assert "Lo de Bruno" in both.inner_text()
    assert text(page).input_value() == "Lo de Ana"
    page.get_by_text("Bruno has this post open, too.").wait_for()
    page.get_by_role("button", name="Save mine over it").click()
    page.get_by_text("Saved.", exact=True).wait_for()
    draft.refresh_from_db()
    assert draft.text == "Lo de Ana"
    assert {version.text for version in draft.versions.all()} >= {"Lo de Bruno", "Lo de Ana"}
