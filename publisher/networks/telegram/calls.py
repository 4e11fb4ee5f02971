"""Calls to the Bot API. Source: core.telegram.org/bots/api, making requests.

The token stands in the path. So a URL is told to nobody, no text of an answer is quoted but Telegram's own
`description`, and even there the secret half of the token is hidden.
"""

from __future__ import annotations

import re
from typing import Any

from publisher.networks.answers import Answer
from publisher.networks.base import Account, Refused, Trouble
from publisher.networks.http import Door
from publisher.networks.telegram.verdicts import verdict

_TOKEN = re.compile(r"[0-9]+:([A-Za-z0-9_-]+)")
_ADDRESS = re.compile(r"(?:https?://)?t\.me/(?=[A-Za-z])")


async def ask(door: Door, account: Account, method: str, *, once: bool = False, **parts: Any) -> Answer:
    """One call as this page's bot; raises what the answer means unless it is a result."""
    token = account.secret["token"]
    shape = _TOKEN.fullmatch(token)
    if not shape:
        reason = "This is no token of a Telegram bot. Copy it from @BotFather and connect the page again."
        raise Refused(reason, trouble=Trouble.RECONNECT)
    url = f"{account.home.rstrip('/')}/bot{token}/{method}"
    answer = await door.call("POST", url, once=once, hide=(shape[1],), **parts)
    if not answer.fine or answer.value("ok") is not True:
        raise verdict(answer, once=once)
    return answer


def chat_of(account: Account) -> str:
    """The channel as the API wants it: its number, or its name with an @. People also type its address."""
    chat = _ADDRESS.sub("", account.secret.get("chat", "").strip())
    return chat if chat.lstrip("-").isdecimal() else f"@{chat.lstrip('@')}"
