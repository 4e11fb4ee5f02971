"""The web process is killed in the middle of a part; the upload goes on where it was."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from campaigns.models import Upload
from campaigns.models.upload import PART
from rig import ports
from tests.publisher.test_kills import ROOT, environment

DATA = os.urandom(1024) * (3 * PART // 1024) + b"the end"


@contextmanager
def web() -> Iterator[int]:
    """The web process of the Procfile, at a port of its own; when the context ends, it is killed with its workers."""
    port = ports.any_free()
    command = [
        *(sys.executable, "-m", "gunicorn", "publisher.wsgi", "--no-control-socket", "--worker-class", "gthread"),
        *("--threads", "4", "--bind", f"{ports.LOOPBACK}:{port}", "--log-level", "error"),
    ]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(8), start_new_session=True)
    try:
        wait_until(lambda: not ports.is_free(port))
        yield port
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(true: Any) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def speak(port: int, cookie: str, method: str, path: str, body: bytes = b"", **headers: Any) -> socket.socket:
    """Send this and leave the line open."""
    all_headers = {
        "Host": f"localhost:{port}", "Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream",
        "Cookie": f"sessionid={cookie}; csrftoken={'a' * 32}", "X-CSRFToken": "a" * 32, "Connection": "close",
        "Content-Length": len(body),
    } | {name.replace("_", "-"): value for name, value in headers.items()}  # fmt: skip
    head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in all_headers.items())
    line = socket.create_connection((ports.LOOPBACK, port), timeout=60)
    line.sendall(head.encode() + b"\r\n" + body)
    return line


@pytest.mark.django_db(transaction=True)
def test_a_killed_web_process_costs_less_than_a_part(
    client: Client, ana: User, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setenv("MARQUEE_MEDIA", str(tmp_path))
    client.force_login(ana)
    cookie = client.cookies["sessionid"].value
    upload = Upload.begin(ana, "film.mp4", len(DATA))
    path = f"/uploads/{upload.token}"
    with web() as port:
        line = speak(port, cookie, "PATCH", path, DATA[: 2 * PART + 1000], Upload_Offset=0, Content_Length=len(DATA))
        wait_until(lambda: Upload.objects.get().offset == 2 * PART)
    line.close()
    with web() as port:
        with speak(port, cookie, "HEAD", path) as line:
            assert f"Upload-Offset: {2 * PART}".encode() in line.makefile("rb").read()
        with speak(port, cookie, "PATCH", path, DATA[2 * PART :], Upload_Offset=2 * PART) as line:
            assert f"Upload-Offset: {len(DATA)}".encode() in line.makefile("rb").read()
    with Upload.objects.get().opened() as file:
        assert file.read() == DATA
