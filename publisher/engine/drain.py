"""Drains one network: claims, calls concurrently, settles in groups of whatever has finished, until nothing is due."""

import asyncio
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from queue import Empty, SimpleQueue

import structlog
from django.conf import settings
from django.db import DatabaseError, InterfaceError, InternalError, OperationalError, connection

from publisher import connections
from publisher.engine import calls
from publisher.engine.call import WAITS, Call, call_for
from publisher.engine.claim import BATCH, ClockOff, Job, Kind, claim
from publisher.engine.perform import perform
from publisher.engine.refusal import again_or_desk
from publisher.engine.result import Result
from publisher.engine.settle import settle
from publisher.models.heartbeat import process_name
from publisher.networks import NETWORKS
from publisher.networks.base import Unsure
from publisher.networks.http import Door
from publisher.pieces import UNREADABLE

log = structlog.get_logger()

GROUP = 0.05
"""Seconds in which finished calls gather before they are written together."""
POLL = 0.1
"""Seconds after which a drain with slow calls in flight looks for what has become due."""
AGAIN = 10
"""Seconds after which what a fault of our own broke is tried again."""
HUNG_UP = (OperationalError, InterfaceError, InternalError)
"""What a lost connection to the database looks like; the last one when a transaction stood still for too long."""

leaving = threading.Event()
"""Set when this worker shuts down: calls in flight are finished and written, nothing new is claimed."""


class _Bell:
    """One network in this process: whether it was rung, and whether somebody is draining."""

    def __init__(self) -> None:
        self.rung = threading.Event()
        self.busy = threading.Lock()


_bells = {network: _Bell() for network in NETWORKS}
_database = threading.Lock()
"""Held by the drain that claims or writes. Drains of all networks at once would share the interpreter, and each would
come to its first call as late as the last; one after another, calls are under way while others claim."""
PATIENCE = 2.0
"""Seconds after which a drain goes out of turn: whoever has it may hang at a lock that a stopped worker holds."""


@contextmanager
def _turn() -> Iterator[None]:
    is_mine = _database.acquire(timeout=PATIENCE)
    try:
        yield
    finally:
        if is_mine:
            _database.release()


def drain(network: str) -> int:
    """Deliver all that is due on the network; returns how many jobs were done.

    A process drains a network once at a time, so that a slow one takes one thread and never all of them. Who comes
    second returns at once: the first looks again before it goes.
    """
    bell, done = _bells[network], 0
    bell.rung.set()
    while bell.rung.is_set() and bell.busy.acquire(blocking=False):
        try:
            bell.rung.clear()
            done += _Drain(network).run()
        finally:
            bell.busy.release()
    return done


