"""Pictures are made to fit one after the other, however many posts wait for theirs."""

import asyncio
import math
from collections.abc import Callable
from threading import Barrier, BrokenBarrierError

import pytest

from accounts.models import Network
from publisher import connections
from publisher.engine.call import Call
from publisher.engine.claim import Job, Kind
from publisher.engine.perform import perform
from publisher.engine.result import Result
from publisher.models import Delivery
from publisher.networks.base import Account, Picture, Piece, Refused
from tests.publisher.conftest import Connect

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS = 0.3
"""So long each picture is in the making, unless two are at once."""


def test_two_posts_never_hold_their_pictures_at_once(connect: Connect, due: Callable[..., Delivery]) -> None:
    together, met = Barrier(2), []

    def read() -> bytes:
        try:
            together.wait(SECONDS)
            met.append("two at once")
        except BrokenBarrierError:
            together.reset()
        raise Refused("Seen enough.")

    picture = Picture("0" * 64, "image/webp", 800, 600, 1000, "", read)
    piece = Piece("Hola", pictures=(picture,))
    for _ in range(2):
        due(connect(Network.FACEBOOK))
    jobs = [Job(Kind.PREPARE, row, 1) for row in Delivery.objects.select_related("page")]

    async def steps() -> list[Result]:
        async with connections.open_door() as door:
            account = Account("https://nowhere.example", "", {})
            return await asyncio.gather(*(perform(Call(job, account, piece, math.inf), door) for job in jobs))

    assert [result.reason for result in asyncio.run(steps())] == ["Seen enough."] * 2
    assert met == []
