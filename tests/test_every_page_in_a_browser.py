"""Every page that a person can reach, in a real browser: in both themes, at a desk and on a phone, by somebody who may
do everything and by somebody who may do nothing yet. The pages are those of the table of who may do what."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from playwright.sync_api import ConsoleMessage, Page, Request

from accounts.models import Brand, Market, Membership, Role, User
from campaigns.models import Import
from publisher.models import Grant
from tests import seeing
from tests.test_access import EVERYBODY, NOBODY, PUBLIC, TABLE
from tests.world import World, world

NO_PAGE = {
    **dict.fromkeys(("asset", "link_picture", "overlay_picture"), "a picture"),
    "feed": "a calendar for other programs",
    "phrases": "what scripts say",
    "grant_back": "where a network sends people back to, who go on from there",
    **dict.fromkeys(("publications_csv", "desk_csv", "events_csv", "pages_csv", "people_csv"), "a file"),
    **dict.fromkeys(("campaigns_csv", "library_csv", "guidelines_csv"), "a file"),
    **dict.fromkeys(
        ("search", "words", "library_choices", "asset_piece", "asset_crops", "post_people", "all_shown", "news"),
        "a part of a page",
    ),
}
PAGES = [row for row in TABLE if row.method == "GET" and row.route not in NO_PAGE]
LOOKS = [(size, scheme) for size in (seeing.DESK, seeing.PHONE) for scheme in ("light", "dark")]
TOLD = ("status of 403", "status of 404")
"""How a browser tells of an answer that says no, which is what was asked for."""


@dataclass
class Watch:
    """All that is wrong with the pages as they were seen, one line each, with the address."""

    page: Page
    site: str
    where: str = ""
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self.said)
        self.page.on("pageerror", lambda fault: self.note(f"a script broke: {fault}"))
        self.page.on("request", self.asked)

    def note(self, line: str) -> None:
        self.wrong.append(f"{self.where}: {line}")

    def said(self, message: ConsoleMessage) -> None:
        """What a policy stopped is said here, too."""
        if message.type in {"error", "warning"} and not any(told in message.text for told in TOLD):
            self.note(f"the console says: {message.text}")

    def asked(self, request: Request) -> None:
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.note(f"asks elsewhere: {request.url}")

    def look(self, address: str, status: int = 200) -> None:
        self.where = address
        answer = self.page.goto(self.site + address)
        assert answer
        if answer.status != status or "text/html" not in answer.headers["content-type"]:
            self.note(f"answers {answer.status} in {answer.headers['content-type']}")
        for size, scheme in LOOKS:
            self.where = f"{address} at {size['width']} px, {scheme}"
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
            for barrier in seeing.barriers(self.page):
                self.note(barrier)
            if seeing.is_too_wide(self.page):
                self.note("is wider than the window")


@pytest.fixture
def watch(live_server: Any, page: Page) -> Iterator[Watch]:
    watch = Watch(page, str(live_server.url))
    yield watch
    assert not watch.wrong, "\n".join(watch.wrong)


@pytest.fixture
def here(transactional_db: None, settings: Any) -> World:
    settings.SANDBOX = "http://127.0.0.1:9"
    writer = User.objects.create_user("writer@aurora.example", name="Writer")
    Membership.objects.create(user=writer, role=Role.REVIEWER)
    everybody = User.objects.create_user("everybody@aurora.example", name="Everybody at Once")
    Membership.objects.bulk_create(Membership(user=everybody, role=role) for role in Role if role != Role.CLIENT)
    aurora = Brand.objects.create(name="Aurora", slug="aurora", approval_stages=["market", "head_office"])
    spain = Market.objects.create(code="ES", name="Spain", time_zone="Europe/Madrid", languages=["es"])
    return world(aurora, spain, writer)


@pytest.fixture
def everybody(here: World) -> User:
    """Somebody in all roles at once sees all that any of them is shown."""
    person = User.objects.get(email="everybody@aurora.example")
    Grant.objects.update(by=person)
    Import.objects.update(by=person)
    return person


def test_no_page_with_something_on_it_puts_a_barrier_in_anybodys_way(watch: Watch, here: World, everybody: User):
    seeing.enter(watch.page, watch.site, everybody)
    for row in PAGES:
        watch.look(row.address(here))


def test_no_page_is_too_wide_for_long_words_or_from_right_to_left(watch: Watch, here: World, everybody: User):
    """German has the longest words. No language of Marquee is read from right to left yet, but names and posts are, and
    the frame has to bear one."""
    User.objects.filter(pk=everybody.pk).update(language="de")
    seeing.enter(watch.page, watch.site, everybody)
    for row in PAGES:
        watch.where = row.address(here)
        watch.page.goto(watch.site + watch.where)
        for way, size in product(("ltr", "rtl"), (seeing.DESK, seeing.PHONE)):
            watch.page.evaluate("way => { document.documentElement.dir = way }", way)
            watch.page.set_viewport_size(size)  # type: ignore[arg-type]
            if seeing.is_too_wide(watch.page):
                watch.note(f"is wider than the window of {size['width']} px in German, {way}")


def test_no_page_that_may_only_be_read_puts_a_barrier_in_anybodys_way(watch: Watch, here: World):
    seeing.enter(watch.page, watch.site, here.person)
    for row in PAGES:
        if Role.ANALYST in row.may:
            watch.look(row.address(here))
    watch.look(reverse("people"), 403)
    watch.look("/nowhere", 404)


def test_no_page_of_an_empty_house_puts_a_barrier_in_anybodys_way(watch: Watch, transactional_db: None):
    seeing.enter(watch.page, watch.site, User.objects.create_superuser("first@aurora.example"))
    for row in PAGES:
        if not row.about and (row.may in (EVERYBODY, NOBODY) or Role.ADMINISTRATOR in row.may):
            watch.look(reverse(row.route))


def test_no_page_before_the_door_puts_a_barrier_in_anybodys_way(watch: Watch, everybody: User):
    uid = urlsafe_base64_encode(force_bytes(everybody.pk))
    arguments = {"new_password": [uid, default_token_generator.make_token(everybody)]}
    for route in sorted(PUBLIC - {"file"} - set(NO_PAGE)):
        watch.look(reverse(route, args=arguments.get(route)))
    watch.look(reverse("new_password", args=[uid, "spent"]))
    watch.page.route(
        "**/broken", lambda route: route.fulfill(body=render_to_string("500.html"), content_type="text/html")
    )
    watch.look("/broken")
