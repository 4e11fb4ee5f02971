"""A whole Marquee in a folder: its keys, its processes, and what is said when one of them ends."""

import os
import signal
import socket
import stat
import subprocess
import sys
from contextlib import contextmanager

import psutil
import pytest

from rig import places, ports, procfile
from rig.installation import Broken, Installation

ELSEWHERE = {
    "DATABASE_URL": "postgres://elsewhere/marquee",
    "REDIS_URL": "redis://elsewhere",
    "PATH": os.environ["PATH"],
}


@pytest.fixture
def installation(tmp_path):
    installation = Installation(tmp_path, given=ELSEWHERE)
    yield installation
    installation.stop()


def test_the_procfile_names_every_process():
    assert list(procfile.read()) == ["release", "web", "live", "worker", "dispatcher", "beat"]


def test_comments_and_empty_lines_of_a_procfile_are_no_processes(tmp_path):
    (tmp_path / "Procfile").write_text("# why\n\nweb: serve --at a:b\n")
    assert procfile.read(tmp_path / "Procfile") == {"web": "serve --at a:b"}


def test_keys_are_made_once_and_kept_from_others(tmp_path):
    first, second = (Installation(tmp_path, given=ELSEWHERE).environment for _ in range(2))
    assert len(first["MARQUEE_SECRET_KEY"]) >= 50
    for name in ("MARQUEE_SECRET_KEY", "MARQUEE_CREDENTIAL_KEYS"):
        assert first[name] == second[name]
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "credential_keys").stat().st_mode) == 0o600


def test_what_the_environment_sets_is_respected(tmp_path):
    given = ELSEWHERE | {"MARQUEE_SECRET_KEY": "theirs", "MARQUEE_S3_BUCKET": "pictures"}
    environment = Installation(tmp_path, given=given).environment
    assert {name: environment[name] for name in given if name != "PATH"} == {
        name: value for name, value in given.items() if name != "PATH"
    }


@contextmanager
def taken(port: int):
    with socket.socket() as stranger:
        stranger.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        stranger.bind((ports.LOOPBACK, port))
        stranger.listen()
        yield


def test_a_taken_port_is_stepped_over(tmp_path):
    port = ports.next_free(8000)
    with taken(port):
        assert not Installation(tmp_path, given=ELSEWHERE).address.endswith(f":{port}")


def test_the_sandbox_keeps_its_port_because_posts_name_it(tmp_path):
    with taken(ports.next_free(8100)):
        first = Installation(tmp_path, given=ELSEWHERE).sandbox
    assert Installation(tmp_path, given=ELSEWHERE).sandbox == first


def test_the_sandbox_moves_when_a_stranger_has_its_port(tmp_path):
    first = Installation(tmp_path, given=ELSEWHERE).sandbox
    with taken(int(first.rpartition(":")[2])):
        moved = Installation(tmp_path, given=ELSEWHERE).sandbox
    assert moved != first
    assert Installation(tmp_path, given=ELSEWHERE).sandbox == moved


def test_a_command_gives_what_it_printed(installation):
    assert installation.run("greeting", "echo $PORT") == f"{installation.environment['PORT']}\n"
    assert installation.launched == []


def test_a_long_command_is_heard_while_it_runs(installation):
    heard: list[str] = []
    installation.run("load", "sh -c 'echo people; sleep 1; echo pages'", heard.append)
    assert heard[0] == "people"


def test_a_command_that_fails_says_how_it_ended_and_its_last_words(installation):
    with pytest.raises(Broken, match=r"(?s)release ended with exit code 3.*release\.log:\nno database"):
        installation.run("release", "sh -c 'echo no database; exit 3'")


def test_a_process_that_ends_by_itself_is_named(installation):
    worker = installation.launch("worker", "sleep 1000")
    installation.check_alive()
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait(10)
    with pytest.raises(Broken, match="worker was ended by signal 9"):
        installation.check_alive()


def test_a_server_that_ends_by_itself_is_named(tmp_path):
    installation = Installation(tmp_path, given={"DATABASE_URL": "postgres://elsewhere/marquee"})
    installation.services.start()
    installation.check_alive()
    installation.services.redis.kill()
    with pytest.raises(Broken, match="Redis was ended by signal 9"):
        installation.check_alive()


def test_what_a_killed_starter_left_running_is_ended(installation, tmp_path):
    worker = installation.launch("worker", "sleep 1000")
    Installation(tmp_path, given=ELSEWHERE).stop_left_overs()
    assert worker.wait(1)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_installation_and_all_it_runs(tmp_path, number):
    script = f"""if True:
        import pathlib
        from rig.console import Interrupted, heed_signals, pause
        from rig.installation import Installation
        heed_signals()
        installation = Installation(pathlib.Path({str(tmp_path)!r}), given={ELSEWHERE!r})
        try:
            print(installation.launch("worker", "sleep 1000").pid, flush=True)
            pause(1000)
        except Interrupted:
            installation.stop()
    """
    starter = subprocess.Popen([sys.executable, "-c", script], cwd=places.PROJECT, stdout=subprocess.PIPE, text=True)
    worker = psutil.Process(int(starter.stdout.readline()))
    starter.send_signal(number)
    assert starter.wait(20) == 0
    assert not worker.is_running()