class _Drain:
    """One run. Calls are made in the loop of `calls`; all else happens in the caller's thread."""

    def __init__(self, network: str) -> None:
        self.network = network
        self.room = NETWORKS[network].in_flight
        self.worker = process_name()
        self.done = 0
        self.fault: Exception | None = None
        self.finished: SimpleQueue[tuple[Job, asyncio.Task[Result]]] = SimpleQueue()
        self.in_flight: dict[asyncio.Task[Result], Kind] = {}
        self.claimed_at = -POLL
        self.more_is_due = True

    def run(self) -> int:
        with calls.opened(connections.open_door(self.room)) as door:
            try:
                while self._claim(door) or self.in_flight:
                    self._settle()
            finally:
                for task in self.in_flight:
                    calls.loop().call_soon_threadsafe(task.cancel)
        if self.fault:
            raise self.fault
        return self.done

    def _claim(self, door: Door) -> bool:
        free = self.room - len(self.in_flight)
        if leaving.is_set() or self.fault or not self._worth_a_claim(free):
            return False
        try:
            begun = self._begin(free)
        except (DatabaseError, InterfaceError, ClockOff) as fault:
            # Nothing more is claimed, but the calls in flight are finished and written.
            self.fault = fault
            connection.close()
            return False
        self.claimed_at, self.more_is_due = time.monotonic(), len(begun) >= min(free, BATCH)
        self.in_flight |= calls.wait_for(self._make([call for call in begun if isinstance(call, Call)], door))
        return bool(begun)

    def _worth_a_claim(self, free: int) -> bool:
        """A claim of one costs as much as one of many, so that while calls are in flight some room gathers first."""
        if not self.in_flight:
            return True
        if self.more_is_due and free >= min(BATCH, self.room * 2 // 3):
            return True
        return free > 0 and time.monotonic() - self.claimed_at >= POLL

    def _begin(self, free: int) -> list[Call | Result]:
        """Claim, and read what each job's calls need. Those that cannot even begin are settled at once."""
        preparing = sum(kind == Kind.PREPARE for kind in self.in_flight.values())
        with _turn():
            claimed_at = time.monotonic()
            begun = [_call_for(job, claimed_at) for job in claim(self.network, self.worker, free, preparing)]
            stillborn = [call for call in begun if isinstance(call, Result)]
            if stillborn:
                self.done += len(settle(stillborn))
            return begun

    async def _make(self, begun: Sequence[Call], door: Door) -> dict[asyncio.Task[Result], Kind]:
        """Begin the calls; each reports to `finished`."""
        return {self._make_one(call, door): call.job.kind for call in begun}

    def _make_one(self, call: Call, door: Door) -> asyncio.Task[Result]:
        task = asyncio.create_task(perform(call, door))
        task.add_done_callback(lambda task: self.finished.put((call.job, task)))
        return task

    def _settle(self) -> None:
        finished = self._gathered()
        if finished:
            results = [_result(job, task) for job, task in finished]
            self._write(results)
            self.done += len(results)
            for _, task in finished:
                del self.in_flight[task]

    def _gathered(self) -> list[tuple[Job, asyncio.Task[Result]]]:
        """What has finished; nothing if nothing does for a moment."""
        try:
            first = self.finished.get(timeout=POLL)
        except Empty:
            return []
        if len(self.in_flight) > 1:
            time.sleep(GROUP)
        return [first, *self._others()]

    def _others(self) -> Iterator[tuple[Job, asyncio.Task[Result]]]:
        while not self.finished.empty():
            yield self.finished.get_nowait()

    def _write(self, results: list[Result]) -> None:
        """Write what is known while the claims last, through a database that is away for a moment. What stays
        unwritten is looked up later like any lost answer."""
        end = time.monotonic() + settings.LEASE.total_seconds()
        while True:
            try:
                with _turn():
                    settle(results)
            except HUNG_UP:
                if time.monotonic() > end:
                    raise
                log.warning("outcomes_wait_for_the_database", network=self.network, results=len(results))
                connection.close()
                time.sleep(1)
            else:
                return


def _result(job: Job, task: "asyncio.Task[Result]") -> Result:
    """A fault of our own in the middle of a call is no answer: it is logged whole, and the delivery is looked up."""
    fault = task.exception()
    if fault is None:
        return task.result()
    log.error("call_broke", **{job.row.noun: job.row.pk}, kind=job.kind, exc_info=fault)
    verb = "doubt" if job.kind == Kind.PUBLISH else WAITS[job.kind]
    return _broken(job, verb, "Marquee itself failed in the middle of the call.")


def _call_for(job: Job, claimed_at: float) -> Call | Result:
    """A fault of our own before any call: logged whole, and certainly nothing was sent."""
    try:
        return call_for(job, claimed_at)
    except UNREADABLE:
        log.exception("call_not_begun", **{job.row.noun: job.row.pk}, kind=job.kind)
        return _broken(job, WAITS[job.kind], "Marquee itself failed before the call. Nothing was sent.")


def _broken(job: Job, verb: str, reason: str) -> Result:
    """Again in a while; where only looks are left that break, a person is asked as after any that tell nothing."""
    if job.kind == Kind.LOOK:
        return again_or_desk(job, AGAIN, Unsure(reason))
    return Result(job, verb, wait=AGAIN, error=Unsure(reason))
