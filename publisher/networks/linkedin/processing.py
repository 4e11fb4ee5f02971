"""Whether LinkedIn has worked through what it was sent. Source: as of `images` and `videos`."""

from __future__ import annotations

from publisher.networks.answers import Answer
from publisher.networks.base import Account, Later, Refused, Trouble, Unfinished
from publisher.networks.http import Door
from publisher.networks.linkedin.calls import ask, encoded
from publisher.networks.linkedin.verdicts import FAILED

PAUSE = 1.0
"""Seconds until LinkedIn is asked again."""


async def state(door: Door, account: Account, kind: str, urn: str) -> Answer:
    """What LinkedIn says of one of its `images` or `videos`. Raises `Later` (prepare) when it is gone."""
    try:
        return await ask(door, account, "GET", f"/{kind}/{encoded(urn)}")
    except Refused as refused:
        if refused.status != 404:
            raise
        reason = "LinkedIn has thrown the pictures or the film away. Marquee brings them there again."
        raise Later(reason, status=404, prepare=True) from refused


async def is_ready(door: Door, account: Account, kind: str, urn: str) -> bool:
    """True, unless it raises `Unfinished`, or `Refused` for what cannot be shown at all."""
    answer = await state(door, account, kind, urn)
    if answer.word("status") == "PROCESSING_FAILED":
        said = answer.word("processingFailureReason") or answer.words
        raise Refused(FAILED, said, answer.trace_id, answer.status, trouble=Trouble.MEDIA)
    if answer.word("status") != "AVAILABLE":
        raise Unfinished(PAUSE)
    return True
