"""A receiver of webhooks: a real HTTP server on this machine, which says what it is told to say."""

import base64
import hashlib
import hmac
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

LOOPBACK = ["127.0.0.0/8"]


@dataclass
class Heard:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def name(self) -> str:
        return self.headers["webhook-id"]

    def is_signed_with(self, secret: str) -> bool:
        """As standardwebhooks.com describes it, written down once more."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        words = f"{self.name}.{self.headers['webhook-timestamp']}.".encode() + self.body
        right = base64.b64encode(hmac.new(key, words, hashlib.sha256).digest()).decode()
        return f"v1,{right}" in self.headers["webhook-signature"].split(" ")


@dataclass
class Receiver:
    """`statuses` are given in turn, the last one for ever. While it is not `open`, callers wait."""

    address: str
    statuses: list[int] = field(default_factory=lambda: [204])
    headers: dict[str, str] = field(default_factory=dict)
    says: bytes = b""
    heard: list[Heard] = field(default_factory=list)
    open: threading.Event = field(default_factory=threading.Event)

    more: threading.Condition = field(default_factory=threading.Condition)

    def waited_for(self, number: int) -> bool:
        """Whether so many came within some seconds."""
        with self.more:
            return self.more.wait_for(lambda: len(self.heard) >= number, 20)

    def next_status(self) -> int:
        return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            names = {name.lower(): value for name, value in self.headers.items()}
            with receiver.more:
                receiver.heard.append(Heard(self.command, self.path, names, body))
                receiver.more.notify_all()
            receiver.open.wait(20)
            self.send_response(receiver.next_status())
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(receiver.says)))
            self.end_headers()
            self.wfile.write(receiver.says)

        do_GET = do_POST  # noqa: N815 - so the server wants it

        def log_message(self, *_: Any) -> None:
            """Tests are quiet."""

    return Handler


@pytest.fixture
def receive() -> Iterator[Callable[[], Receiver]]:
    """As many receivers as a test asks for, gone at its end."""
    servers: list[ThreadingHTTPServer] = []
    receivers: list[Receiver] = []

    def begin() -> Receiver:
        receiver = Receiver("")
        receiver.open.set()
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(receiver))
        receiver.address = f"http://127.0.0.1:{server.server_port}"
        servers.append(server)
        receivers.append(receiver)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return receiver

    yield begin
    for receiver in receivers:
        receiver.open.set()
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def receiver(receive: Callable[[], Receiver]) -> Receiver:
    return receive()
