"""So much at a time, however many there are."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Room:
    """Room for so many bytes, for the calls of one event loop. What is larger than all of it goes alone."""

    def __init__(self, size: int) -> None:
        self.size = self.free = size
        self._left = asyncio.Condition()

    @asynccontextmanager
    async def take(self, amount: int) -> AsyncIterator[None]:
        """Wait until so much is free, and have it until the end."""
        taken = min(amount, self.size)
        async with self._left:
            await self._left.wait_for(lambda: self.free >= taken)
            self.free -= taken
        try:
            yield
        finally:
            self.free += taken
            async with self._left:
                self._left.notify_all()
