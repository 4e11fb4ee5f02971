"""A login ends while a page is open: nothing typed is lost, one sentence leads back in, and the same page goes on."""

import pytest
from django.contrib.sessions.models import Session

from accounts.models import User
from campaigns.models import Post, Publication
from tests import seeing
from tests.campaigns.test_autosave_in_a_browser import says, text
from tests.cast import PASSWORD, Write

ENDED = "Your login has ended."


@pytest.fixture
def site(live_server) -> str:
    return str(live_server.url)


def end_logins() -> None:
    Session.objects.all().delete()


def log_in(page, person: User) -> None:
    page.fill("[name=username]", person.email)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    page.locator(".sidebar").wait_for()


def log_in_beside(page, site: str, person: User) -> None:
    """In another tab, and back."""
    beside = page.context.new_page()
    beside.goto(f"{site}/login")
    log_in(beside, person)
    beside.close()
    page.bring_to_front()


def told(page):
    return page.locator(".toast", has_text=ENDED)


def test_a_text_is_kept_while_nobody_is_logged_in_and_saved_after(page, site: str, ana: User, write: Write) -> None:
    draft: Post = write()
    seeing.enter(page, site, ana)
    page.goto(f"{site}/posts/{draft.pk}")
    end_logins()
    text(page).fill("Escrito sin sesión")
    says(page, "Not saved: your login has ended.")
    with page.expect_response(lambda answer: "/login" in answer.url):
        text(page).press_sequentially(", y más")
    assert (told(page).count(), page.locator(".toast").count(), page.locator("[name=password]").count()) == (1, 1, 0)
    with page.context.expect_page() as opening:
        told(page).get_by_role("link", name="Log in").click()
    log_in(opening.value, ana)
    opening.value.close()
    says(page, "Saved at")
    told(page).wait_for(state="detached")
    draft.refresh_from_db()
    assert draft.text == "Escrito sin sesión, y más"


def test_a_login_renewed_before_anything_was_asked_goes_unnoticed(page, site: str, ana: User, write: Write) -> None:
    """All that a page carries of a login is renewed, for its forms too."""
    draft: Post = write()
    seeing.enter(page, site, ana)
    page.goto(f"{site}/posts/{draft.pk}")
    end_logins()
    log_in_beside(page, site, ana)
    text(page).fill("Otra sesión")
    says(page, "Saved at")
    assert page.locator(".toast").count() == 0
    page.get_by_role("button", name="Save draft").click()
    page.locator(".toast", has_text="Saved").wait_for()
    draft.refresh_from_db()
    assert draft.text == "Otra sesión"


def test_nothing_is_saved_in_the_name_of_somebody_else(page, site: str, ana: User, carmen: User, write: Write) -> None:
    draft: Post = write()
    seeing.enter(page, site, ana)
    page.goto(f"{site}/posts/{draft.pk}")
    end_logins()
    log_in_beside(page, site, carmen)
    text(page).fill("De Ana, no de Carmen")
    page.locator(".toast", has_text="Somebody else is logged in").wait_for()
    says(page, "Not saved")
    draft.refresh_from_db()
    assert (draft.text, draft.last_editor) == ("La nueva Aurora ya está aquí.", ana)


@pytest.mark.parametrize("address", ["/", "/notices", "/pages/health", "/desk"])
def test_a_page_that_shows_what_happens_says_it_once_and_goes_on(address: str, page, site: str, dieter: User) -> None:
    page.clock.install()
    seeing.enter(page, site, dieter)
    page.goto(f"{site}{address}")
    end_logins()
    page.clock.run_for(20_000)
    told(page).wait_for()
    assert (page.locator(".toast").count(), page.locator("[name=password]").count()) == (1, 0)
    log_in_beside(page, site, dieter)
    with page.expect_response(lambda answer: "since=" in answer.url and answer.status in {200, 204}):
        page.clock.run_for(20_000)
    told(page).wait_for(state="detached")


def test_the_palette_makes_way_for_the_sentence(page, site: str, ana: User) -> None:
    seeing.enter(page, site, ana)
    page.goto(f"{site}/review")
    end_logins()
    page.keyboard.press("Control+k")
    page.keyboard.type("madrid")
    told(page).wait_for()
    assert not page.locator("#palette[open]").count()


def test_a_move_on_the_calendar_waits_for_the_next_login(
    page, site: str, ana: User, write: Write, madrid_mastodon
) -> None:
    write(madrid_mastodon)
    publication = Publication.objects.get()
    seeing.enter(page, site, ana)
    page.goto(f"{site}/?view=agenda")

    def move() -> None:
        page.locator(".entry").focus()
        for key in ("Space", "ArrowRight", "Space"):
            page.keyboard.press(key)

    end_logins()
    move()
    told(page).wait_for()
    assert page.locator(".toast").count() == 1
    log_in_beside(page, site, ana)
    told(page).wait_for(state="detached")
    move()
    page.locator(".toast", has_text="Moved").wait_for()
    assert Publication.objects.get().wall.day != publication.wall.day


def test_what_was_sent_without_a_login_leads_back_to_its_page(page, site: str, ana: User, write: Write) -> None:
    """To the page on which the button stands, not to the address that only takes what was sent."""
    draft: Post = write()
    seeing.enter(page, site, ana)
    page.goto(f"{site}/posts/{draft.pk}")
    page.clock.install()  # nothing is saved by itself meanwhile
    text(page).fill("Enviado sin sesión")
    end_logins()
    page.locator("[data-submits]").click()
    log_in(page, ana)
    says(page, "What you typed before and had not saved is back.")
    assert (page.url, text(page).input_value()) == (f"{site}/posts/{draft.pk}", "Enviado sin sesión")
