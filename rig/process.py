"""One process of ours, known by a record on disk: found again after its starter was killed, and never mistaken."""

import json
import os
import pwd
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import psutil

from rig import kept

SAME_START = 2
"""Seconds by which two readings of one process's start may differ: the kernel's boot time is a rounded figure."""


class Noted(NamedTuple):
    """What tells a process from all others: its pid, and its start in epoch seconds."""

    pid: int
    started: float


class Process:
    """A process with a session of its own. `record` is where its pid and start are noted, `log` what it says."""

    def __init__(self, name: str, record: Path, log: Path) -> None:
        self.name = name
        self.record = record
        self.log = log
        self._child: subprocess.Popen[bytes] | None = None
        self._spawned: Noted | None = None

    def spawn(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        folder: Path | None = None,
        user: str | None = None,
    ) -> None:
        """Start `command`, as `user` if given. Its log begins anew."""
        owner = pwd.getpwnam(user) if user else None
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            self._child = subprocess.Popen(
                command,
                env=environment,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=owner.pw_uid if owner else None,
                group=owner.pw_gid if owner else None,
                extra_groups=[] if owner else None,
            )
        self._spawned = Noted(self._child.pid, psutil.Process(self._child.pid).create_time())
        kept.write(self.record, json.dumps(self._spawned._asdict()))

    @property
    def pid(self) -> int | None:
        """The pid while it lives."""
        living = self._living()
        return living.pid if living else None

    @property
    def exit_code(self) -> int | None:
        """How it ended, negative for a signal; None while it lives, or when another process started it."""
        return self._child.poll() if self._child else None

    def send(self, number: signal.Signals) -> None:
        if living := self._living():
            living.send_signal(number)

    def wait(self, seconds: float) -> bool:
        """Whether it has ended within `seconds`."""
        if self._child:
            try:
                self._child.wait(seconds)
            except subprocess.TimeoutExpired:
                return False
        living = self._living()
        return living is None or not psutil.wait_procs([living], timeout=seconds)[1]

    def stop(self, number: signal.Signals = signal.SIGTERM, patience: float = 10) -> None:
        """Ask it to end, and end what is left of its session after `patience` seconds."""
        self.send(number)
        self.wait(patience)
        left = self._session()
        for member in left:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        self.wait(5)
        psutil.wait_procs(left, timeout=5)
        self.record.unlink(missing_ok=True)

    def tail(self, lines: int = 15) -> str:
        """The last lines of its log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def _living(self) -> psutil.Process | None:
        if self._child and self._child.poll() is not None:
            return None
        leader = self._leader()
        return leader if leader and leader.status() != psutil.STATUS_ZOMBIE else None

    def _leader(self) -> psutil.Process | None:
        """The process that the record means, even if only its entry is left; never another that got its pid in time."""
        noted = self._noted()
        try:
            process = psutil.Process(noted.pid) if noted else None
        except psutil.NoSuchProcess:
            return None
        return process if noted and process and abs(process.create_time() - noted.started) < SAME_START else None

    def _noted(self) -> Noted | None:
        """What the record says, or what we know ourselves when somebody deleted it."""
        try:
            return Noted(**json.loads(self.record.read_text()))
        except FileNotFoundError:
            return self._spawned

    def _session(self) -> list[psutil.Process]:
        """What lives in the session that `spawn` opened. A session's number is not given again while a member lives."""
        noted = self._noted()
        if noted is None or (psutil.pid_exists(noted.pid) and self._leader() is None):
            return []
        return [process for process in psutil.process_iter() if session_of(process.pid) == noted.pid]


def session_of(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return None


def of(data: Path, name: str) -> Process:
    """The process with this name in a data folder, running or not."""
    return Process(name, data / "run" / f"{name}.json", data / "logs" / f"{name}.log")


def recorded(data: Path) -> list[Process]:
    """All processes that a data folder has on record."""
    return [of(data, record.stem) for record in sorted((data / "run").glob("*.json"))]


def stop_all(processes: Sequence[Process], patience: float = 10) -> None:
    """Ask all of them to end at once, then wait for each."""
    for process in processes:
        process.send(signal.SIGTERM)
    until = time.monotonic() + patience
    for process in processes:
        process.wait(max(0, until - time.monotonic()))
        process.stop(patience=0)
