"""A whole Marquee on this machine, in one data folder: services, sandbox, and the processes of the Procfile."""

import json
import os
import shlex
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from cryptography.fernet import Fernet

from rig import console, kept, ports, procfile
from rig.places import PROJECT
from rig.process import Process, of, recorded, stop_all
from rig.services import Services

Tell = Callable[[str], None]
SANDBOX = "sandbox"
ROOM = {"MARQUEE_BUDGETS": "youtube:app:1000000/day, youtube:app:100000000units/day, facebook:page:1000000reels/day"}
"""For runs that post more than a new app may: YouTube gives an app that asks for it more than 100 films a day."""
PATIENCE = 30
"""Seconds that processes get to finish what they have begun; longer than a call to a network may take."""


def silent(line: str) -> None:
    """For those who do not care what a command says."""


class Broken(Exception):
    """Something did not start or did not stay. The text says what, and holds the end of its log."""


class Installation:
    """`given` is the environment to build on: what it sets is respected, what it leaves out is filled in.

    `port` finds one near that which people know; who only measures takes any (`ports.anywhere`), so that several runs
    on one machine never take each other's while a process of theirs is down.
    """

    def __init__(
        self, data: Path, given: Mapping[str, str] = os.environ, port: Callable[[int], int] = ports.next_free
    ) -> None:
        self.data = data
        self.given = given
        self.port = port
        self.services = Services(data, given=given)
        self.launched: list[Process] = []

    @cached_property
    def address(self) -> str:
        return f"http://{ports.LOOPBACK}:{self.port(8000)}"

    @cached_property
    def live(self) -> str:
        """Where the process listens that rings open pages."""
        return f"{ports.LOOPBACK}:{self.port(8200)}"

    @cached_property
    def sandbox(self) -> str:
        """The sandbox keeps its port while it can: pages and posts name it."""
        path = self.data / "sandbox.port"
        port = int(kept.kept(path, lambda: str(self.port(8100))))
        if not ports.is_free(port):
            port = self.port(8100)
            kept.write(path, str(port))
        return f"http://{ports.LOOPBACK}:{port}"

    @cached_property
    def environment(self) -> dict[str, str]:
        """What every process of the installation gets."""
        defaults = {
            "MARQUEE_ENV": "development",
            "MARQUEE_SECRET_KEY": kept.secret(self.data / "secret_key", size=48),
            "MARQUEE_CREDENTIAL_KEYS": kept.kept(self.data / "credential_keys", lambda: Fernet.generate_key().decode()),
            "MARQUEE_HOSTS": f"{ports.LOOPBACK},localhost",
            "MARQUEE_ADDRESS": self.address,
            "MARQUEE_MEDIA": str(self.data / "media"),
            "MARQUEE_MAIL_FOLDER": str(self.data / "mail"),
            "WEB_CONCURRENCY": "2",
        }
        ours = self.services.environment | {
            "MARQUEE_SANDBOX": self.sandbox,
            "MARQUEE_LIVE": f"http://{self.live}/live",
            "MARQUEE_LIVE_BIND": self.live,
            "SANDBOX_STATE": str(self.data / "sandbox"),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{self.given.get('PATH', os.defpath)}",
            "PORT": self.address.rpartition(":")[2],
            "GUNICORN_CMD_ARGS": f"--bind={self.address.removeprefix('http://')}",
            "PYTHONUNBUFFERED": "1",
        }
        return defaults | dict(self.given) | ours

    def stop_left_overs(self) -> None:
        """End what a killed starter left running."""
        stop_all(recorded(self.data), PATIENCE)

    def run(
        self, name: str, command: str, tell: Tell = silent, variables: Mapping[str, str] = MappingProxyType({})
    ) -> str:
        """Run a command to its end and give what it printed; `tell` hears each line as it comes. Raises `Broken`."""
        process = self.launch(name, command, variables)
        try:
            with process.log.open(errors="replace") as said:
                while process.exit_code is None:
                    console.pause(0.05)
                    for line in said:
                        tell(line.rstrip())
        finally:
            process.stop()
            self.launched.remove(process)
        if process.exit_code:
            raise Broken(describe(process))
        return process.log.read_text()

    def launch(self, name: str, command: str, variables: Mapping[str, str] = MappingProxyType({})) -> Process:
        """Start a process that stays. `command` is a line for the shell, as in the Procfile.

        `variables` stand before those that every process of the installation gets.
        """
        process = of(self.data, name)
        environment = {**self.environment, **variables}
        process.spawn(["/bin/sh", "-c", f"exec {command}"], environment=environment, folder=PROJECT)
        self.launched.append(process)
        return process

    def launch_sandbox(self) -> None:
        port = self.sandbox.rpartition(":")[2]
        sandbox = self.launch(
            SANDBOX, f"uvicorn sandbox.app:app --host {ports.LOOPBACK} --port {port} --workers 1 --no-access-log"
        )
        self._wait_for(f"{self.sandbox}/sandbox/health")
        with urllib.request.urlopen(f"{self.sandbox}/sandbox/health", timeout=5) as answer:  # noqa: S310 - ours
            if json.load(answer)["pid"] != sandbox.pid:
                raise Broken(f"Another sandbox is at {self.sandbox}. Two were started at once; start this one again.")

    def launch_procfile(self) -> None:
        for name, command in procfile.read().items():
            if name != procfile.RELEASE:
                self.launch(name, command)

    def launch_web(self, variables: Mapping[str, str] = MappingProxyType({})) -> None:
        """Only what people see: nothing that is planned is sent."""
        self.launch("web", procfile.read()["web"], variables)
        self.wait_for_web()

    def wait_for_web(self) -> None:
        self._wait_for(f"{self.address}/healthz")

    def manage(self, *words: str, tell: Tell = silent) -> str:
        """Run a command of manage.py, as `run` does."""
        return self.run("manage", shlex.join(["python", "manage.py", *words]), tell)

    def release(self) -> None:
        self.run(procfile.RELEASE, procfile.read()[procfile.RELEASE])

    def check_alive(self) -> None:
        """Raise `Broken` when a process or a server has ended by itself."""
        for process in (*self.launched, *(server.process for server in self.services.servers)):
            if process.pid is None:
                raise Broken(describe(process))

    def stop(self) -> None:
        """End everything: those who use the sandbox and the services before these."""
        stop_all([process for process in self.launched if process.name != SANDBOX], PATIENCE)
        stop_all(self.launched)
        self.services.stop()

    def _wait_for(self, address: str) -> None:
        def answers() -> bool:
            self.check_alive()
            try:
                with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - an address of ours
                    return bool(answer.status == 200)
            except (urllib.error.URLError, TimeoutError, ConnectionError):
                return False

        if not console.wait_until(answers, 60):
            raise Broken(f"{address} does not answer; see {self.data / 'logs'}.")


def describe(process: Process) -> str:
    """How a process ended, and its last words."""
    code = process.exit_code
    how = "ended" if code is None else f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
    return f"{process.name} {how}. The end of {process.log}:\n{process.tail()}"
