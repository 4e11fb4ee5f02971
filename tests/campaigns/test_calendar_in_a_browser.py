"""The calendar as people see and use it: in both themes, at a desk and on a phone, with mouse and keys."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from campaigns.calendar.span import VIEWS
from publisher.models import Freeze
from tests import seeing
from tests.campaigns.test_calendar import many
from tests.world import refused


@pytest.fixture
def site(live_server) -> str:
    return str(live_server.url)


@pytest.fixture
def quiet(page):
    """Nothing may be complained about in the browser's console: no fault of a script, nothing that a policy stopped."""
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda fault: said.append(str(fault)))
    yield page
    assert said == []


@pytest.fixture
def full(ana, dieter, aurora, spain, write, approve, madrid_mastodon, madrid_bluesky, paris_mastodon, photo) -> None:
    """Something of everything: states, pictures, more than fits a day, and a freeze."""
    post = approve(write(madrid_mastodon, pictures=((photo, "Un coche"),)))
    refused(post.publications.get())
    many(paris_mastodon, ana, 5, timezone.now() + timedelta(hours=2))
    many(madrid_bluesky, ana, 15, timezone.now() + timedelta(hours=3))
    Freeze.set(dieter, "A crisis", brand=aurora, market=spain)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_view_puts_a_barrier_in_anybodys_way(scheme: str, site: str, quiet, dieter: User, full: None) -> None:
    seeing.enter(quiet, site, dieter)
    quiet.emulate_media(color_scheme=scheme)
    for view in [*VIEWS, "markets&rows=pages"]:
        for size in (seeing.DESK, seeing.PHONE):
            quiet.set_viewport_size(size)
            quiet.goto(f"{site}/?view={view}")
            assert (view, seeing.barriers(quiet)) == (view, [])
            assert (view, seeing.is_too_wide(quiet)) == (view, False)
