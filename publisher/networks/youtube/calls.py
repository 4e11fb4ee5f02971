"""One call to the YouTube Data API v3."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from publisher.networks.answers import Answer
from publisher.networks.base import Account
from publisher.networks.http import Door
from publisher.networks.youtube.verdicts import Rules, verdict


async def ask(door: Door, account: Account, method: str, path: str, *, once: bool = False, **parts: Any) -> Answer:
    """One call as this channel; raises what the answer means, by `rules` first if given, unless it is 2xx."""
    rules: Rules | None = parts.pop("rules", None)
    headers = {**bearer(account), **parts.pop("headers", {})}
    answer = await door.call(method, account.home.rstrip("/") + path, headers=headers, once=once, **parts)
    if not answer.fine:
        raise verdict(answer, once=once, rules=rules)
    return answer


def bearer(account: Account) -> dict[str, str]:
    return {"Authorization": f"Bearer {account.secret['token']}"}


def permalink(account: Account, video: str) -> str:
    """The same for a Short, which YouTube shows as one by itself."""
    web = urlsplit(account.address)
    return f"{web.scheme}://{web.netloc}/watch?v={video}" if web.netloc else f"https://www.youtube.com/watch?v={video}"
