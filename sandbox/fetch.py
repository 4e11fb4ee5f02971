"""Media that a network fetches from an address it was given."""

from __future__ import annotations

import asyncio

import aiohttp

PATIENCE = 10.0


class NotFetched(Exception):
    """Nothing is to be had at the address, or too much."""


async def fetched(address: str, most: int) -> bytes:
    """The bytes at this address, at most so many. Redirects are not followed, as Meta's and others' crawlers do not."""
    try:
        async with (
            asyncio.timeout(PATIENCE),
            aiohttp.ClientSession() as session,
            session.get(address, allow_redirects=False) as answer,
        ):
            content = bytearray()
            async for chunk in answer.content.iter_chunked(65_536):
                content += chunk
                if len(content) > most:
                    raise NotFetched(f"there are more than {most} bytes at {address}")
    except (aiohttp.ClientError, TimeoutError, ValueError) as fault:
        raise NotFetched(f"{address}: {fault}") from fault
    if answer.status != 200 or not content:
        raise NotFetched(f"{address} answered {answer.status}")
    return bytes(content)
