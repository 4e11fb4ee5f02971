"""Pages on a real sandbox, and the verbs by which a test lets time pass and workers work."""

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from accounts.models import Brand, Market, Network, Page, User
from campaigns.models import Asset, Post
from publisher import connections
from publisher.engine.call import Call, call_for
from publisher.engine.claim import Job, Kind, claim
from publisher.engine.drain import drain
from publisher.engine.perform import perform
from publisher.engine.reap import miss, reap
from publisher.engine.release import order, release
from publisher.engine.result import Result
from publisher.engine.settle import settle
from publisher.models import Delivery, FollowUp
from publisher.networks import NETWORKS as ADAPTERS
from publisher.networks import to_choose
from tests.cast import *  # noqa: F403 - the cast is on every stage
from tests.cast import film_file, make_due
from tests.peer import Sandbox, started_sandbox

NETWORKS = list(Network)
WORDY = [network for network in NETWORKS if ADAPTERS[network].takes.words_alone]
"""Those on which words alone are a post, as most of these tests write them."""
PROVING = [network for network in WORDY if ADAPTERS[network].proof.certain]
"""Those of them on which a look tells for certain what became of a post."""


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[Sandbox]:
    with started_sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(sandbox_process: Sandbox) -> Iterator[Sandbox]:
    yield sandbox_process
    sandbox_process.heal()


Connect = Callable[..., Page]


@pytest.fixture
def taciturn(sandbox: Sandbox) -> Iterator[Callable[[], None]]:
    """Once called, Mastodon takes hardly a word, and so refuses what our preflight found well."""
    yield lambda: sandbox.ask("POST", "settings", {"mastodon_max_characters": 5})
    sandbox.ask("POST", "settings", {"mastodon_max_characters": 500})


@pytest.fixture
def connect(
    sandbox: Sandbox,
    aurora: Brand,
    spain: Market,
    transactional_db: None,
    live_server: LiveServer,
    settings,
) -> Connect:
    """A page connected to a fresh account of the sandbox, as `connect_page` would do it, and Marquee within reach of
    networks that fetch."""
    settings.PUBLIC_MEDIA = live_server.url

    def connected(network: str, market: Market | None = None) -> Page:
        account = sandbox.account(network)
        page = Page(brand=aurora, market=market or spain, network=network, home=account["home"])
        page.options = to_choose(network)
        identity = connections.identify(network, account["home"], account["secret"])
        connections.connect(page, identity)
        return page

    return connected


@pytest.fixture
def due(
    write: Callable[..., Post], approve: Callable[[Post], Post], photo: Asset, ana: User
) -> Callable[..., Delivery]:
    """A post, drafted and approved, whose time is now, released: what the dispatcher leaves to the workers.

    With what its network cannot do without.
    """

    def released(page: Page, text: str = "", **draft: Any) -> Delivery:
        takes = ADAPTERS[page.network].takes
        if not takes.words_alone:
            shown = photo if takes.pictures else Asset.upload(ana, page.brand, film_file())
            draft.setdefault("pictures", ((shown, "Un coche"),))
        if takes.needs_link:
            draft.setdefault("link", "https://aurora.example/es")
        post = approve(write(page, text=text or f"Hola desde Madrid, {timezone.now().isoformat()}", **draft))
        make_due(*post.publications.all())
        release()
        return Delivery.objects.get(publication__post=post)

    return released


def work(*networks: str) -> None:
    """One turn of everything that runs in the background, until nothing is due."""
    release()
    order()
    reap()
    miss()
    for network in networks or NETWORKS:
        while drain(network):
            pass


def done(jobs: list[Job]) -> None:
    """What a worker does with what it claimed."""
    settle([sent(job) for job in jobs])


def sent(job: Job) -> Result:
    """The calls of one job are made; nothing is written down."""
    call = call_for(job, time.monotonic())
    assert isinstance(call, Call)

    async def performed() -> Result:
        async with connections.open_door() as door:
            return await perform(call, door)

    return asyncio.run(performed())


def claimed(network: str, delivery: Delivery) -> Job:
    """The post goes out step by step, and what follows it first is claimed to be sent."""
    for kind, noun in ((Kind.PREPARE, Delivery), (Kind.PUBLISH, Delivery), (Kind.PREPARE, FollowUp)):
        jobs = claim(network, "worker", 10)
        assert [(job.kind, type(job.row)) for job in jobs] == [(kind, noun)]
        done(jobs)
    [job] = claim(network, "doomed", 10)
    assert (job.kind, job.row.delivery) == (Kind.PUBLISH, delivery)
    return job
