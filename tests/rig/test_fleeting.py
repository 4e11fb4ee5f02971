"""Folders for one run: gone when it ends, and cleared by the next one when it was killed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rig import fleeting, places
from rig.process import of


def test_a_folder_is_gone_at_the_end(tmp_path):
    with fleeting.folder(tmp_path) as folder:
        assert folder.is_dir()
        sleeper = of(folder, "sleeper")
        sleeper.spawn(["sleep", "1000"], environment=os.environ)
    assert not folder.exists()
    assert sleeper.pid is None


@pytest.fixture
def run(tmp_path):
    """Start a process that holds a folder until it is ended, and say which."""
    runs = []

    def start() -> tuple[subprocess.Popen[str], Path]:
        script = f"""if True:
            import pathlib, signal
            from rig import fleeting
            with fleeting.folder(pathlib.Path({str(tmp_path)!r})) as folder:
                print(folder, flush=True)
                signal.pause()
        """
        command = [sys.executable, "-c", script]
        runs.append(subprocess.Popen(command, cwd=places.PROJECT, stdout=subprocess.PIPE, text=True))
        return runs[-1], Path(runs[-1].stdout.readline().strip())

    yield start
    for each in runs:
        each.kill()
        each.wait()


def test_the_folder_of_a_killed_run_is_cleared_and_that_of_a_living_one_kept(tmp_path, run):
    killed, left = run()
    _, in_use = run()
    killed.kill()
    killed.wait()
    with fleeting.folder(tmp_path):
        assert not left.exists()
        assert in_use.is_dir()
