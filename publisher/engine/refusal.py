"""What a clear no leads to: a person decides; but what only a dead token, a blocked account or an app that is not let
in kept back waits until somebody has mended that."""

from django.conf import settings

from publisher.engine.claim import TOO_LONG, Job
from publisher.engine.result import Result
from publisher.networks.base import NetworkError, Refused, Unsure

RECONNECTED = 1
"""Seconds after which a page is tried again whose secret was replaced while the network refused the old one."""
DISCONNECTED = 30
"""Seconds between two looks while nothing goes out on the page."""


def refused(job: Job, error: Refused, again: str) -> Result:
    """`again`: the verb by which what was certainly not sent waits."""
    if not error.trouble.holds:
        return Result(job, "refuse", error=error, trouble=error.trouble)
    return Result(job, again, wait=RECONNECTED, error=error, trouble=error.trouble)


def not_let_look(job: Job, error: Refused) -> Result:
    """The network lets nobody see what became of it; what holds the page back may be mended before patience ends."""
    if not error.trouble.holds:
        return Result(job, "hand_over", error=error)
    return again_or_desk(job, DISCONNECTED, error)


def again_or_desk(job: Job, wait: float, error: NetworkError | None = None) -> Result:
    """Another look after a while; a person when nobody could tell for too long."""
    row = job.row
    if row.unsure_since and row.now - row.unsure_since > settings.UNSURE_PATIENCE:
        words = (error.network_text or error.reason, error.trace_id, error.status) if error else ("", "", 0)
        return Result(job, "hand_over", error=Unsure(TOO_LONG, *words))
    trouble = error.trouble if isinstance(error, Refused) else None
    return Result(job, "look_again", wait=wait, error=error, trouble=trouble)
