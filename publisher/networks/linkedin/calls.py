"""One call to LinkedIn's versioned API.

Sources: learn.microsoft.com/linkedin/marketing/versioning and /linkedin/shared/api-guide/concepts/protocol-version.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from publisher.networks.answers import Answer
from publisher.networks.base import Account
from publisher.networks.http import Door
from publisher.networks.linkedin.verdicts import verdict

VERSION = "202609"
"""A month, answered for a year after it and then with 426; operators may speak another (`version`). Read the migrations
page before you change it."""
_WEB = re.compile(r"(https?://.+?)/(?:company|showcase|school)/")


async def ask(door: Door, account: Account, method: str, path: str, *, once: bool = False, **parts: Any) -> Answer:
    """One call as this account; raises what the answer means unless it is 2xx."""
    headers = {
        **bearer(account),
        "LinkedIn-Version": str(door.limits.get("linkedin", {}).get("version") or VERSION),
        "X-Restli-Protocol-Version": "2.0.0",
        **parts.pop("headers", {}),
    }
    address = f"{account.home.rstrip('/')}/rest{path}"
    answer = await door.call(method, address, headers=headers, once=once, **parts)
    if not answer.fine:
        raise verdict(answer, once=once)
    return answer


def bearer(account: Account) -> dict[str, str]:
    return {"Authorization": f"Bearer {account.secret['token']}"}


def author(account: Account) -> str:
    """The organisation as LinkedIn names it."""
    return f"urn:li:organization:{account.remote_id}"


def encoded(urn: str) -> str:
    """A name in a path or a query: protocol 2.0.0 reads colons, commas and brackets as syntax."""
    return quote(urn, safe="")


def permalink(account: Account, urn: str) -> str:
    """Where people see the post of this name."""
    web = _WEB.match(account.address)
    return f"{web[1] if web else 'https://www.linkedin.com'}/feed/update/{urn}/"
