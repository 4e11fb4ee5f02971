"""One call to TikTok's API v2. Source: developers.tiktok.com/doc/tiktok-api-v2-error-handling."""

from __future__ import annotations

from typing import Any

from publisher.networks.answers import Answer
from publisher.networks.base import Account
from publisher.networks.http import Door
from publisher.networks.tiktok.verdicts import verdict


async def ask(door: Door, account: Account, method: str, path: str, *, once: bool = False, **parts: Any) -> Answer:
    """One call as this account; raises what the answer means unless it is 2xx and its error is called "ok"."""
    headers = {"Authorization": f"Bearer {account.secret['token']}"}
    answer = await door.call(method, account.home.rstrip("/") + path, headers=headers, once=once, **parts)
    if not answer.fine or answer.word("error", "code") != "ok":
        raise verdict(answer, once=once)
    return answer
