"""The embedded PostgreSQL and Redis, as the demo, the tests and the chaos runs treat them."""

import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from rig import places, ports
from rig.postgres import Postgres
from rig.redis_server import Redis
from rig.server import ServerFailed
from rig.services import Services


@pytest.fixture(scope="module")
def postgres(tmp_path_factory):
    services = Services(tmp_path_factory.mktemp("durable"), given={})
    yield services.postgres
    services.remove()


@pytest.fixture
def redis_server(tmp_path):
    server = Redis(tmp_path / "redis")
    server.start()
    yield server
    server.stop()


def ask(server: Postgres, query: str):
    with psycopg.connect(server.url, autocommit=True) as connection:
        return connection.execute(query).fetchone()


def test_the_address_is_known_before_the_start(postgres):
    address = postgres.url
    postgres.start()
    assert ask(postgres, "SELECT current_database()") == ("marquee",)
    assert postgres.url == address


def test_a_commit_outlives_a_killed_server(postgres):
    postgres.start()
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS figure")
    postgres.kill()
    postgres.start()
    assert ask(postgres, "SELECT figure FROM kept") == (7,)
    assert ask(postgres, "SHOW fsync") == ("on",)


@pytest.mark.parametrize("how", [Postgres.fast, Postgres.immediate])
def test_a_restart_is_another_process_at_the_same_address(postgres, how: signal.Signals):
    postgres.start()
    before, address = postgres.process.pid, postgres.url
    postgres.restart(how)
    assert postgres.process.pid != before
    assert postgres.url == address
    assert ask(postgres, "SELECT 1") == (1,)


def test_nobody_gets_in_without_the_password(postgres, redis_server):
    postgres.start()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(postgres.url.replace(postgres.password, "guess"))
    stranger = redis.Redis.from_url(redis_server.url.replace(redis_server.password, "guess"))
    with stranger, pytest.raises(redis.AuthenticationError):
        stranger.ping()


def test_only_its_owner_reads_the_password(postgres):
    assert postgres.password
    assert stat.S_IMODE((postgres.home / "password").stat().st_mode) == 0o600


def test_a_server_whose_starter_was_killed_is_taken_over(tmp_path):
    start = f"from rig.redis_server import Redis; Redis(__import__('pathlib').Path({str(tmp_path)!r})).start()"
    subprocess.run(
        [sys.executable, "-c", f"{start}; import os; os.kill(os.getpid(), 9)"], cwd=places.PROJECT, check=False
    )
    found = Redis(tmp_path)
    running = found.process.pid
    try:
        assert running
        found.start()
        assert found.process.pid == running
    finally:
        found.stop()
    assert ports.is_free(found.port)


def test_a_server_that_hangs_is_replaced(redis_server):
    hung = redis_server.process.pid
    redis_server.process.send(signal.SIGSTOP)
    redis_server.start()
    assert redis_server.process.pid != hung
    with redis.Redis.from_url(redis_server.url) as client:
        assert client.ping()


def test_redis_remembers_nothing(redis_server):
    with redis.Redis.from_url(redis_server.url) as client:
        client.set("bell", "rung")
    redis_server.restart()
    with redis.Redis.from_url(redis_server.url) as client:
        assert client.get("bell") is None


def test_users_of_different_databases_of_redis_do_not_meet(redis_server):
    with (
        redis.Redis.from_url(redis_server.database(1)) as one,
        redis.Redis.from_url(redis_server.database(2)) as other,
    ):
        one.set("bell", "rung")
        assert other.get("bell") is None


def test_a_port_that_a_stranger_took_meanwhile_is_left_to_it(redis_server):
    redis_server.stop()
    taken = redis_server.port
    stranger = subprocess.Popen([sys.executable, "-m", "http.server", str(taken), "--bind", ports.LOOPBACK])
    try:
        while ports.is_free(taken):
            assert stranger.poll() is None
        redis_server.start()
        assert redis_server.port != taken
    finally:
        stranger.kill()
        stranger.wait()


def test_a_server_that_cannot_start_says_why(tmp_path, monkeypatch):
    monkeypatch.setattr(Redis, "retry_seconds", 0.2)
    monkeypatch.setattr("rig.redis_server.DATABASES", -1)
    with pytest.raises(ServerFailed, match="databases -1"):
        Redis(tmp_path).start()


def test_what_the_environment_names_is_used_instead(tmp_path):
    services = Services(tmp_path, given={"DATABASE_URL": "postgres://elsewhere/marquee"})
    assert services.postgres is None
    assert set(services.environment) == {"REDIS_URL"}


def test_a_folder_in_the_way_is_not_entered(tmp_path):
    link = tmp_path / "link"
    link.symlink_to(Path("/"))
    with pytest.raises(PermissionError, match="is not ours"):
        places.ours(link)


def test_the_database_of_a_deleted_folder_is_neither_found_again_nor_left_behind(tmp_path):
    data = tmp_path / "data"
    left = Services(data, durable=False, given={}).postgres
    left.start()
    left.stop()
    shutil.rmtree(data)
    fresh = Services(data, durable=False, given={})
    assert not (fresh.postgres.home / "data").exists()
    fresh.start()
    fresh.remove()
    assert not left.home.exists()
