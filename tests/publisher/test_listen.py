"""Workers that nobody rings: Redis is away, or has forgotten, and still everything goes out on its minute."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from accounts.models import Network, Page
from campaigns.models import Post
from publisher.engine import listen
from publisher.models import Delivery
from tests.cast import Write, make_due
from tests.peer import Sandbox


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listen, "ear", listen.Ear())


def test_a_worker_that_hears_no_bell_delivers_what_is_due(
    connect: Callable[..., Page], due: Callable[..., Delivery], sandbox: Sandbox
) -> None:
    pages = [connect(network) for network in (Network.MASTODON, Network.FACEBOOK)]
    texts = sorted(due(page, f"Hola {page.network}").content["text"] for page in pages)
    drains = listen.look()
    for drain in drains:
        drain.join()
    assert len(drains) == 2
    assert sorted(post["text"] for page in pages for post in sandbox.public(page.remote_id)) == texts


def test_where_no_dispatcher_is_left_it_sees_to_the_dispatchers_work(
    connect: Callable[..., Page], write: Write, approve: Callable[[Post], Post]
) -> None:
    make_due(*approve(write(connect(Network.MASTODON))).publications.all())
    assert listen.look() == []  # a dispatcher may be about to release it
    assert not Delivery.objects.exists()
    [drain] = listen.look()
    drain.join()
    assert Delivery.objects.get().state == "published"


def test_one_that_was_rung_of_late_leaves_it_to_the_bell(
    connect: Callable[..., Page], due: Callable[..., Delivery]
) -> None:
    due(connect(Network.MASTODON))
    listen.heard()
    assert listen.look() == []


def test_one_that_is_rung_no_longer_looks_again(connect: Callable[..., Page], due: Callable[..., Delivery]) -> None:
    due(connect(Network.MASTODON))
    listen.heard()
    listen.ear.heard_at -= listen.SILENCE
    [drain] = listen.look()
    drain.join()
    assert Delivery.objects.get().state == "published"


def test_a_worker_that_leaves_waits_for_what_it_delivers_unrung(
    connect: Callable[..., Page], due: Callable[..., Delivery]
) -> None:
    """Else a deploy while Redis is away would end it in the middle of its calls."""
    due(connect(Network.MASTODON))
    drains: list[threading.Thread] = []

    def look() -> None:
        drains.extend(listen.look())
        connection.close()

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    looking.join()
    for drain in drains:
        drain.join()
    assert [drain.daemon for drain in drains] == [False]
