"""The sandbox as a test's peer: a real process, asked over HTTP what became public."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qsl, urlencode, urlsplit

PATIENCE = 20


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A browser that stops where it is sent on."""

    def redirect_request(self, *_: Any) -> None:
        return None


BROWSER = urllib.request.build_opener(NoRedirect)


def visit(url: str, form: list[tuple[str, str]] | None = None) -> tuple[int, str, str]:
    """Opens a page, or sends its form: the status, the text, and where it leads."""
    try:
        with BROWSER.open(url, urlencode(form).encode() if form else None, timeout=10) as response:
            return response.status, response.read().decode(), ""
    except HTTPError as response:
        return response.code, response.read().decode(), response.headers.get("Location", "")


def allow(url: str, *accounts: str) -> str:
    """Logs in at the sandbox for these accounts, by their ids: where the person is sent back to."""
    status, page, location = visit(url, [("decision", "allow"), *(("account", number) for number in accounts)])
    assert status == 303, page
    return location


def deny(url: str) -> str:
    return visit(url, [("decision", "deny")])[2]


def said(location: str) -> dict[str, str]:
    """What an address carries."""
    return dict(parse_qsl(urlsplit(location).query))


class Sandbox:
    def __init__(self, address: str) -> None:
        self.address = address

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        url = f"{self.address}/sandbox/{path}" + (f"?{urlencode(query)}" if query else "")
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"null")

    @contextmanager
    def set(self, **wanted: float) -> Iterator[None]:
        """With these settings, as long as the context lasts."""
        before = self.ask("GET", "settings")
        self.ask("POST", "settings", wanted)
        try:
            yield
        finally:
            self.ask("POST", "settings", {name: before[name] for name in wanted})

    def account(self, network: str) -> Any:
        handle = f"aurora{uuid.uuid4().hex[:10]}"
        return self.ask("POST", "accounts", {"network": network, "handle": handle, "name": "Aurora España"})

    def public(self, account: str) -> list[Any]:
        """The posts of an account that people can see."""
        posts = self.ask("GET", "public", account=account)["posts"]
        return [post for post in posts if not post["deleted_at"]]

    def fault(self, fault: str, operation: str = "create", **rule: Any) -> None:
        self.ask("POST", "faults", {"fault": fault, "operation": operation, **rule})

    def heal(self) -> None:
        """No more faults."""
        self.ask("DELETE", "faults")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def started_sandbox() -> Iterator[Sandbox]:
    """A sandbox process on a free port, gone at the end."""
    port = free_port()
    with tempfile.TemporaryDirectory() as state:
        command = [sys.executable, "-m", "uvicorn", "sandbox.app:app", "--port", str(port), "--log-level", "warning"]
        process = subprocess.Popen(
            command, env={**os.environ, "SANDBOX_STATE": state}, cwd=Path(__file__).parent.parent
        )
        try:
            sandbox = Sandbox(f"http://127.0.0.1:{port}")
            _await(sandbox, process)
            yield sandbox
        finally:
            process.terminate()
            process.wait(10)


def _await(sandbox: Sandbox, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < end:
        try:
            sandbox.ask("GET", "health")
        except (URLError, ConnectionError):
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("The sandbox did not start.")
