"""Words: hashtags and mentions come from the brand's own posts, and emoji by what they are called."""

import pytest
from django.test import Client

from accounts.models import Brand, Page, User
from tests import seeing
from tests.cast import Write


def words(client: Client, brand: Brand) -> list[str]:
    told: list[str] = client.get("/posts/words", {"brand": brand.pk}).json()["words"]
    return told


def test_what_is_used_most_comes_first_as_it_is_mostly_written(
    client: Client, ana: User, aurora: Brand, write: Write, madrid_mastodon: Page
) -> None:
    for text in ("#Verano con @surf.cadiz", "#Verano y #sol", "#verano #niño, a@b.example", "https://a.example/#no"):
        write(madrid_mastodon, text=text)
    client.force_login(ana)
    assert words(client, aurora) == ["#Verano", "#niño", "#sol", "@surf.cadiz"]


def test_posts_of_others_tell_nothing(
    client: Client, farid: User, aurora: Brand, write: Write, madrid_mastodon: Page
) -> None:
    write(madrid_mastodon, text="#secreto")
    client.force_login(farid)
    assert words(client, aurora) == []


@pytest.fixture
def composing(page, live_server, ana: User, write: Write, madrid_mastodon: Page):
    write(madrid_mastodon, text="Con #AuroraVerano y @surf.cadiz")
    seeing.enter(page, live_server.url, ana)
    page.goto(f"{live_server.url}/posts/new")
    return page


def test_what_is_begun_is_completed_by_keys_and_by_mouse(composing) -> None:
    text = composing.locator("#id_text")
    text.press_sequentially("Hola #aur")
    composing.get_by_role("option", name="#AuroraVerano").wait_for()
    assert text.get_attribute("aria-activedescendant") == "completion-0"
    assert seeing.barriers(composing) == []
    text.press("Enter")
    text.press_sequentially("y @")
    composing.get_by_role("option", name="@surf.cadiz").click()
    assert text.input_value() == "Hola #AuroraVerano y @surf.cadiz "
    text.press_sequentially("#")
    composing.get_by_role("listbox").wait_for()
    text.press("Escape")
    assert not composing.get_by_role("listbox").count()


def test_an_emoji_is_found_by_its_name_and_put_where_one_writes(composing) -> None:
    text = composing.locator("#id_text")
    text.fill("Hola")
    composing.get_by_role("button", name="Emoji").press("Enter")
    search = composing.get_by_label("Search emoji")
    search.fill("sun summer")
    search.press("Enter")
    assert text.input_value() == "Hola☀️"
    composing.get_by_role("button", name="Emoji").click()
    search.press("ArrowDown")
    assert seeing.barriers(composing) == []
    composing.keyboard.press("ArrowRight")
    composing.keyboard.press("Enter")
    assert text.input_value() == "Hola☀️😄"
    composing.get_by_role("button", name="Emoji").click()
    search.fill("unheard of")
    composing.get_by_text("None of ours is called so.").wait_for()


def test_emoji_have_the_names_of_the_readers_language(composing, ana: User) -> None:
    User.objects.filter(pk=ana.pk).update(language="de")
    composing.reload()
    composing.get_by_role("button", name="Emoji").click()
    composing.locator("#emoji input").fill("regenbogen")
    assert composing.locator(".emoji:not([hidden])").all_text_contents() == ["🌈"]
    composing.get_by_role("group", name="Natur").wait_for()


def test_tracked_parameters_are_kept_in_the_link(composing) -> None:
    link = composing.locator("#id_link")
    composing.get_by_text("Follow who comes by this link").click()
    assert composing.get_by_label("Source").is_disabled()
    link.fill("aurora.example/verano?a=1")
    composing.get_by_label("Source").fill("instagram")
    assert link.input_value() == "https://aurora.example/verano?a=1&utm_source=instagram"
    link.fill("https://aurora.example/?utm_medium=social")
    assert composing.get_by_label("Medium").input_value() == "social"
    composing.get_by_label("Medium").fill("")
    assert link.input_value() == "https://aurora.example/"
