"""Drains one network: claims, calls concurrently, settles in groups of whatever has finished, until nothing is due."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, InternalError, OperationalError, connection

from publisher import connections
from publisher.engine.call import Call, call_for, deadline
from publisher.engine.claim import UNREADABLE, ClockOff, Job, Kind, claim
from publisher.engine.perform import perform
from publisher.engine.result import Result
from publisher.engine.settle import settle
from publisher.models.heartbeat import process_name
from publisher.networks import NETWORKS
from publisher.networks.base import Unsure
from publisher.networks.http import Door

log = structlog.get_logger()
T = TypeVar("T")

GROUP = 0.02
"""Seconds in which finished calls gather before they are written together."""
POLL = 0.1
"""Seconds after which a drain with slow calls in flight looks for what has become due."""
HUNG_UP = (OperationalError, InterfaceError, InternalError)
"""What a lost connection to the database looks like; the last one when a transaction stood still for too long."""
SLOTS = 0x44524149
"""First key of the advisory locks that keep a slow network from taking every worker."""

leaving = threading.Event()
"""Set when this worker shuts down: calls in flight are finished and written, nothing new is claimed."""


def drain(network: str) -> int:
    """Deliver all that is due on the network; returns how many jobs were done. Returns at once when its places are
    taken.

    A place is lost with the database connection, so a dead worker keeps none.
    """
    slot = _take_slot(network)
    if slot is None:
        return 0
    try:
        return asyncio.run(_Drain(network).run())
    finally:
        _leave_slot(network, slot)


def _take_slot(network: str) -> int | None:
    first = sorted(NETWORKS).index(network) * 100
    with connection.cursor() as cursor:
        for slot in range(first, first + settings.DRAINS_PER_NETWORK):
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [SLOTS, slot])
            if cursor.fetchone() == (True,):
                return slot
    return None


def _leave_slot(network: str, slot: int) -> None:
    with suppress(*HUNG_UP), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [SLOTS, slot])


def _hang_up() -> None:
    """Close the database connection of the calling thread."""
    connection.close()


class _Drain:
    """One run. All its database work happens in one thread of its own, so that calls never wait for it, nor it for
    them."""

    def __init__(self, network: str) -> None:
        self.network = network
        self.room = NETWORKS[network].in_flight
        self.worker = process_name()
        self.done = 0
        self.fault: Exception | None = None
        self.tasks: dict[asyncio.Task[Result], Job] = {}

    async def run(self) -> int:
        with ThreadPoolExecutor(1, thread_name_prefix=f"drain-{self.network}") as self.thread:
            try:
                async with connections.open_door() as door:
                    while await self._claim(door) or self.tasks:
                        await self._settle()
            finally:
                await self._database(_hang_up)
        if self.fault:
            raise self.fault
        return self.done

    async def _database(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.thread, work)

    async def _claim(self, door: Door) -> bool:
        free = self.room - len(self.tasks)
        if leaving.is_set() or self.fault or free <= 0:
            return False
        try:
            begun = await self._database(lambda: self._begin(free))
        except (DatabaseError, InterfaceError, ClockOff) as fault:
            # Nothing more is claimed, but the calls in flight are finished and written.
            self.fault = fault
            await self._database(_hang_up)
            return False
        for call in begun:
            if isinstance(call, Call):
                self.tasks[asyncio.create_task(perform(call, door))] = call.job
        return bool(begun)

    def _begin(self, free: int) -> list[Call | Result]:
        """Claim, and read what each job's calls need. Those that cannot even begin are settled at once."""
        begin_by = deadline()
        calls = [_call_for(job, begin_by) for job in claim(self.network, self.worker, free)]
        stillborn = [call for call in calls if isinstance(call, Result)]
        if stillborn:
            self.done += len(settle(stillborn))
        return calls

    async def _settle(self) -> None:
        if not self.tasks:
            return
        finished, _ = await asyncio.wait(self.tasks, timeout=POLL, return_when=asyncio.FIRST_COMPLETED)
        if not finished:
            return
        if len(finished) < len(self.tasks):
            await asyncio.sleep(GROUP)
        results = list(self._results(task for task in list(self.tasks) if task.done()))
        await self._write(results)
        self.done += len(results)

    async def _write(self, results: list[Result]) -> None:
        """Write what is known while the claims last, through a database that is away for a moment. What stays
        unwritten is
        looked up later like any lost answer."""
        end = time.monotonic() + settings.LEASE.total_seconds()
        while True:
            try:
                await self._database(lambda: settle(results))
            except HUNG_UP:
                if time.monotonic() > end:
                    raise
                log.warning("outcomes_wait_for_the_database", network=self.network, results=len(results))
                await self._database(_hang_up)
                await asyncio.sleep(1)
            else:
                return

    def _results(self, tasks: Iterable[asyncio.Task[Result]]) -> Iterable[Result]:
        """A fault of our own in the middle of a call is no answer: it is logged whole, and the delivery is looked
        up."""
        for task in tasks:
            job = self.tasks.pop(task)
            fault = task.exception()
            if fault is None:
                yield task.result()
                continue
            log.error("call_broke", delivery=job.delivery.pk, kind=job.kind, exc_info=fault)
            verb = {Kind.PREPARE: "requeue", Kind.PUBLISH: "doubt", Kind.LOOK: "look_again"}[job.kind]
            yield Result(job, verb, wait=10, error=Unsure("Marquee itself failed in the middle of the call."))


def _call_for(job: Job, begin_by: float) -> Call | Result:
    """A fault of our own before any call: logged whole, and certainly nothing was sent."""
    try:
        return call_for(job, begin_by)
    except UNREADABLE:
        log.exception("call_not_begun", delivery=job.delivery.pk, kind=job.kind)
        verb = {Kind.PREPARE: "requeue", Kind.PUBLISH: "later", Kind.LOOK: "look_again"}[job.kind]
        return Result(job, verb, wait=10, error=Unsure("Marquee itself failed before the call. Nothing was sent."))
