"""A whole Marquee on which a bench is played: real services with fsync, two workers, two dispatchers, the sandbox."""

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rig import fleeting, procfile
from rig.bench.memory import peaks
from rig.bench.verdict import Verdict, judge
from rig.console import pause, say, step
from rig.installation import Installation
from rig.process import Process, stop_all
from rig.witness import Witness

Json = dict[str, Any]
LATENCY = 0.05
WORKERS = 2
DISPATCHERS = 2
QUIET = 3
"""Seconds after the last post in which a second copy of one would still be seen."""
OURS = {"DATABASE_URL", "REDIS_URL"}
"""Never taken from outside: a bench fills its database with posts that nobody approved."""


class Stage:
    """`processes` are Marquee's own; they are started by `play` and may be stopped between two acts."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self.witness = Witness(installation.sandbox)
        self.acts = 0

    def launch(self, names: Mapping[str, int]) -> list[Process]:
        """So many processes of each kind in the Procfile."""
        commands = procfile.read()
        started = []
        for name, count in names.items():
            for number in range(1, count + 1):
                own_name = f" --hostname {name}.{number}@%h" if name == "worker" else ""
                started.append(self.installation.launch(f"{name}.{number}", commands[name] + own_name))
        return started

    def start_engine(self) -> None:
        with step(f"Starting {WORKERS} workers, {DISPATCHERS} dispatchers and beat"):
            self.launch({"worker": WORKERS, "dispatcher": DISPATCHERS, "beat": 1})
            self.wait_for_workers()

    def wait_for_workers(self) -> None:
        logs = [process.log for process in self.installation.launched if process.name.startswith("worker.")]
        while not all("ready" in log.read_text(errors="replace") for log in logs):
            self.installation.check_alive()
            pause(0.1)

    def stop(self, *kinds: str) -> None:
        """End the processes of these kinds, all of them when none is named."""
        launched = self.installation.launched
        ending = [one for one in launched if one.name.partition(".")[0] in kinds]
        stop_all(ending, 30)
        for one in ending:
            launched.remove(one)

    def seed(self, **options: object) -> list[Json]:
        """Run `rehearse_seed` with these options; returns its ledger."""
        self.acts += 1
        ledger = self.installation.data / f"ledger-{self.acts}.json"
        words = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
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
        since = self.witness.count()
        with step(f"Seeding {options.get('posts')} publications"):
            ledger = self.seed(**options)
        wait = min(line["at"] for line in ledger) - time.time()
        if wait < 1:
            say(f"  Seeding took {1 - wait:.1f} s longer than was left: raise --in.")
        with peaks(self.installation.launched) as memory:
            verdict = self.watch(ledger, since, patience)
        return verdict, memory


@contextmanager
def staged(latency: float = LATENCY) -> Iterator[Stage]:
    """A fleeting installation with its services and sandbox up and its database migrated, gone at the end."""
    with fleeting.folder() as data:
        installation = Installation(data, given=given())
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
    return {"MARQUEE_LOG_JSON": "1"} | outside
