"""Pages on which something may happen ask for news; the process that rings them holds as many as there are."""

import asyncio
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPResponse
from urllib.error import HTTPError

import pytest
from aiohttp.test_utils import TestClient, TestServer

from accounts import news
from campaigns.calendar.span import VIEWS
from campaigns.models import Campaign
from publisher import live
from publisher.models import Freeze
from rig import ports, procfile
from rig.console import wait_until
from tests.publisher.test_kills import ROOT, environment
from tests.world import refused

PART = {"HX-Request": "true"}
PULSE = re.compile(r'id="pulse" hx-get="([^"]+)".*?hx-target="#([^"]+)"')


@pytest.mark.parametrize(
    "address",
    [
        *(f"/?view={view}" for view in VIEWS),
        "/posts/{post}",
        "/review",
        "/desk",
        "/pages/health",
        "/campaigns/{campaign}",
        "/notices",
        "/freezes",
        "/events",
    ],
)
def test_a_page_hears_that_something_happened_and_is_shown_anew(
    address, client, dieter, aurora, approve, write, madrid_mastodon
):
    campaign = Campaign.objects.create(brand=aurora, name="Summer", starts_on="2031-06-01", ends_on="2031-08-31")
    post = approve(write(madrid_mastodon))
    client.force_login(dieter)
    path = address.format(post=post.pk, campaign=campaign.pk)
    asked, part = PULSE.search(client.get(path).content.decode()).groups()
    asked = path.partition("?")[0] + asked.replace("&amp;", "&")
    assert client.get(asked, headers=PART).status_code == 204
    refused(post.publications.get())
    Freeze.set(dieter, "A crisis", brand=aurora)
    answer = client.get(asked, headers=PART).content.decode()
    assert f'id="{part}"' in answer
    assert '<span class="count is-care" id="desk-count">1' in answer
    assert '<div class="banner" role="status">' in answer
    again, _ = PULSE.search(answer).groups()
    assert client.get(path.partition("?")[0] + again.replace("&amp;", "&"), headers=PART).status_code == 204


def test_a_page_on_which_nothing_else_lives_hears_of_freezes_and_of_what_waits(
    client, dieter, aurora, approve, write, madrid_mastodon
):
    post = approve(write(madrid_mastodon))
    client.force_login(dieter)
    asked, part = PULSE.search(client.get("/library").content.decode()).groups()
    assert (asked, part) == ("/news?since=", "everywhere")
    asked, _ = PULSE.search(client.get(asked, headers=PART).content.decode()).groups()
    assert client.get(asked, headers=PART).status_code == 204
    refused(post.publications.get())
    Freeze.set(dieter, "A crisis", brand=aurora)
    answer = client.get(asked, headers=PART).content.decode()
    assert '<span class="count is-care" id="desk-count">1' in answer
    assert '<div class="banner" role="status">' in answer


def test_no_page_asks_twice(client, dieter):
    client.force_login(dieter)
    for path in ("/", "/notices", "/freezes", "/library"):
        assert len(PULSE.findall(client.get(path).content.decode())) == 1, path


def test_whoever_reviews_keeps_the_open_post_and_is_told_when_another_decided(
    client, dieter, carmen, write, ana, madrid_mastodon
):
    post, other = (write(madrid_mastodon, text=text) for text in ("Uno", "Dos"))
    for one in (post, other):
        one.submit(by=ana)
        one.approve(by=carmen, digest=one.revision.digest)
    client.force_login(dieter)
    asked, part = PULSE.search(client.get(f"/review?post={post.pk}").content.decode()).groups()
    assert part == "queue"
    post.withdraw_approval(carmen)
    answer = client.get(f"/review{asked.replace('&amp;', '&')}", headers=PART).content.decode()
    assert "does not wait for you any more" in answer
    assert f"post={post.pk}&amp;since=" in PULSE.search(answer)[1]


# --- the process that rings


@contextmanager
def serving(line: str, bind: str, **variables: str) -> Iterator[None]:
    """A process of the Procfile, beside the test, on its database."""
    command = ["/bin/sh", "-c", f"exec {procfile.read()[line]}"]
    path = f"{sys.prefix}/bin:/usr/bin:/bin"
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(8) | {"PATH": path} | variables, stderr=subprocess.PIPE
    )
    try:
        assert wait_until(lambda: not ports.is_free(int(bind.rpartition(":")[2])), 60), process.args
        yield
    finally:
        process.terminate()
        process.communicate(timeout=30)


@pytest.fixture
def ringing(transactional_db) -> Iterator[str]:
    """The address of the process that rings."""
    bind = f"{ports.LOOPBACK}:{ports.any_free()}"
    with serving("live", bind, MARQUEE_LIVE_BIND=bind):
        yield f"http://{bind}/live"


def rings(stream: HTTPResponse) -> None:
    """The next ring; what only says that the stream lives is passed over."""
    while stream.readline() != b"data: news\n":
        pass


def listening(address: str, person) -> HTTPResponse:
    stream = urllib.request.urlopen(f"{address}?ticket={news.ticket(person)}", timeout=30)
    rings(stream)  # the first comes at once
    return stream


def test_fifty_open_pages_are_rung_and_keep_nobody_from_others(ringing, ana, write, madrid_mastodon):
    bind = f"{ports.LOOPBACK}:{ports.any_free()}"
    with ExitStack() as stack:
        stack.enter_context(serving("web", bind, GUNICORN_CMD_ARGS=f"--bind={bind} --workers=1"))
        streams = [stack.enter_context(listening(ringing, ana)) for _ in range(50)]
        for _ in range(20):
            began = time.monotonic()
            with urllib.request.urlopen(f"http://{bind}/login", timeout=10) as answer:
                assert answer.status == 200
            assert time.monotonic() - began < 5
        write(madrid_mastodon)
        for stream in streams:
            rings(stream)


def test_nobody_is_rung_for_what_is_not_theirs(ringing, ana, farid, dieter, write, madrid_mastodon, france):
    with listening(ringing, ana) as hers, listening(ringing, farid) as his:
        write(madrid_mastodon)
        rings(hers)
        Freeze.set(dieter, "Only there", brand=dieter.memberships.get().brand, market=france)
        rings(his)
        write(madrid_mastodon)
        rings(hers)
        his.fp.raw._sock.settimeout(1)  # type: ignore[union-attr]
        with pytest.raises(TimeoutError):
            rings(his)


def test_whoever_has_no_ticket_hears_nothing(ringing):
    with pytest.raises(HTTPError, match="403"):
        urllib.request.urlopen(f"{ringing}?ticket=nonsense", timeout=10)


def test_beyond_what_one_process_holds_pages_ask_by_themselves(ana, monkeypatch):
    monkeypatch.setattr(live, "MOST", 0)

    async def refused_with() -> int:
        async with TestClient(TestServer(live.Live().app())) as client:
            return (await client.get("/live", params={"ticket": news.ticket(ana)})).status

    assert asyncio.run(refused_with()) == 503
