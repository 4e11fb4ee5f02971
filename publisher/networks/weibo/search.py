"""Looking for a post among the newest of the account.

Source: open.weibo.com/wiki/2/statuses/user_timeline. Apps without further rights see only a few there.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from publisher.networks.base import Json
from publisher.networks.weibo.text import without_links

SKEW = timedelta(seconds=60)
"""How far Weibo's clock may be behind ours; it gives whole seconds."""
_INVISIBLE = "\u200b"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of the post that is looked for."""

    text: str
    since: datetime
    known: frozenset[str]


def find_status(statuses: Iterable[Json], wanted: Wanted) -> str | None:
    """The number of the post that was made since the attempt and says the same, whatever became of its links."""
    for status in statuses:
        number = str(status.get("idstr") or status.get("mid") or "")
        if number and number not in wanted.known and _is_it(status, wanted):
            return number
    return None


def _is_it(status: Json, wanted: Wanted) -> bool:
    made = _moment(str(status.get("created_at")))
    if made is None or made < wanted.since - SKEW:
        return False
    return plain(str(status.get("text") or "")) == plain(wanted.text)


def plain(text: str) -> str:
    """A text as far as Weibo gives it back: without its links, which come back short, and what nobody sees."""
    return " ".join(html.unescape(without_links(text)).replace(_INVISIBLE, "").split())


def _moment(value: str) -> datetime | None:
    """`Mon Nov 23 18:00:00 +0800 2026`"""
    try:
        return datetime.strptime(value, "%a %b %d %H:%M:%S %z %Y")
    except ValueError:
        return None
