"""A file server for what networks fetch themselves: pictures and films hang in it by their checksum."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Gallery(ThreadingHTTPServer):
    """Its addresses are known at once; it answers while it is `open`. `asked` is every path it was asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Visit)
        self.hung: dict[str, tuple[str, bytes]] = {}
        self.asked: list[str] = []

    def hang(self, content: bytes, mime: str) -> str:
        """The address under which these bytes are to be had."""
        path = f"/{hashlib.sha256(content).hexdigest()}"
        self.hung[path] = (mime, content)
        return f"http://127.0.0.1:{self.server_port}{path}"

    @contextmanager
    def open(self) -> Iterator["Gallery"]:
        serving = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        serving.start()
        yield self
        self.shutdown()
        serving.join()


class _Visit(BaseHTTPRequestHandler):
    server: Gallery

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        mime, content = self.server.hung.get(self.path, ("text/plain", b""))
        self.send_response(200 if content else 404)
        self.send_header("Content-Type", mime)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_words: object) -> None:
        """Nothing: tests are quiet."""


GALLERY = Gallery()
