"""What a publishing call learnt is kept with the doubt that it leaves."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace

from accounts.models import Network, Page
from publisher.engine.call import Call
from publisher.engine.claim import Job, Kind, claim
from publisher.engine.perform import perform
from publisher.engine.result import Result
from publisher.engine.settle import settle
from publisher.models import Delivery
from publisher.networks import NETWORKS, to_choose
from publisher.networks.base import Account, Piece, Unsure
from publisher.networks.http import Door
from tests.gallery import Gallery
from tests.networks.conftest import picture
from tests.peer import Sandbox

Connect = Callable[..., Page]
Due = Callable[..., Delivery]


def test_a_name_that_the_network_gave_comes_back_with_the_doubt(sandbox: Sandbox) -> None:
    """TikTok names pictures in the very call that publishes them, and works on them afterwards."""
    made = sandbox.account("tiktok")
    account = Account(
        made["home"], made["remote_id"], made["secret"], made["handle"], made["address"], to_choose("tiktok")
    )
    delivery, shown = Delivery(network="tiktok", handle={}, page=Page(network="tiktok")), picture()

    async def steps(piece: Piece) -> Result:
        call = Call(Job(Kind.PUBLISH, delivery, 1), account, piece, time.monotonic() + 10)
        async with Door() as door:
            await NETWORKS["tiktok"].prepare(door, account, piece, delivery.handle)
            return await perform(call, door)

    with sandbox.set(tiktok_processing=60), Gallery() as gallery, gallery.open():
        url = gallery.hang(shown.read(), shown.mime)
        result = asyncio.run(steps(Piece("Hola", pictures=(replace(shown, url=url),))))
    assert (result.verb, type(result.error)) == ("doubt", Unsure)
    assert result.handle
    assert result.handle["publish_id"].startswith("p_pub_url")


def test_a_doubt_keeps_the_handle_as_it_is_then(connect: Connect, due: Due) -> None:
    delivery = due(connect(Network.MASTODON))
    settle([Result(job, "prepared", handle={"media": {}}) for job in claim(Network.MASTODON, "w", 1)])
    [job] = claim(Network.MASTODON, "w", 1)
    settle([Result(job, "doubt", error=Unsure("No answer."), handle={"media": {}, "name": "71"})])
    delivery.refresh_from_db()
    assert (delivery.state, delivery.handle) == ("unsure", {"media": {}, "name": "71"})


def test_a_doubt_that_knows_nothing_of_the_handle_leaves_it(connect: Connect, due: Due) -> None:
    delivery = due(connect(Network.MASTODON))
    settle([Result(job, "prepared", handle={"media": {"a": "1"}}) for job in claim(Network.MASTODON, "w", 1)])
    settle([Result(job, "doubt", error=Unsure("Died.")) for job in claim(Network.MASTODON, "w", 1)])
    delivery.refresh_from_db()
    assert (delivery.state, delivery.handle) == ("unsure", {"media": {"a": "1"}})


def test_few_films_are_brought_to_their_network_at_a_time(connect: Connect, due: Due) -> None:
    """Each holds a part of its film in memory."""
    most = NETWORKS["youtube"].takes.at_once
    for _ in range(most + 2):
        due(connect(Network.YOUTUBE))
    assert len(claim(Network.YOUTUBE, "worker", 100, preparing=most - 2)) == 2
    assert len(claim(Network.YOUTUBE, "another worker", 100)) == most
