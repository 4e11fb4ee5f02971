"""When something that is certainly not public is tried again."""

import asyncio
import random
from datetime import UTC, datetime, timedelta

from publisher import renewals
from publisher.engine.call import Call
from publisher.engine.refusal import refused
from publisher.engine.result import Rest, Result
from publisher.networks.base import Later, NetworkError, Refused, Scope

BACKOFF = timedelta(seconds=2)
LONGEST_BACKOFF = timedelta(minutes=2)

jitter = random.SystemRandom()


async def later(call: Call, error: NetworkError, verb: str) -> Result:
    """Again after a pause drawn at random, or when the network says, with a renewed secret where it asks for one."""
    tries = min(call.job.row.tries, 10)
    wait = jitter.uniform(0, min(BACKOFF * 2**tries, LONGEST_BACKOFF).total_seconds())
    if not isinstance(error, Later):
        return Result(call.job, verb, wait=wait, error=error)
    if error.reconnect:
        return await _renewed(call, error, verb, wait)
    if not error.until:
        return Result(call.job, verb, wait=wait, error=error)
    wait = max(1.0, (error.until - datetime.now(UTC)).total_seconds()) + jitter.uniform(0, 1)
    rest = Rest(error.until, error.scope, error.reason) if error.scope != Scope.DELIVERY else None
    return Result(call.job, verb, wait=wait, error=error, rest=rest)


async def _renewed(call: Call, error: Later, verb: str, wait: float) -> Result:
    """Again with a new secret, the first time at once; a person reconnects the page when there is none to be had."""
    try:
        await asyncio.to_thread(renewals.renew_apart, call.job.row.page_id, call.account.secret)
    except Refused as refusal:
        return refused(call.job, refusal, verb)
    except NetworkError as fault:
        return Result(call.job, verb, wait=wait, error=fault)
    return Result(call.job, verb, wait=wait if call.job.row.tries else 0, error=error)
