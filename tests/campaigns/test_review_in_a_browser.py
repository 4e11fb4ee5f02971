"""The review as people use it: by keys at a desk, with one thumb on a phone, in both themes."""

from datetime import timedelta

import pytest

from accounts.models import Page, User
from campaigns.models import Asset, Post
from tests import seeing
from tests.cast import Write, in_an_hour

UNLIKELY = ("409 (Conflict)", "422 (Unprocessable")


@pytest.fixture
def quiet(page):
    """Nothing may be complained about in the browser's console, but that an answer was no."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda fault: said.append(str(fault)))
    yield page
    assert [line for line in said if not any(answer in line for answer in UNLIKELY)] == []


@pytest.fixture
def posts(write: Write, ana: User, madrid_mastodon: Page, photo: Asset) -> list[Post]:
    """Three that wait for Carmen: one, dos, tres."""
    made = [
        write(
            madrid_mastodon, text=f"{text}.", at=in_an_hour() + timedelta(hours=hours), pictures=((photo, "Un coche"),)
        )
        for hours, text in enumerate(("Uno", "Dos", "Tres"))
    ]
    for post in made:
        post.submit(by=ana)
    return made


@pytest.fixture
def reviewing(live_server, quiet, carmen: User, posts: list[Post]):
    quiet.set_viewport_size(seeing.DESK)
    seeing.enter(quiet, live_server.url, carmen)
    quiet.goto(f"{live_server.url}/review")
    return quiet


def shown(page, text: str) -> None:
    page.locator(".words.said", has_text=text).wait_for()
    page.locator("#case-title:focus").wait_for()


def state(post: Post) -> tuple[str, str]:
    post.refresh_from_db()
    return post.state, post.stage


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_anybodys_way(scheme: str, reviewing) -> None:
    reviewing.emulate_media(color_scheme=scheme)
    reviewing.reload()  # colours that fade over are neither of both
    for size in (seeing.DESK, seeing.PHONE):
        reviewing.set_viewport_size(size)
        assert (seeing.barriers(reviewing), seeing.is_too_wide(reviewing)) == ([], False)
    reviewing.get_by_role("button", name="show the list").click()
    assert seeing.barriers(reviewing) == []


def test_posts_are_decided_by_keys_and_the_next_one_comes(reviewing, posts: list[Post]) -> None:
    reviewing.keyboard.press("j")
    shown(reviewing, "Dos.")
    reviewing.keyboard.press("k")
    shown(reviewing, "Uno.")
    seeing.settle(reviewing)
    reviewing.keyboard.press("a")
    shown(reviewing, "Dos.")
    assert state(posts[0]) == ("review", "head_office")
    assert reviewing.url.endswith(f"?post={posts[1].pk}")
    seeing.settle(reviewing)
    reviewing.keyboard.press("c")
    note = reviewing.get_by_label("Note to Ana")
    reviewing.locator("#id_note:focus").wait_for()
    note.press_sequentially("Falta el precio: ¿a, c o r?")
    assert state(posts[1]) == ("review", "market")
    reviewing.keyboard.press("Control+Enter")
    shown(reviewing, "Tres.")
    assert state(posts[1]) == ("draft", "")
    seeing.settle(reviewing)
    reviewing.keyboard.press("r")
    note.fill("No.")
    reviewing.get_by_role("button", name="Reject").click()
    reviewing.get_by_text("Nothing waits for you").wait_for()
    assert state(posts[2]) == ("rejected", "")


def test_a_decision_is_undone_by_key(reviewing, posts: list[Post]) -> None:
    seeing.settle(reviewing)
    reviewing.keyboard.press("a")
    shown(reviewing, "Dos.")
    reviewing.keyboard.press("z")
    shown(reviewing, "Uno.")
    reviewing.get_by_text("Undone.").wait_for()
    assert state(posts[0]) == ("review", "market")


def test_a_key_that_is_held_or_pressed_twice_counts_once(reviewing, posts: list[Post]) -> None:
    reviewing.keyboard.down("j")
    shown(reviewing, "Dos.")
    reviewing.keyboard.down("j")  # is held
    seeing.settle(reviewing)
    assert reviewing.locator(".words.said").text_content() == "Dos."
    reviewing.keyboard.up("j")
    again = "document.querySelector('[name=decision][value=approve]').click()"
    reviewing.evaluate(f"addEventListener('htmx:afterSettle', () => {again}, {{once: true}})")
    reviewing.keyboard.press("a")
    shown(reviewing, "Tres.")
    seeing.settle(reviewing)
    assert [state(post)[1] for post in posts] == ["market", "head_office", "market"]


def test_what_changed_while_it_was_open_is_said_and_the_note_stays(reviewing, posts: list[Post], ana: User) -> None:
    post, draft = posts[0], posts[0].draft()
    post.revise(ana, type(draft)(**{**draft.__dict__, "text": "Otra cosa."}), post.version)
    post.submit(by=ana)
    seeing.settle(reviewing)
    reviewing.get_by_label("Note to Ana").fill("Muy bien.")
    reviewing.get_by_role("button", name="Approve").click()
    reviewing.get_by_text("The post changed after you opened it.").wait_for()
    reviewing.locator(".words.said", has_text="Otra cosa.").wait_for()
    assert reviewing.get_by_label("Note to Ana").input_value() == "Muy bien."
    assert state(post) == ("review", "market")


def test_one_thumb_decides_on_a_phone(reviewing, posts: list[Post]) -> None:
    reviewing.set_viewport_size(seeing.PHONE)
    approve = reviewing.get_by_role("button", name="Approve")
    box = approve.bounding_box()
    assert box["height"] >= 44
    assert box["y"] > seeing.PHONE["height"] * 0.75
    assert not reviewing.get_by_label("Note to Ana").is_visible()
    seeing.settle(reviewing)
    approve.click()
    shown(reviewing, "Dos.")
    seeing.settle(reviewing)
    reviewing.get_by_role("button", name="Ask for changes").click()
    reviewing.get_by_label("Note to Ana").fill("Falta el precio.")
    assert not seeing.is_too_wide(reviewing)
    reviewing.get_by_role("button", name="Ask for changes").click()
    shown(reviewing, "Tres.")
    assert [state(post)[0] for post in posts] == ["review", "draft", "review"]
    reviewing.get_by_role("button", name="show the list").click()
    reviewing.get_by_role("navigation", name="Posts that wait for you").get_by_role("link").click()
    shown(reviewing, "Tres.")


def test_the_list_is_narrowed_and_the_address_keeps_it(
    reviewing, posts: list[Post], write: Write, ana: User, madrid_bluesky: Page
) -> None:
    write(madrid_bluesky, text="Azul.").submit(by=ana)
    reviewing.reload()
    reviewing.get_by_label("Network").select_option("bluesky")
    reviewing.locator(".words.said", has_text="Azul.").wait_for()
    assert "network=bluesky" in reviewing.url
    seeing.settle(reviewing)
    reviewing.keyboard.press("a")
    reviewing.get_by_text("Nothing of these waits for you").wait_for()
    reviewing.get_by_role("link", name="Show all").click()
    reviewing.locator(".words.said", has_text="Uno.").wait_for()


def test_a_name_behind_an_at_is_offered_taken_and_marked(reviewing, dieter: User, posts: list[Post]) -> None:
    field = reviewing.get_by_label("Comment for colleagues")
    field.press_sequentially("¿Lo ves bien, @d")
    option = reviewing.get_by_role("option", name="Dieter")
    option.wait_for()
    assert seeing.barriers(reviewing) == []
    reviewing.keyboard.press("Enter")
    assert field.input_value() == "¿Lo ves bien, @Dieter "
    reviewing.keyboard.press("Control+Enter")
    reviewing.locator(".mention", has_text="@Dieter").wait_for()
    assert [comment.named for comment in posts[0].comments.all()] == [["Dieter"]]
