"""Reading what a page has published lately, newest first.

Source: developers.facebook.com/docs/graph-api/results (paging by cursors).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime

from publisher.networks.answers import moment
from publisher.networks.base import Json, Refused, Trouble
from publisher.networks.meta.graph import Ask

PAGE, PAGES = 25, 12


async def published(  # noqa: PLR0913, PLR0917 - a list has this many sides
    ask: Ask, path: str, fields: str, stamp: str, oldest: datetime, order: Mapping[str, str] | None = None
) -> AsyncIterator[Json]:
    """What was made since then, asked for in this order; no edge promises to heed `since`, so the time in the field
    `stamp` is checked.

    Raises `Refused` where there is so much of it that nobody can say what is not there.
    """
    query = {**(order or {}), "fields": fields, "since": str(int(oldest.timestamp())), "limit": str(PAGE)}
    for _ in range(PAGES):
        answer = await ask("GET", path, query=query)
        rows = answer.rows("data")
        fresh = [row for row in rows if (made := moment(str(row.get(stamp)))) is None or made >= oldest]
        for row in fresh:
            yield row
        after = answer.word("paging", "cursors", "after")
        if not (after and answer.word("paging", "next")) or (rows and not fresh):
            return
        query["after"] = after
    reason = (
        f"There are more than {PAGE * PAGES} newer posts on this page; Marquee cannot tell whether this one is there."
    )
    raise Refused(f"{reason} Look there and decide.", trouble=Trouble.MISCONFIGURED)
