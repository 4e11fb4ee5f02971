"""The process that rings pages which are open in browsers, when something happened that concerns who looks at them.

A ring says nothing: the page then asks, as the person who is logged in, what there is to be seen (`accounts.news`). One
look at the newest events every half second serves everybody, however many pages are open, and costs those who write
events nothing. Rings may be lost or doubled at any moment: a page asks by itself, too, only less often.
"""

import asyncio
import signal
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress

from aiohttp.web import Application, Request, Response, StreamResponse
from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from accounts import news
from publisher.logs import log

EVERY = 0.5
"""Seconds between two looks."""
BEAT = 20
"""Seconds after which a silent stream says that it lives; so somebody who left is noticed, and no proxy ends it."""
MOST = 5_000
"""Streams that are held at once; whoever comes later asks by themselves."""
HEADERS = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
    # Another origin than the pages', where no proxy joins them: what lets somebody in is the ticket, and no cookie.
    "Access-Control-Allow-Origin": "*",
}
RING, ALIVE = b"data: news\n\n", b":\n\n"


class Live:
    """`bells` has for each person those of their open pages."""

    def __init__(self) -> None:
        self.bells: dict[int, set[asyncio.Event]] = defaultdict(set)
        self.watch = news.Watch()
        self.thread = ThreadPoolExecutor(1)

    def app(self) -> Application:
        app = Application()
        app.router.add_get("/live", self.stream)
        app.cleanup_ctx.append(self.ringing)
        return app

    async def stream(self, request: Request) -> StreamResponse:
        person = news.holder(request.query.get("ticket", ""))
        if person is None:
            return Response(status=403, text="This ticket is not good (any more). Reload the page.")
        if sum(map(len, self.bells.values())) >= MOST:
            return Response(status=503, text="Too many pages are open.")
        response = StreamResponse(headers=HEADERS)
        with self.bell(person) as bell, suppress(ConnectionError):  # of somebody who has left
            await response.prepare(request)
            while True:
                word = RING if bell.is_set() else ALIVE
                bell.clear()
                await response.write(word)
                with suppress(TimeoutError):
                    await asyncio.wait_for(bell.wait(), BEAT)
        return response

    @contextmanager
    def bell(self, person: int) -> Iterator[asyncio.Event]:
        """It rings at once, for what happened while the page was on its way."""
        bell = asyncio.Event()
        bell.set()
        self.bells[person].add(bell)
        try:
            yield bell
        finally:
            self.bells[person].discard(bell)
            if not self.bells[person]:
                del self.bells[person]

    async def ringing(self, _: Application) -> AsyncIterator[None]:
        task = asyncio.create_task(self.ring())
        task.add_done_callback(end_without)
        yield
        task.cancel()
        self.thread.submit(connection.close)
        self.thread.shutdown()

    async def ring(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(EVERY)
            if self.bells:
                for person in await loop.run_in_executor(self.thread, self.look, set(self.bells)):
                    for bell in self.bells.get(person, ()):
                        bell.set()

    def look(self, people: set[int]) -> set[int]:
        """Whom something concerns; nobody, while the database does not answer."""
        try:
            close_old_connections()
            return self.watch.concerned(people)
        except (DatabaseError, InterfaceError) as fault:
            log.error("database_silent", detail=str(fault).splitlines()[0] if str(fault) else "")
            connection.close()
            return set()


def end_without(ring: "asyncio.Task[None]") -> None:
    """A process that holds streams and rings nobody is worse than none: it ends, and is started anew."""
    if not ring.cancelled():
        signal.raise_signal(signal.SIGTERM)
