"""Sends the entries of a dry run to the sandbox, by the same adapters as ever, each page's in order.

Time is quick there: an account stands for a page in one hour of the plan, so that the sandbox counts each hour's posts
by themselves, as the network would.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC
from typing import Any

from django.conf import settings

from publisher import connections
from publisher.dryrun.entries import Entry
from publisher.dryrun.report import Sent
from publisher.networks import NETWORKS
from publisher.networks.base import (
    Above,
    Account,
    Identity,
    Json,
    Later,
    NetworkError,
    Piece,
    Refused,
    Says,
    Unfinished,
)
from publisher.networks.http import Door
from publisher.pieces import following, piece_of
from publisher.twins import meet

AT_ONCE = 20
LONGEST = 60.0
"""Seconds that media may take to be brought; what takes longer is told as doubtful."""
Key = tuple[int, str]


def send(run: int, entries: list[Entry], heard: Callable[[int], Any]) -> dict[int, Sent]:
    """What became of each publication. `heard` is told how many are done, now and then. Raises `NoSandbox`."""
    return asyncio.run(_send(run, entries, heard))


async def _send(run: int, entries: list[Entry], heard: Callable[[int], Any]) -> dict[int, Sent]:
    groups: dict[Key, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.page.pk, entry.at.astimezone(UTC).strftime("%d%H")].append(entry)
    sent: dict[int, Sent] = {}
    room = asyncio.Semaphore(AT_ONCE)
    async with connections.open_door_to_sandbox() as door:

        async def play(account: Json, identity: Identity, group: Iterable[Entry]) -> None:
            us = Account(account["home"], identity.remote_id, identity.secret, identity.handle, identity.address)
            for entry in group:
                async with room:
                    sent[entry.publication] = await _one(door, us, entry)
                await asyncio.to_thread(heard, len(sent))

        twins = await _twins(run, groups)
        await asyncio.gather(*(play(*twins[key], group) for key, group in groups.items()))
    return sent


async def _twins(run: int, groups: dict[Key, list[Entry]]) -> dict[Key, tuple[Json, Identity]]:
    keys = list(groups)
    wanted = [
        {"network": page.network, "handle": f"dry-{run}-{page.pk}-{hour}.example", "name": f"{page.name} (dry run)"}
        for key in keys
        for page, hour in [(groups[key][0].page, key[1])]
    ]
    met: list[tuple[Json, Identity]] = []
    for start in range(0, len(wanted), 200):
        met += await meet(settings.SANDBOX, wanted[start : start + 200])
    return dict(zip(keys, met, strict=True))


async def _one(door: Door, us: Account, entry: Entry) -> Sent:
    network, preparing, parents = NETWORKS[entry.page.network], 0.0, [""]
    us = replace(us, options=dict(entry.content.options))
    try:
        handle, preparing = await _prepared(door, us, network, piece_of(entry.content))
        receipt = await network.publish(door, us, piece_of(entry.content), network.key(entry.at), handle)
        parents = [receipt.remote_id]
        for below in following(entry.content):
            piece = below.piece(entry.content, Above(parents[0], parents[0 if below.is_comment else -1]))
            handle, _ = await _prepared(door, us, below.says, piece)
            parents.append((await below.says.publish(door, us, piece, below.says.key(entry.at), handle)).remote_id)
    except Refused as error:
        return Sent(refused=f"{network.title} would refuse it: {error.reason}", preparing=preparing)
    except NetworkError as error:
        return Sent(doubtful=f"{network.title} gave no clear answer: {error.reason}", preparing=preparing)
    return Sent(seen=receipt.permalink, preparing=preparing)


async def _prepared(door: Door, us: Account, says: Says, piece: Piece) -> tuple[Json, float]:
    """As the engine prepares: step by step, each time from what the handle holds. Gives it, and the seconds it took."""
    handle: Json = {}
    began = time.monotonic()
    while time.monotonic() < began + LONGEST:
        try:
            return await says.prepare(door, us, piece, handle), time.monotonic() - began
        except Unfinished as step:
            await asyncio.sleep(step.wait)
    raise Later(f"Its media were not ready after {LONGEST:.0f} seconds.")
