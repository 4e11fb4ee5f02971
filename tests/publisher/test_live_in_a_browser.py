"""A post's whole way, each person in a browser of their own, and nobody reloads a page."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from accounts.models import Network, User
from campaigns.models import Publication
from publisher.models import Freeze
from tests import seeing
from tests.cast import make_due
from tests.publisher.conftest import work
from tests.publisher.test_live import ringing  # noqa: F401
from tests.world import refused

Open = Callable[[User, str, dict[str, int]], Any]


@pytest.fixture
def rung(settings, live_server, ringing) -> str:  # noqa: F811
    """The address of the pages, which the process beside the test rings."""
    settings.LIVE = ringing
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    origin = ringing.removesuffix("/live")
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy | {"connect-src": [*policy["connect-src"], origin]}}
    return str(live_server.url)


@pytest.fixture
def opened(new_context, rung) -> Iterator[Open]:
    """A page in a browser of the person's own. Its console has to stay silent."""
    said: list[str] = []

    def opening(person: User, path: str, size: dict[str, int]) -> Any:
        page = new_context(viewport=size).new_page()
        page.on("console", lambda message: said.append(f"{message.text} {message.location}"))
        page.on("pageerror", lambda fault: said.append(str(fault)))
        seeing.enter(page, rung, person)
        page.goto(f"{rung}{path}")
        return page

    yield opening
    assert said == []


def beside(verb: Callable[..., Any], *words: str) -> Any:
    """What a verb gives that makes calls, in a thread of its own: a browser's loop runs in this one."""

    def spoken() -> Any:
        try:
            return verb(*words)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(spoken).result()


def test_a_post_is_drafted_on_a_phone_approved_elsewhere_and_turns_live_where_it_is_looked_at(
    opened: Open, connect, sandbox, ana: User, carmen: User, dieter: User
) -> None:
    madrid = beside(connect, Network.MASTODON)
    reviewer = opened(dieter, "/review", seeing.DESK)
    reviewer.get_by_role("heading", name="Nothing waits for you").wait_for()
    phone = opened(ana, "/posts/new", seeing.PHONE)
    phone.get_by_label("Text", exact=True).fill("Hola desde el teléfono")
    phone.get_by_label("Date", exact=True).fill(f"{timezone.now() + timedelta(days=1):%Y-%m-%d}")
    phone.get_by_label("Time", exact=True).fill("12:00")
    phone.get_by_label(madrid.name).first.check()
    phone.get_by_role("button", name="Submit for approval").click()
    phone.get_by_text("waits for market lead").wait_for()
    about = phone.locator("#about")
    calendar = opened(ana, "/?view=agenda", seeing.PHONE)
    card = calendar.locator(f"#p{Publication.objects.get().pk}")
    card.get_by_text("In review").wait_for()

    lead = opened(carmen, "/review", seeing.DESK)
    seeing.settle(lead)
    lead.get_by_role("button", name="Approve").click()
    lead.get_by_text("Approved.").wait_for()
    reviewer.get_by_role("link", name="Hola desde el teléfono").click()
    reviewer.locator(".words.said").wait_for()
    seeing.settle(reviewer)
    reviewer.get_by_role("button", name="Approve").click()
    reviewer.get_by_text("Approved.").wait_for()
    card.get_by_text("Scheduled").wait_for()
    about.get_by_text("Scheduled").wait_for()

    make_due(Publication.objects.get())
    beside(work, Network.MASTODON)
    assert [post["text"] for post in sandbox.public(madrid.remote_id)] == ["Hola desde el teléfono"]
    card.get_by_text("Published").wait_for()
    about.get_by_role("link", name="See the post").wait_for()
    Freeze.set(dieter, "A crisis", brand=madrid.brand)
    for page in (phone, calendar, lead):
        page.locator("#freezes").get_by_text("A crisis").wait_for()
    phone.locator("#post-head").get_by_text("Approved").wait_for()


def test_a_case_is_added_to_the_desk_but_not_while_somebody_writes_an_answer(
    opened: Open, ana: User, write, approve, madrid_mastodon
) -> None:

    desk = opened(ana, "/desk", seeing.DESK)
    desk.clock.install()
    desk.reload()
    asked = []
    desk.on("request", lambda request: asked.append(request) if "since=" in request.url else None)
    refused(approve(write(madrid_mastodon, text="Uno")).publications.get())
    desk.clock.run_for(6_000)
    desk.get_by_text("Uno").wait_for()
    assert desk.locator("#desk-count").inner_text().split()[0] == "1"
    desk.locator("#desk").get_by_text("It is out there…").click()
    desk.get_by_label("Address of the post").fill("https://example.com/1")
    refused(approve(write(madrid_mastodon, text="El segundo")).publications.get())
    before = len(asked)
    desk.clock.run_for(120_000)
    assert len(asked) == before
    assert desk.get_by_label("Address of the post").input_value() == "https://example.com/1"
    desk.get_by_label("Address of the post").fill("")
    desk.locator("#desk").get_by_text("It is out there…").click()
    desk.locator("h1").click()
    desk.clock.run_for(6_000)
    desk.get_by_text("El segundo").wait_for()
    desk.clock.run_for(1_000)
    assert seeing.barriers(desk) == []


def test_a_freeze_is_told_on_every_page_and_takes_nothing_from_whoever_writes_one(
    opened: Open, dieter: User, carmen: User, madrid_mastodon
) -> None:
    library, freezes = (opened(dieter, path, seeing.DESK) for path in ("/library", "/freezes"))
    freezes.get_by_label("Reason").fill("Half a")
    Freeze.set(carmen, "A crisis", brand=madrid_mastodon.brand, market=madrid_mastodon.market)
    library.locator("#freezes").get_by_text("A crisis").wait_for()
    freezes.locator("#in-force").get_by_text("A crisis").wait_for()
    assert freezes.get_by_label("Reason").input_value() == "Half a"
