"""A sandbox in memory, a sandbox behind a real socket, and an account on each network. No Django here."""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from PIL import Image
from starlette.testclient import TestClient

from sandbox.app import Sandbox
from tests.gallery import Gallery
from tests.networks.conftest import film as made

Json = dict[str, Any]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def box() -> Sandbox:
    return Sandbox()


@pytest.fixture
def client(box: Sandbox) -> TestClient:
    return TestClient(box)


@dataclass
class Mouth:
    """Speaks to the sandbox as one account does."""

    client: TestClient | httpx.Client
    account: Json

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.account['secret']['token']}"}

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.client.get(self.account["home"] + path, headers={**self.headers, **more.pop("headers", {})}, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.client.post(
            self.account["home"] + path, headers={**self.headers, **more.pop("headers", {})}, **more
        )

    def put(self, path: str, **more: Any) -> httpx.Response:
        """`path` may be a whole address."""
        address = path if path.startswith("http") else self.account["home"] + path
        return self.client.put(address, headers={**self.headers, **more.pop("headers", {})}, **more)

    def delete(self, path: str) -> httpx.Response:
        return self.client.delete(self.account["home"] + path, headers=self.headers)


class BlueskyMouth(Mouth):
    """Logged in: `session` is what createSession answered."""

    session: Json

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.session['accessJwt']}"}

    def login(self) -> httpx.Response:
        return self.client.post(
            f"{self.account['home']}/xrpc/com.atproto.server.createSession", json=self.account["secret"]
        )

    def put(self, rkey: str, record: Json, **more: Any) -> httpx.Response:
        """As a careful client does: create only."""
        body = {"repo": self.account["remote_id"], "collection": "app.bsky.feed.post", "rkey": rkey, "record": record}
        return self.post("/xrpc/com.atproto.repo.putRecord", json={**body, "swapRecord": None, **more})


def opened(client: TestClient | httpx.Client, network: str, handle: str, **more: str) -> Json:
    return client.post("/sandbox/accounts", json={"network": network, "handle": handle, **more}).json()


@pytest.fixture
def mastodon(client: TestClient) -> Mouth:
    return Mouth(client, opened(client, "mastodon", "aurora_es", name="Aurora España", language="es"))


@pytest.fixture
def bluesky(client: TestClient) -> BlueskyMouth:
    mouth = BlueskyMouth(client, opened(client, "bluesky", "aurora-es.test", name="Aurora España"))
    mouth.session = mouth.login().json()
    return mouth


@pytest.fixture
def facebook(client: TestClient) -> Mouth:
    return Mouth(client, opened(client, "facebook", "AuroraES", name="Aurora España"))


class LinkedInMouth(Mouth):
    """Speaks the version of today."""

    @property
    def headers(self) -> dict[str, str]:
        return {**super().headers, "LinkedIn-Version": "202609", "X-Restli-Protocol-Version": "2.0.0"}

    @property
    def urn(self) -> str:
        return f"urn:li:organization:{self.account['remote_id']}"

    def say(self, commentary: str, **more: Any) -> httpx.Response:
        post = {
            "author": self.urn,
            "commentary": commentary,
            "visibility": "PUBLIC",
            "distribution": {"feedDistribution": "MAIN_FEED"},
            "lifecycleState": "PUBLISHED",
        }
        return self.post("/rest/posts", json={**post, **more})


@pytest.fixture
def linkedin(client: TestClient) -> LinkedInMouth:
    return LinkedInMouth(client, opened(client, "linkedin", "aurora-es", name="Aurora España"))


@pytest.fixture
def pinterest(client: TestClient) -> Mouth:
    return Mouth(client, opened(client, "pinterest", "aurora_es", name="Aurora España"))


@pytest.fixture
def instagram(client: TestClient) -> Mouth:
    return Mouth(client, opened(client, "instagram", "aurora_es", name="Aurora España"))


@pytest.fixture
def threads(client: TestClient) -> Mouth:
    return Mouth(client, opened(client, "threads", "aurora_es", name="Aurora España"))


@pytest.fixture
def gallery() -> Iterator[Gallery]:
    """From where a network fetches."""
    with Gallery().open() as gallery:
        yield gallery


@pytest.fixture
def youtube(client: TestClient) -> Mouth:
    """It is done with films at once."""
    client.post("/sandbox/settings", json={"film_processing": 0})
    return Mouth(client, opened(client, "youtube", "aurora_es", name="Aurora España"))


@pytest.fixture
def tiktok(client: TestClient) -> Mouth:
    return Mouth(client, opened(client, "tiktok", "aurora_es", name="Aurora España"))


@pytest.fixture
def png() -> bytes:
    return picture("PNG")


def picture(kind: str, size: tuple[int, int] = (40, 30)) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", size, "teal").save(held, kind)
    return held.getvalue()


def film(seconds: float = 1, size: tuple[int, int] = (320, 240)) -> bytes:
    """An MP4."""
    shown = made(seconds, size)
    return shown.read(0, shown.size)


def public(client: TestClient | httpx.Client, **asked: Any) -> list[Json]:
    return client.get("/sandbox/public", params=asked).json()["posts"]


class Server:
    """`uvicorn sandbox.app:app` as a process of its own."""

    def __init__(self, state: str = "") -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.state = state
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "uvicorn", "sandbox.app:app", "--port", str(self.port), "--no-access-log"]
        environment = {**os.environ, "SANDBOX_STATE": self.state}
        self.process = subprocess.Popen(
            [*command, "--log-level", "error"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=10)
        deadline = time.monotonic() + 15
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop(signal.SIGKILL)
                pytest.fail("the sandbox did not start")

    def _answers(self) -> bool:
        try:
            return self.client.get("/sandbox/health").status_code == 200
        except httpx.ConnectError:
            return False

    def stop(self, with_signal: signal.Signals = signal.SIGTERM) -> None:
        self.client.close()
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
            self.process.wait(10)


@pytest.fixture(scope="module")
def served() -> Iterator[Server]:
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def lasting(tmp_path: Path) -> Iterator[Server]:
    """A server of its own that keeps a journal in `tmp_path`."""
    server = Server(str(tmp_path))
    yield server
    server.stop()


@pytest.fixture
def server(served: Server) -> Server:
    """The shared server without faults and latency left from another test."""
    served.client.delete("/sandbox/faults")
    served.client.post("/sandbox/settings", json={"latency": 0})
    return served
