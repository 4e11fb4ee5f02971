"""The dispatcher: releases what is due and rings the bells, in a process of its own. Any number may run."""

import signal
import threading
import time
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from publisher import heap
from publisher.engine.dispatch import turn
from publisher.logs import log
from publisher.models import Heartbeat

BEAT_EVERY = 5.0


class Command(BaseCommand):
    help = "Release due publications and ring the workers' bells, until told to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stopping.set())
        heap.settle()
        log.info("dispatcher_started")
        last_beat = 0.0
        while not self.stopping.is_set():
            try:
                if time.monotonic() - last_beat > BEAT_EVERY:
                    Heartbeat.beat("dispatcher")
                    last_beat = time.monotonic()
                self.stopping.wait(timed_turn().total_seconds())
            except (DatabaseError, InterfaceError) as fault:
                log.error("database_silent", detail=str(fault).splitlines()[0] if str(fault) else "")
                connection.close()
                close_old_connections()
                self.stopping.wait(1)
        log.info("dispatcher_stopped")


def timed_turn() -> timedelta:
    """A turn, and a line on how long it took for whoever listens at debug level."""
    began = time.perf_counter()
    pause = turn()
    log.debug("turn", seconds=round(time.perf_counter() - began, 6))
    return pause
