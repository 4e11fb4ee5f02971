"""References to what a reply answers. Source: docs.bsky.app, advanced-guides/posts (replies)."""

from __future__ import annotations

import asyncio

from publisher.networks.answers import doubt
from publisher.networks.base import Above, Account, Json, Refused
from publisher.networks.bluesky.record import COLLECTION
from publisher.networks.bluesky.session import call
from publisher.networks.bluesky.verdicts import verdict
from publisher.networks.http import Door


async def references(door: Door, account: Account, above: Above) -> Json:
    """The beginning of the thread and what is right above, each by address and content. Raises `Refused`, `Later`."""
    ends = dict.fromkeys([above.root, above.parent])
    found = dict(zip(ends, await asyncio.gather(*(_reference(door, account, uri) for uri in ends)), strict=True))
    return {"root": found[above.root], "parent": found[above.parent]}


async def _reference(door: Door, account: Account, uri: str) -> Json:
    query = {"repo": account.remote_id, "collection": COLLECTION, "rkey": uri.rpartition("/")[2]}
    answer = await call(door, account, "GET", "com.atproto.repo.getRecord", query=query)
    if answer.word("error") == "RecordNotFound":
        reason = "What this was to stand under is no longer at Bluesky. Look at the page, then decide."
        raise Refused(reason, answer.word("message"), answer.trace_id, answer.status)
    if not answer.fine:
        raise verdict(answer, once=False)
    if not answer.word("cid"):
        raise doubt(answer, once=False)
    return {"uri": answer.word("uri"), "cid": answer.word("cid")}
