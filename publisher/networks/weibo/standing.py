"""How long a token of Sina Weibo lives, and what is left of its hour.

Sources: open.weibo.com/wiki, Oauth2/get_token_info and 2/account/rate_limit_status. Both are asked once a day and are
of no use to a post; where Weibo does not answer them, nothing is known.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from publisher.networks.answers import Answer
from publisher.networks.base import Account, NetworkError, Quota
from publisher.networks.http import Door


async def ends_at(door: Door, account: Account) -> datetime | None:
    """When a person has to connect the page again."""
    root, token = account.home.rstrip("/").rpartition("/")[0], account.secret["token"]
    try:
        answer = await door.call("POST", f"{root}/oauth2/get_token_info", form={"access_token": token}, hide=(token,))
    except NetworkError:
        return None
    seconds = answer.value("expire_in")
    return datetime.now(UTC) + timedelta(seconds=seconds) if answer.fine and isinstance(seconds, int) else None


async def quotas(ask: Callable[[str], Awaitable[Answer]]) -> tuple[Quota, ...]:
    """What is left to the page and to Marquee's address in this hour."""
    try:
        answer = await ask("/account/rate_limit_status.json")
    except NetworkError:
        return ()
    seconds = answer.value("reset_time_in_seconds")
    anew = datetime.now(UTC) + timedelta(seconds=seconds) if isinstance(seconds, int) else None
    names = {
        "calls for the page": ("user_limit", "remaining_user_hits"),
        "calls from our address": ("ip_limit", "remaining_ip_hits"),
    }
    told = {name: [answer.value(part) for part in parts] for name, parts in names.items()}
    return tuple(
        Quota(name, max(limit - remaining, 0), limit, anew)
        for name, (limit, remaining) in told.items()
        if isinstance(limit, int) and isinstance(remaining, int)
    )
