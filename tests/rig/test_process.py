"""Processes of ours are found and ended wherever they went; nobody else's ever."""

import json
import os
import subprocess
import sys

import psutil
import pytest

from rig import kept
from rig.process import Process, of, recorded, session_of, stop_all

WAITS = (
    "import signal, time; signal.signal(signal.SIGTERM, lambda *_: exit(3)); print('ready', flush=True); signal.pause()"
)


@pytest.fixture
def process(tmp_path):
    process = of(tmp_path, "web")
    yield process
    process.stop(patience=0)


def spawn(process: Process, *command: str) -> int:
    process.spawn(command, environment=os.environ)
    assert process.pid
    return process.pid


def said(process: Process, word: str) -> bool:
    while word not in process.tail():
        assert process.pid, process.tail()
    return True


def test_a_process_is_asked_to_end_and_its_exit_code_is_kept(process):
    spawn(process, sys.executable, "-c", WAITS)
    assert said(process, "ready")
    process.stop()
    assert process.exit_code == 3
    assert process.pid is None


def test_one_that_does_not_listen_is_killed(process):
    spawn(process, "/bin/sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1000; done")
    assert said(process, "ready")
    process.stop(patience=0.1)
    assert process.exit_code == -9


def test_what_a_dead_process_started_is_ended_too(process):
    pid = spawn(process, "/bin/sh", "-c", "sleep 1000 & echo ready; wait")
    assert said(process, "ready")
    child = next(psutil.Process(each) for each in psutil.pids() if session_of(each) == pid and each != pid)
    psutil.Process(pid).kill()
    process.stop()
    assert not child.is_running()


def test_a_process_that_got_an_old_pid_is_left_alone(process):
    with subprocess.Popen(["sleep", "1000"], start_new_session=True) as stranger:
        started = psutil.Process(stranger.pid).create_time()
        kept.write(process.record, json.dumps({"pid": stranger.pid, "started": started - 3600}))
        try:
            assert process.pid is None
            process.stop()
            assert stranger.poll() is None
        finally:
            stranger.kill()


def test_all_that_a_folder_has_on_record_is_ended_by_a_later_starter(tmp_path):
    for name in ("web", "worker"):
        spawn(of(tmp_path, name), "sleep", "1000")
    found = recorded(tmp_path)
    assert [process.name for process in found] == ["web", "worker"]
    stop_all(found)
    assert [process.pid for process in found] == [None, None]
    assert recorded(tmp_path) == []


def test_a_process_is_ended_though_somebody_deleted_its_record(process):
    spawn(process, "sleep", "1000")
    process.record.unlink()
    process.stop()
    assert process.exit_code == -15
