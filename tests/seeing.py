"""What a test with a browser needs: somebody logged in, and a look for barriers."""

from functools import cache
from typing import Any

from django.conf import settings
from django.test import Client

from accounts.models import User
from rig.browser import AT_REST
from rig.places import PROJECT

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
AXE = """axe.run(document, {
        preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    })
    .then(({violations}) => violations.flatMap(({id, nodes}) => nodes.map(({html}) => `${id}: ${html}`)))"""
"""It fetches no style sheet by itself: what one imports it would put into the page, which the policy forbids."""


def enter(page, site: str, person: User) -> None:
    """The browser has the person's session from here on."""
    client = Client()
    client.force_login(person)
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": client.cookies["sessionid"].value, "url": site}]
    )


@cache
def _axe() -> str:
    return (PROJECT / "node_modules" / "axe-core" / "axe.min.js").read_text()


def barriers(page) -> list[str]:
    """What stands in somebody's way on the page as it is now: WCAG 2.2 AA, as far as a machine can see. It looks from
    the top, where nothing has half slid under what stays, and at colours that have come to rest."""
    page.evaluate("scrollTo(0, 0)")
    page.evaluate(AT_REST)
    page.evaluate(_axe())
    found: list[str] = page.evaluate(AXE)
    return found


def is_too_wide(page) -> bool:
    """Beside the gutter of a scrollbar, which the width of the window counts in."""
    wide: bool = page.evaluate("document.documentElement.scrollWidth > document.body.offsetWidth")
    return wide


def settle(page: Any) -> None:
    """A post has to have been on the screen for a moment before a word on it counts."""
    page.evaluate("new Promise((done) => setTimeout(done, 450))")
