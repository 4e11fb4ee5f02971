"""What the faults act on: a whole Marquee whose ways to the database, to Redis and to the networks can be broken."""

import time
from collections import Counter
from collections.abc import Callable

from rig import procfile
from rig.chaos.crew import Crew
from rig.chaos.proxy import Proxy
from rig.console import pause
from rig.installation import Broken, Installation
from rig.ports import LOOPBACK
from rig.witness import Json, Witness
from sandbox.app import NETWORKS

HOMES = {network.name: network.kind.home for network in NETWORKS}
"""Where in the sandbox the API of each network begins."""
WORKERS, DISPATCHERS = 4, 2
OWN_NAME = " --hostname {name}@%h"


class Stage:
    """Services, sandbox and pages are there already; `start` starts the processes behind the proxies."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        postgres, redis = installation.services.postgres, installation.services.redis
        assert postgres
        assert redis  # `staged` sees to it that both are ours to break
        self.postgres, self.redis = postgres, redis
        self.witness = Witness(installation.sandbox)
        sandbox = int(installation.sandbox.rpartition(":")[2])
        self.to_database = Proxy(lambda: self.postgres.port)
        self.to_redis = Proxy(lambda: self.redis.port)
        self.to_home = {network: Proxy(lambda: sandbox) for network in HOMES}
        variables = {
            "DATABASE_URL": through(self.postgres.url, self.postgres.port, self.to_database),
            "REDIS_URL": through(self.redis.url, self.redis.port, self.to_redis),
        }
        lines = procfile.read()
        self.workers = Crew(installation, "worker", lines["worker"] + OWN_NAME, WORKERS, variables)
        self.dispatchers = Crew(installation, "dispatcher", lines["dispatcher"], DISPATCHERS, variables)
        self.beats = Crew(installation, "beat", lines["beat"], 1, variables)
        # Some networks fetch pictures by themselves. Nothing breaks on that way.
        self.webs = Crew(installation, "web", lines["web"], 1, {})
        self.crews = (self.workers, self.dispatchers, self.beats, self.webs)
        self.hits: Counter[str] = Counter()
        """How often each fault struck."""
        self.freezes: list[Json] = []
        """`network` ("" = all), `since` and `until`: between them nothing there may begin."""

    def start(self) -> None:
        # Some refuse the same text twice in a row, on most days. Nobody may rely on that.
        windows = {name: 0 for name in self.witness.ask("GET", "settings") if name.endswith("_duplicate_window")}
        self.witness.set(**windows)
        for network in HOMES:
            self.move_home(network, self.home(network))
        for crew in self.crews:
            crew.start()
        self.installation.wait_for_web()

    def home(self, network: str) -> str:
        return f"http://{LOOPBACK}:{self.to_home[network].port}{HOMES[network]}"

    def move_home(self, network: str, home: str) -> None:
        """From now on every page of the network believes its network to be there."""
        self.manage("rehearse_home", network, home)

    def manage(self, *words: str) -> str:
        """A command of manage.py, repeated while the database is away."""
        return _insist(lambda: self.installation.manage(*words))

    def keep_up(self) -> None:
        for crew in self.crews:
            crew.replace_fallen()

    def complaints(self) -> list[str]:
        """Processes that ended by themselves, or did not when they were asked to."""
        stayed = [f"{name} did not go when asked to" for crew in self.crews for name in crew.stayed]
        return [words for crew in self.crews for words in crew.fallen] + stayed

    def stop(self) -> None:
        for proxy in (self.to_database, self.to_redis, *self.to_home.values()):
            proxy.stop()


def through(url: str, port: int, proxy: Proxy) -> str:
    """The same address, by way of the proxy."""
    return url.replace(f":{port}/", f":{proxy.port}/")


def _insist(work: Callable[[], str], patience: float = 30) -> str:
    end = time.monotonic() + patience
    while True:
        try:
            return work()
        except Broken:
            if time.monotonic() > end:
                raise
            pause(1)
