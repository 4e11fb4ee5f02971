"""An S3 as a test's peer: `moto` (PyPI), an imitation that nobody here wrote, in a process of its own."""

import os
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.error import HTTPError, URLError

from tests.peer import PATIENCE, free_port


def fetch(url: str, **headers: str) -> tuple[int, str, bytes]:
    """What anybody gets who has that address: the status, the kind and the bytes."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read()
    except HTTPError as refusal:
        return refusal.code, "", b""


def variables(address: str) -> dict[str, str]:
    """How Marquee is told of a bucket of its own there."""
    return {
        "MARQUEE_S3_BUCKET": f"aurora-{uuid.uuid4().hex[:10]}",
        "MARQUEE_S3_ENDPOINT": address,
        "MARQUEE_S3_REGION": "eu-west-1",
        "MARQUEE_S3_KEY": "key",
        "MARQUEE_S3_SECRET": "secret",
    }


def names(bucket: Any, under: str = "") -> list[str]:
    """All that is kept there."""
    return [found.key for found in bucket.bucket.objects.filter(Prefix=under)]


@contextmanager
def started_s3() -> Iterator[str]:
    """The address of an S3 on a free port, gone at the end."""
    port = free_port()
    command = [sys.executable, "-m", "moto.server", "-p", str(port)]
    process = subprocess.Popen(command, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        _await(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _await(address: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 3 * PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            fetch(f"{address}/moto-api/data.json")
        except (URLError, ConnectionError):
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("The S3 did not start.")
