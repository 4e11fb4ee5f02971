"""Which channel a token is for. Source: developers.google.com/youtube/v3/docs/channels."""

from __future__ import annotations

from publisher.networks.answers import doubt
from publisher.networks.base import Account, Identity, Refused, Trouble
from publisher.networks.http import Door
from publisher.networks.renewal import lacking
from publisher.networks.youtube.calls import ask

RIGHT = "https://www.googleapis.com/auth/youtube.force-ssl"
ALL = "https://www.googleapis.com/auth/youtube"
"""Either lets a film be brought, shown and looked up."""
LONG, SHORT = 12 * 3600, 15 * 60
"""Seconds that a film may last, on a channel that was verified by telephone and on any other."""


async def identify(door: Door, account: Account) -> Identity:
    """The one channel that was chosen when the token was given."""
    answer = await ask(door, account, "GET", "/youtube/v3/channels", query={"part": "snippet,status", "mine": "true"})
    # Google leaves `items` out where there are none.
    if not answer.value("items") and answer.word("kind"):
        reason = "This Google account has no YouTube channel. Make one, or choose another account, then connect again."
        raise Refused(reason, trouble=Trouble.PERMISSION)
    number, custom = answer.word("items", 0, "id"), answer.word("items", 0, "snippet", "customUrl")
    if not number:
        raise doubt(answer, once=False)
    is_short = answer.word("items", 0, "status", "longUploadsStatus") in ("eligible", "disallowed")
    return Identity(
        remote_id=number,
        name=answer.word("items", 0, "snippet", "title") or number,
        handle=custom.removeprefix("@") or number,
        address=account.address or f"https://www.youtube.com/{custom or f'channel/{number}'}",
        secret=dict(account.secret),
        limits={"seconds": SHORT if is_short else LONG},
        lacks=lacking(account.secret, RIGHT) and lacking(account.secret, ALL),
    )
