"""What benches and chaos runs are seeded with goes the whole way through the engine."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from accounts.models import Network, Page
from publisher import connections
from publisher.engine.claim import approved_digests, is_approved
from publisher.engine.release import release
from publisher.models import Delivery
from publisher.rehearsal.cast import Cast, gather_cast
from publisher.rehearsal.pages import networks_for, seed_pages
from publisher.rehearsal.seed import Wave, seed, seed_asset
from publisher.rehearsal.tables import lines
from publisher.rehearsal.verdict import judge
from rig import film
from tests.cast import picture_file
from tests.peer import Sandbox
from tests.publisher.conftest import work

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = networks_for(pictures=False, film=False)


@pytest.fixture
def cast() -> Cast:
    return gather_cast()


def test_every_seeded_publication_becomes_public_once_as_the_ledger_says(
    cast: Cast, sandbox: Sandbox, tmp_path: Path
) -> None:
    file = tmp_path / "car.jpg"
    file.write_bytes(picture_file().read())
    pages = seed_pages(sandbox.address, cast, 6, WORDS)
    wave = Wave(f"Wave {tmp_path}", 6, timezone.now(), together=2, pictures=[seed_asset(cast, file)], pictured=2)
    ledger = seed(cast, pages, wave)
    work(*{line["network"] for line in ledger})
    for line in ledger:
        [post] = sandbox.public(line["account"])
        assert (post["network"], post["text"]) == (line["network"], line["text"])
    shown = [len(sandbox.public(page.remote_id)[0]["media"]) for page in pages]
    assert shown == [1, 1, 0, 0, 1, 1]


def test_every_seeded_publication_is_approved_to_the_letter(cast: Cast, sandbox: Sandbox) -> None:
    seed(cast, seed_pages(sandbox.address, cast, 3, WORDS), Wave("Wave", 3, timezone.now(), together=3))
    release()
    deliveries = list(Delivery.objects.all())
    approved = approved_digests(deliveries)
    assert [is_approved(delivery, approved) for delivery in deliveries] == [True] * 3


def test_the_verdict_finds_nothing_on_any_network_where_nothing_went_wrong(
    cast: Cast, sandbox: Sandbox, tmp_path: Path, live_server: LiveServer, settings: Any
) -> None:
    settings.PUBLIC_MEDIA = live_server.url
    file = tmp_path / "car.jpg"
    file.write_bytes(picture_file().read())
    networks = networks_for(pictures=True, film=True)
    assert networks == Network.values
    pages = seed_pages(sandbox.address, cast, len(networks), networks)
    shown = {"pictures": [seed_asset(cast, file)], "film": seed_asset(cast, film.make(tmp_path / "film.mp4"))}
    seed(cast, pages, Wave("Verdict", len(pages), timezone.now(), followed=1, **shown))
    with sandbox.set(film_processing=0):
        work()
    posts = [post for page in pages for post in sandbox.public(page.remote_id) if "Verdict" in post["text"]]
    follow_ups = [line.part for line in lines() if line.part]
    assert (follow_ups.count("Part 3"), follow_ups.count("First comment")) == (4, 4)
    assert len(posts) == len(pages) + len(follow_ups)
    assert {law: cases for law, cases in judge(list(lines()), posts).items() if cases} == {}


def test_pages_that_were_lost_are_connected_again_and_what_waited_goes_out(cast: Cast, sandbox: Sandbox) -> None:
    pages = seed_pages(sandbox.address, cast, 3, WORDS)
    seed(cast, pages, Wave("Lost", 3, timezone.now(), together=3))
    release()
    for page in Page.objects.select_related("credential"):
        connections.lost(page, "Dead.")
    work()
    call_command("rehearse_reconnect")
    work()
    posts = [post for page in pages for post in sandbox.public(page.remote_id) if "Lost" in post["text"]]
    assert len(posts) == 3


def test_pages_are_made_once(cast: Cast, sandbox: Sandbox) -> None:
    first = seed_pages(sandbox.address, cast, 3, WORDS)
    assert seed_pages(sandbox.address, cast, 4, WORDS)[:3] == first


def test_a_wave_is_spread_as_asked() -> None:
    begin = timezone.now()
    wave = Wave("Wave", 5, begin, every=0.5, together=2)
    assert [wave.due(number) - begin for number in range(3)] == [timedelta(seconds=s) for s in (0, 0.5, 1)]
    assert len(wave.posts()) == 3
