"""A whole Marquee on which a bench is played: real services with fsync, two workers, two dispatchers, the sandbox."""

import json
import os
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rig import fleeting, ports, procfile
from rig.bench.peaks import peaks
from rig.bench.verdict import Verdict, judge
from rig.console import pause, say, step
from rig.installation import ROOM, Installation
from rig.process import Process, stop_all
from rig.witness import Witness

Json = dict[str, Any]
LATENCY = 0.05
WORKERS = 2
DISPATCHERS = 2
QUIET = 3
"""Seconds after the last post in which a second copy of one would still be seen."""
LISTENED = {"MARQUEE_LOG_LEVEL": "DEBUG"}
"""At this level a dispatcher says how long each of its turns took."""
OURS = {"DATABASE_URL", "REDIS_URL"}
"""Never taken from outside: a bench fills its database with posts that nobody approved."""


class Stage:
    """Services and sandbox are up. Marquee's own processes are started, and may be stopped between two acts."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.witness = Witness(installation.sandbox)
        self.acts = 0
        self.ledger: list[Json] = []
        """What the last act was to make public."""
        self.since = 0
        """How many posts were public before it."""
        self.listens = False
        """Whether dispatchers started from now on say how long their turns take."""

    def launch(self, names: Mapping[str, int]) -> list[Process]:
        """So many more processes of each kind in the Procfile."""
        commands = procfile.read()
        started = []
        for name, count in names.items():
            running = len(self.running(name))
            variables = LISTENED if name == "dispatcher" and self.listens else {}
            for number in range(running + 1, running + count + 1):
                own_name = f" --hostname {name}.{number}@%h" if name == "worker" else ""
                started.append(self.installation.launch(f"{name}.{number}", commands[name] + own_name, variables))
        return started

    def running(self, *kinds: str) -> list[Process]:
        """The processes of these kinds."""
        return [one for one in self.installation.launched if one.name.partition(".")[0] in kinds]

    def start_engine(self) -> None:
        with step(f"Starting {WORKERS} workers, {DISPATCHERS} dispatchers and beat"):
            self.launch({"worker": WORKERS, "dispatcher": DISPATCHERS, "beat": 1})
            self.wait_for_workers()

    def stop_engine(self) -> None:
        with step("Stopping workers, dispatchers and beat"):
            self.stop("worker", "dispatcher", "beat")

    def wait_for_workers(self, kind: str = "worker") -> None:
        logs = [process.log for process in self.running(kind)]
        while not all("ready" in log.read_text(errors="replace") for log in logs):
            self.installation.check_alive()
            pause(0.1)

    def stop(self, *kinds: str) -> None:
        """End the processes of these kinds."""
        ending = self.running(*kinds)
        stop_all(ending, 30)
        for one in ending:
            self.installation.launched.remove(one)

    def seed(self, **options: object) -> list[Json]:
        """Run `rehearse_seed` with these options (a list gives one several times); returns its ledger."""
        self.acts += 1
        ledger = self.installation.data / f"ledger-{self.acts}.json"
        words = [
            f"--{name.replace('_', '-')}={value}"
            for name, given in options.items()
            for value in (given if isinstance(given, list) else [given])
        ]
        self.installation.manage("rehearse_seed", f"--ledger={ledger}", f"--words=Act {self.acts}", *words)
        lines: list[Json] = json.loads(ledger.read_text())
        return lines

    def watch(self, ledger: list[Json], since: int, patience: float) -> Verdict:
        """Wait until all of the ledger is public, or `patience` seconds after the last was due; then judge."""
        end = max(line["at"] for line in ledger) + patience
        with step(f"Waiting for {len(ledger)} posts to become public"):
            while self.witness.count() < since + len(ledger) and time.time() < end:
                self.installation.check_alive()
                pause(0.25)
            pause(QUIET)
        return judge(ledger, self.witness.public(since))

    def act(self, patience: float = 60, **options: object) -> tuple[Verdict, dict[str, float]]:
        """Seed posts and watch them go out; returns the verdict and each process's peak of memory in MB."""
        self.since = since = self.witness.count()
        with step(f"Seeding {options.get('posts')} publications"):
            self.ledger = ledger = self.seed(**options)
        wait = min(line["at"] for line in ledger) - time.time()
        if wait < 1:
            say(f"  Seeding took {1 - wait:.1f} s longer than was left: raise --in.")
        with peaks(self.installation.launched) as memory:
            verdict = self.watch(ledger, since, patience)
        return verdict, memory

    def verdict_on(self, networks: Collection[str]) -> Verdict:
        """On what the last act made public there so far, and there alone."""
        ledger = [line for line in self.ledger if line["network"] in networks]
        return judge(ledger, [post for post in self.witness.public(self.since) if post["network"] in networks])


@contextmanager
def staged(latency: float = LATENCY) -> Iterator[Stage]:
    """A fleeting installation with its services and sandbox up and its database migrated, gone at the end."""
    with fleeting.folder() as data:
        installation = Installation(data, given(), ports.anywhere)
        try:
            with step("Starting PostgreSQL, Redis and the sandbox"):
                installation.services.start()
                installation.release()
                installation.launch_sandbox()
            stage = Stage(installation)
            stage.witness.latency(latency)
            yield stage
        finally:
            with step("Stopping everything"):
                installation.stop()


def given() -> dict[str, str]:
    outside = {name: value for name, value in os.environ.items() if name not in OURS}
    return {"MARQUEE_LOG_JSON": "1", **ROOM} | outside
