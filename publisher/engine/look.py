"""Looks for a post whose attempt had no certain answer.

Found: published. Proven absent: sent again. Anything else: a person decides.
"""

from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus

from publisher.engine.call import Call
from publisher.engine.later import jitter, later
from publisher.engine.refusal import again_or_desk, not_let_look
from publisher.engine.result import Result
from publisher.models.attempt import Outcome
from publisher.networks.base import Later, Refused, Unsure
from publisher.networks.http import Door

ARRIVES = timedelta(seconds=60)
"""A call may still arrive so long after it was begun. Before that nobody is told that the post is not out there, or
asked to see whether it is, and nothing else goes out on its page."""
OFTEN = 10
"""Seconds between two looks before a clean one counts, unless the network wants longer ones."""
MOST_DEATHS = 3
MOST_DOUBTS = 6
DIED = "Three workers died over this post. It is not on the page. Send it again if you want it out."
DOUBTED = "The network gave no certain answer six times. It is not on the page. Send it again if you want it out."
NOT_PROVABLE = "It is not to be seen on the page, but that proves nothing here. Look at the page, then decide."
UNSEEN = "Nobody but a person can see whether it is out there. Look at the page, then decide."


async def look(call: Call, door: Door) -> Result:
    """Never raises a `NetworkError`: each is a result."""
    row = call.job.row
    if not row.says.proof.sees:
        return _unseen(call)
    # A post of the first doubtful attempt may have come to light after a later one was begun.
    since = min(attempt.started_at for attempt in call.attempts if attempt.outcome == Outcome.UNSURE)
    try:
        receipt = await row.says.find(door, call.account, call.piece, row.key, row.handle, since, call.known)
    except Later as error:
        return await _unread(call, error)
    except Refused as error:
        return not_let_look(call.job, error)
    except Unsure as error:
        return Result(call.job, "hand_over", error=error)
    return Result(call.job, "publish", receipt=receipt) if receipt else _absent(call)


def _unseen(call: Call) -> Result:
    """A person looks, once whatever was sent has had time to arrive."""
    still = ARRIVES - (call.job.row.now - call.attempts[-1].started_at)
    if still > timedelta(0):
        return Result(call.job, "look_again", wait=still.total_seconds())
    return Result(call.job, "hand_over", error=Unsure(UNSEEN))


async def _unread(call: Call, error: Later) -> Result:
    """The network could not be read just now."""
    again = again_or_desk(call.job, jitter.uniform(5, 10), error)
    if not error.reconnect or again.verb == "hand_over":
        return again
    renewed = await later(call, error, "look_again")
    if isinstance(renewed.error, Refused):
        return not_let_look(call.job, renewed.error)
    return replace(again, error=renewed.error)


def _absent(call: Call) -> Result:
    """A clean look that found nothing: it counts once the network has had time to show the post."""
    row, proof = call.job.row, call.job.row.says.proof
    closed, reason = row.closes_at <= row.now, _reason_to_stop(call, certain=proof.proves(call.piece))
    settle = max(proof.settle, ARRIVES) if closed or reason else proof.settle
    unsettled = settle - (row.now - call.attempts[-1].started_at)
    if unsettled > timedelta(0):
        pause = max(proof.pause.total_seconds(), OFTEN)
        return again_or_desk(call.job, min(unsettled.total_seconds(), pause) + 0.1)
    if row.looks + 1 < proof.looks:
        return Result(call.job, "look_again", wait=proof.pause.total_seconds(), looked=True)
    if reason:
        return Result(call.job, "hand_over", looked=True, error=Unsure(reason))
    if closed:
        return Result(call.job, "miss", looked=True, error=Unsure(row.too_late))
    return Result(call.job, "repeat", looked=True)


def _reason_to_stop(call: Call, *, certain: bool) -> str:
    """Why a post that is not to be seen is not simply sent again; "" when it is."""
    row, last = call.job.row, call.attempts[-1]
    if not certain:
        return NOT_PROVABLE
    if HTTPStatus.BAD_REQUEST <= last.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return last.reason
    if row.deaths >= MOST_DEATHS:
        return DIED
    return DOUBTED if row.doubts >= MOST_DOUBTS else ""
