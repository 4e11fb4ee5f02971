"""The database and Redis together, for whoever needs both: ours, or those that the environment names."""

import os
import shutil
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from rig import places
from rig.postgres import Postgres
from rig.redis_server import Redis
from rig.server import Server


class Services:
    """What DATABASE_URL and REDIS_URL name is used; for what they leave out we have a server in the data folder."""

    def __init__(self, data: Path, durable: bool = True, given: Mapping[str, str] = os.environ) -> None:
        self.data = data
        self.postgres = None if given.get("DATABASE_URL") else Postgres(places.database_home(data), durable)
        self.redis = None if given.get("REDIS_URL") else Redis(data / "redis")

    @property
    def servers(self) -> list[Server]:
        return [server for server in (self.postgres, self.redis) if server]

    @property
    def environment(self) -> dict[str, str]:
        """The addresses of our servers, known before they start."""
        variables = {}
        if self.postgres:
            variables["DATABASE_URL"] = self.postgres.url
        if self.redis:
            variables["REDIS_URL"] = self.redis.url
        return variables

    def start(self) -> None:
        """Return when both answer. Does nothing if they do already. Raises `ServerFailed`."""
        for home in places.orphans():
            discard(Postgres(home))
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda server: server.start(), self.servers))

    def stop(self) -> None:
        for server in self.servers:
            server.stop()

    def remove(self) -> None:
        """Stop our servers and delete what they keep."""
        for server in self.servers:
            discard(server)


def discard(server: Server) -> None:
    server.stop()
    shutil.rmtree(server.home, ignore_errors=True)
