"""Workers and dispatchers are killed at every step of the send protocol; each post still appears once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from accounts.models import Network, Page, User
from campaigns.models import Asset, Post, Publication
from publisher.engine.release import order, release
from publisher.models import Correction, Delivery, FollowUp
from tests.cast import make_due
from tests.peer import Sandbox
from tests.publisher.conftest import work
from tests.publisher.doomed import DISPATCHER_STEPS, EDITOR_STEPS, WORKER_STEPS

ROOT = Path(__file__).resolve().parent.parent.parent
SETTLED_WITHIN = 75
KILLED = (Network.MASTODON, Network.BLUESKY, Network.FACEBOOK)
"""One for each way in which a lost answer is looked up: by a key, a record of ours, a list."""
EDITED = (Network.MASTODON, Network.FACEBOOK, Network.TELEGRAM)
"""The last of them shows nobody what is public."""
BROKERS = 4 + len(KILLED) * (int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 4)
"""The first of the Redis databases that are this test worker's own: a bell of another's would be heard by the wrong
process."""
WORKER = [
    *(sys.executable, "-m", "celery", "-A", "publisher", "worker"),
    *("--pool", "threads", "--concurrency", "8", "--without-gossip", "--without-mingle", "--loglevel", "warning"),
]
DISPATCHER = [sys.executable, "manage.py", "dispatch"]


def environment(redis: int) -> dict[str, str]:
    """Of a process beside the test: the test's own database, and a Redis database that nobody else reads."""
    place = connection.settings_dict
    user = f"{place['USER']}:{place['PASSWORD']}" if place["PASSWORD"] else place["USER"]
    url = f"postgres://{user}@{place['HOST']}:{place['PORT']}/{place['NAME']}"
    broker = os.environ["REDIS_URL"].rpartition("/")[0] + f"/{redis}"
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "publisher.settings", "DATABASE_URL": url, "REDIS_URL": broker}


@contextmanager
def running(command: Sequence[str], redis: int) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(command, cwd=ROOT, env=environment(redis))
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def killed_at(step: str, networks: Sequence[str]) -> None:
    """Run a worker a network (or one dispatcher, when there is no network) and see each of them die at the step."""
    with ExitStack() as stack:
        doomed = [
            stack.enter_context(running([sys.executable, "-m", "tests.publisher.doomed", step, network], redis))
            for redis, network in enumerate(networks or [""], start=BROKERS)
        ]
        for process in doomed:
            assert process.wait(240) == -signal.SIGKILL, f"{step}: {process.args}"


@pytest.fixture
def pages(
    connect: Callable[..., Page], live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> dict[str, list[Page]]:
    """For each step one page on each network. What a network fetches, the processes beside this one offer here."""
    monkeypatch.setenv("MARQUEE_PUBLIC_MEDIA", live_server.url)
    return {step: [connect(network) for network in KILLED] for step in [*WORKER_STEPS, *DISPATCHER_STEPS]}


COMMENT = "Más en la web."


def test_a_kill_at_any_step_neither_doubles_nor_loses_a_post_or_a_comment(
    pages: dict[str, list[Page]],
    write: Callable[..., Post],
    approve: Callable[[Post], Post],
    photo: Asset,
    sandbox: Sandbox,
) -> None:
    posts = {
        step: approve(
            write(*pages[step], text=f"Aurora, {step}", pictures=((photo, "Un coche"),), first_comment=comment_at(step))
        )
        for step in pages
    }
    killed: dict[str, float] = {}
    for step in [*DISPATCHER_STEPS, *WORKER_STEPS]:
        Publication.objects.filter(post=posts[step]).update(at=timezone.now())
        if step in WORKER_STEPS:
            release()
        killed_at(step, KILLED if step in WORKER_STEPS else [])
        killed[step] = time.monotonic()
    with running(WORKER, BROKERS), running(DISPATCHER, BROKERS):
        # What was not committed was free at once, and then claimed by the next worker that was killed, or by nobody
        # until somebody lived: the other steps were gone through meanwhile.
        killed["before the attempt is committed"] = killed["after the attempt is committed"]
        killed |= dict.fromkeys(DISPATCHER_STEPS, time.monotonic())
        took = {step: settled(posts[step]) - killed[step] for step in killed}
    for step, seconds in took.items():
        print(f"{step}: settled {seconds:.1f} s after the kill")
        assert seconds <= SETTLED_WITHIN, step
        for page in pages[step]:
            said = [post["text"] for post in sandbox.public(page.remote_id)]
            assert said == list(filter(None, [f"Aurora, {step}", comment_at(step)])), (step, page.network)
            delivery = Delivery.objects.get(page=page)
            assert (delivery.state, delivery.published_at is not None) == ("published", True), delivery.reason


def test_a_kill_at_any_step_of_a_change_leaves_it_done(
    connect: Callable[..., Page],
    write: Callable[..., Post],
    approve: Callable[[Post], Post],
    sandbox: Sandbox,
    ana: User,
) -> None:
    pages = {step: [connect(network) for network in EDITED] for step in EDITOR_STEPS}
    posts = {step: approve(write(*pages[step], text=f"Aurora, {step}")) for step in EDITOR_STEPS}
    make_due(*Publication.objects.all())
    work(*EDITED)
    for step, post in posts.items():
        post.revise(ana, replace(post.draft(), text=f"Changed {step}", corrects=True), post.version)
        approve(post)
        order()
        killed_at(step, EDITED)
    with running(WORKER, BROKERS), running(DISPATCHER, BROKERS):
        end = time.monotonic() + SETTLED_WITHIN + 30
        while Correction.objects.exclude(state="published").exists() and time.monotonic() < end:
            time.sleep(0.2)
    for step in EDITOR_STEPS:
        for page in pages[step]:
            assert [post["text"] for post in sandbox.public(page.remote_id)] == [f"Changed {step}"], page.network
    assert set(Correction.objects.values_list("state", flat=True)) == {"published"}


def comment_at(step: str) -> str:
    return COMMENT if "comment" in step else ""


def settled(post: Post) -> float:
    """When (monotonic) nothing of the post was open any more."""
    ended = {"published", "refused", "missed", "unproven", "abandoned"}
    end = time.monotonic() + SETTLED_WITHIN + 30
    while time.monotonic() < end:
        states = set(Delivery.objects.filter(publication__post=post).values_list("state", flat=True))
        states |= set(FollowUp.objects.filter(delivery__publication__post=post).values_list("state", flat=True))
        if states and states <= ended and post.publications.filter(state="released").count() == len(KILLED):
            break
        time.sleep(0.2)
    return time.monotonic()
