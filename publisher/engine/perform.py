"""Makes the calls of one job and says what became of it. Writes nothing."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from publisher import pieces
from publisher.engine.ahead import with_lasting_token
from publisher.engine.call import STOPS, WAITS, Call
from publisher.engine.claim import Kind
from publisher.engine.later import later
from publisher.engine.look import look
from publisher.engine.refusal import again_or_desk, refused
from publisher.engine.result import Rest, Result
from publisher.networks.base import Later, Refused, Unfinished, Unsure
from publisher.networks.http import Door

AWAY = 10
"""Seconds between two looks while the storage with the pictures does not answer."""
_darkroom = ThreadPoolExecutor(1, thread_name_prefix="pictures")
"""Pictures are made to fit one after the other: each of ten megapixels takes a hundred megabytes meanwhile."""


async def perform(call: Call, door: Door) -> Result:
    """Never raises a `NetworkError`: each is a result."""
    steps = {Kind.PREPARE: _prepare, Kind.PUBLISH: _publish, Kind.LOOK: look}
    try:
        call = await _fitted(call)
    except Refused as error:
        return Result(call.job, STOPS[call.job.kind], error=error, trouble=error.trouble)
    except Later as error:
        if call.job.kind == Kind.LOOK:
            return again_or_desk(call.job, AWAY, error)
        return await later(call, error, WAITS[call.job.kind])
    return await steps[call.job.kind](call, door)


async def _fitted(call: Call) -> Call:
    """With pictures as the network takes them; only where they have to be made."""
    page = call.job.row.page
    if not pieces.needs_fitting(call.piece, page.network, page.limits):
        return call
    making = asyncio.get_running_loop().run_in_executor(_darkroom, pieces.fitted, call.piece, page.network, page.limits)
    return replace(call, piece=await making)


async def _prepare(call: Call, door: Door) -> Result:
    call, row = await with_lasting_token(call), call.job.row
    try:
        handle = await row.says.prepare(door.begin_by(call.begin_by), call.account, call.piece, row.handle)
    except Unfinished as step:
        return Result(call.job, "advance", wait=step.wait, handle=row.handle)
    except Refused as error:
        return replace(refused(call.job, error, "requeue"), handle=row.handle)
    except (Later, Unsure) as error:
        # The handle was filled as far as it came; what it holds need not be brought again.
        kept = {} if isinstance(error, Later) and error.prepare else row.handle
        return replace(await later(call, error, "requeue"), handle=kept)
    return Result(call.job, "prepared", handle=handle)


async def _publish(call: Call, door: Door) -> Result:
    row = call.job.row
    try:
        receipt = await row.says.publish(door.begin_by(call.begin_by), call.account, call.piece, row.key, row.handle)
    except Refused as error:
        if row.doubts and not error.trouble.holds:
            # Perhaps refused because an earlier attempt is public: look before it is called refused.
            return Result(call.job, "doubt", error=error, handle=row.handle)
        return refused(call.job, error, "later")
    except Later as error:
        return await later(call, error, "prepare_again" if error.prepare else "later")
    except Unsure as error:
        return Result(call.job, "doubt", error=error, handle=row.handle)
    rest = Rest(receipt.rest_until, receipt.rest_scope) if receipt.rest_until else None
    return Result(call.job, "publish", receipt=receipt, rest=rest)
