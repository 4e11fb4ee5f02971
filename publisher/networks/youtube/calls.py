"""One call to the YouTube Data API v3."""

from __future__ import annotations

from typing import Any

from publisher.networks.answers import Answer
from publisher.networks.base import Account
from publisher.networks.http import Door
from publisher.networks.youtube.verdicts import verdict


async def ask(door: Door, account: Account, method: str, path: str, *, once: bool = False, **parts: Any) -> Answer:
    """One call as this channel; raises what the answer means unless it is 2xx."""
    headers = {**bearer(account), **parts.pop("headers", {})}
    answer = await door.call(method, account.home.rstrip("/") + path, headers=headers, once=once, **parts)
    if not answer.fine:
        raise verdict(answer, once=once)
    return answer


def bearer(account: Account) -> dict[str, str]:
    return {"Authorization": f"Bearer {account.secret['token']}"}
