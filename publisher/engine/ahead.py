"""A token that will have ended by a post's minute is renewed while the post is prepared, so that the minute is kept."""

import asyncio
from dataclasses import replace

from publisher import renewals
from publisher.engine.call import Call
from publisher.logs import log
from publisher.networks.base import NetworkError


async def with_lasting_token(call: Call) -> Call:
    """The call with a token that lasts until the window closes. One that cannot be renewed now stays: it is good until
    its end, and the publishing call finds out."""
    row, page = call.job.row, call.job.row.page
    lasts = page.token_expires_at is None or page.token_expires_at > row.closes_at
    if lasts or not (page.renews and row.is_new):
        return call
    try:
        secret = await asyncio.to_thread(renewals.renew_apart, page.pk, call.account.secret)
    except NetworkError as fault:
        log.warning("page_not_renewed", page=page.pk, network=page.network, reason=fault.reason)
        return call
    return replace(call, account=replace(call.account, secret=secret))
