"""A server of our own that others talk to: started once whoever asks, found again after its starter was killed."""

import signal
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path

from rig import kept, ports
from rig.process import Process


class ServerFailed(Exception):
    """A server did not come up. The text says which, and holds the end of its log."""


class Server(ABC):
    """`home` holds all there is of it: its data, its password, its port, its log and the record of its process."""

    name: str
    stop_signal = signal.SIGTERM
    user: str | None = None
    start_seconds = 60.0
    retry_seconds = 10.0
    """How long a start is repeated: what a killed server left may be in the way for a moment."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.process = Process(self.name, home / "process.json", home / "log")

    @property
    def password(self) -> str:
        return kept.secret(self.home / "password")

    @property
    def port(self) -> int:
        return int(kept.kept(self.home / "port", lambda: str(ports.any_free())))

    @property
    @abstractmethod
    def url(self) -> str: ...

    @abstractmethod
    def prepare(self) -> None:
        """Make what a start needs."""

    @abstractmethod
    def command(self) -> Sequence[str]: ...

    @abstractmethod
    def answers(self) -> bool: ...

    def start(self) -> None:
        """Return when it answers. Raises `ServerFailed`. Does nothing if it answers already, whoever started it.

        One that lives and does not answer is replaced: it hangs, or is not what this folder holds any more.
        """
        with kept.locked(self.home / "lock"):
            if not self.answers():
                self.process.stop(self.stop_signal, patience=3)
                self._choose_port()
                self.prepare()
                self._spawn()
            self._wait_for_answer()

    def stop(self, number: signal.Signals | None = None) -> None:
        self.process.stop(number or self.stop_signal, patience=30)

    def kill(self) -> None:
        """End it as a power cut would. Returns when it is gone."""
        self.process.send(signal.SIGKILL)
        self.process.wait(10)

    def restart(self, number: signal.Signals | None = None) -> None:
        self.stop(number)
        self.start()

    def _choose_port(self) -> None:
        """Keep the port of the last time, unless a stranger took it."""
        if not ports.is_free(self.port):
            kept.write(self.home / "port", str(ports.any_free()))

    def _spawn(self) -> None:
        self.process.spawn(self.command(), environment={"LC_ALL": "C", "TZ": "UTC"}, folder=self.home, user=self.user)

    def _wait_for_answer(self) -> None:
        began = time.monotonic()
        while not self.answers():
            waited = time.monotonic() - began
            if waited > self.start_seconds or (waited > self.retry_seconds and self.process.pid is None):
                raise ServerFailed(f"{self.name} does not start:\n{self.process.tail()}")
            time.sleep(0.05)
            if self.process.pid is None:
                self._spawn()
