"""Accounts in the sandbox that stand for pages: of the demo, of a rehearsal, of a dry run."""

import asyncio
from typing import Any

from publisher import connections
from publisher.networks import NETWORKS
from publisher.networks.base import Account, Identity
from publisher.networks.http import Door
from publisher.networks.renewal import introduced

Json = dict[str, Any]


class NoSandbox(Exception):
    """The sandbox did not do what was asked; the message says what it answered."""


async def meet(sandbox: str, wanted: list[Json]) -> list[tuple[Json, Identity]]:
    """Open the accounts, then ask each network who we are there, all at once."""
    async with connections.open_door_to_sandbox() as door:
        answer = await door.call("POST", f"{sandbox}/sandbox/accounts", json=wanted)
        if not answer.fine:
            raise NoSandbox(f"The sandbox at {sandbox} gave no accounts: {answer.words}")
        accounts: list[Json] = answer.json
        identities = await asyncio.gather(*(_identify(door, account) for account in accounts))
        return list(zip(accounts, identities, strict=True))


async def _identify(door: Door, account: Json) -> Identity:
    us = Account(account["home"], account["remote_id"], account["secret"], account["handle"], account["address"])
    return await introduced(NETWORKS[account["network"]], door, us)
