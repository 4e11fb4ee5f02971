"""Files are fetched from the public internet and from nowhere inside, whatever a name, a redirect or a server says."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from accounts.outward import may_be_reached
from campaigns import fetching
from campaigns.fetching import AT_ONCE, SECONDS, BadAddress, Crowded, fetched
from tests.cast import film_bytes, picture_file
from tests.receiver import LOOPBACK

INSIDE = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1", "fc00::1", "fd12::1", "ff02::1",
    "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:93.184.216.34", "::127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b:1::a00:1", "2002:7f00:1::", "2002:a00:1::", "2001::1",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_of_ones_own(settings: Any) -> None:
    settings.OUTWARD_ALSO = []


@pytest.mark.parametrize("address", INSIDE)
def test_what_lies_inside_is_not_reached(address: str) -> None:
    assert not may_be_reached(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "2a00:1450:4001::1"])
def test_the_public_internet_is_reached(address: str) -> None:
    assert may_be_reached(address)


@pytest.mark.parametrize("address", [address for address in INSIDE if address not in {"127.0.0.1", "127.8.8.8", "::1"}])
def test_tests_reach_this_machine_and_nothing_else(address: str, settings: Any) -> None:
    settings.OUTWARD_ALSO = LOOPBACK
    assert may_be_reached("127.0.0.1")
    assert not may_be_reached(address)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://127.0.0.1/a.jpg", "not on the public internet"),
        ("http://localhost:1/a.jpg", "not on the public internet"),
        ("http://[::1]/a.jpg", "not on the public internet"),
        ("http://[::ffff:127.0.0.1]/a.jpg", "not on the public internet"),
        ("http://2130706433/a.jpg", "not on the public internet"),
        ("http://0x7f.1/a.jpg", "not on the public internet"),
        ("http://169.254.169.254/latest/meta-data", "not on the public internet"),
        ("http://user:secret@93.184.216.34/a.jpg", "user name or a password"),
        ("file:///etc/passwd", "not a web address"),
        ("ftp://93.184.216.34/a.jpg", "not a web address"),
        ("http:///a.jpg", "not a web address"),
        ("http://[::1/a.jpg", "not a web address"),
        ("http://93.184.216.34:99999/a.jpg", "not a web address"),
        ("http://nowhere.invalid/a.jpg", "There is no host nowhere.invalid"),
    ],
)
def test_addresses_that_lead_inside_or_nowhere(address: str, words: str) -> None:
    with pytest.raises(BadAddress, match=words), fetched(address):
        pass


# --- a server on this machine

Visit = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(visits: dict[str, Visit]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            visits[self.path](self)

        def log_message(self, *_words: object) -> None:
            """Nothing: tests are quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def gives(content: bytes, status: int = 200, promised: int | None = None) -> Visit:
    def visit(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        if promised != -1:
            handler.send_header("Content-Length", str(len(content) if promised is None else promised))
        handler.end_headers()
        handler.wfile.write(content)

    return visit


def leads(onwards: str) -> Visit:
    def visit(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", onwards)
        handler.end_headers()

    return visit


@pytest.fixture
def here(settings: Any) -> None:
    settings.OUTWARD_ALSO = LOOPBACK


def refused(address: str) -> str:
    with pytest.raises(BadAddress) as told, fetched(address):
        pass
    return str(told.value)


def test_a_file_comes_with_its_name(here: None) -> None:
    data = picture_file().read()
    with serving({"/caf%C3%A9/mar%20azul.jpg?v=2": gives(data)}) as site:
        with fetched(f"{site}/caf%C3%A9/mar%20azul.jpg?v=2") as file:
            assert (file.name, file.size, file.read()) == ("mar azul.jpg", len(data), data)
        with pytest.raises(FileNotFoundError):
            open(file.temporary_file_path())  # noqa: PTH123, SIM115


def test_a_redirect_is_followed_and_judged_anew(here: None) -> None:
    data = picture_file().read()
    visits = {"/a": leads("/b.jpg"), "/b.jpg": gives(data), "/round": leads("/round")}
    visits |= {"/meta": leads("http://169.254.169.254/latest"), "/file": leads("file:///etc/passwd")}
    with serving(visits) as site:
        with fetched(f"{site}/a") as file:
            assert file.read() == data
        assert "leads on more than 5 times" in refused(f"{site}/round")
        assert "169.254.169.254 is not on the public internet" in refused(f"{site}/meta")
        assert "not a web address" in refused(f"{site}/file")


def test_the_connection_goes_to_the_address_that_was_judged(here: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers with another address the second time gets no second time."""
    with serving({"/a.jpg": gives(picture_file().read())}) as good, serving({"/a.jpg": gives(b"inside")}) as bad:
        ports = iter([int(site.rpartition(":")[2]) for site in (good, bad)])
        asked = []

        def changing(host: str, port: int, **_: object) -> list[tuple[Any, ...]]:
            asked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", next(ports)))]

        monkeypatch.setattr(socket, "getaddrinfo", changing)
        with fetched("http://rebinding.example/a.jpg") as file:
            assert file.read(3) == b"\xff\xd8\xff"
    assert asked == ["rebinding.example"]


def test_one_address_inside_spoils_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, 80)) for place in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: both)
    assert "not on the public internet" in refused("http://both.example/a.jpg")


def test_no_more_is_read_than_such_a_file_may_have(here: None, settings: Any) -> None:
    settings.ASSET_BYTES = settings.FILM_BYTES = 1024 * 1024
    read = []

    def endless(handler: BaseHTTPRequestHandler) -> None:
        gives(b"", promised=-1)(handler)
        try:
            for _ in range(64):
                handler.wfile.write(bytes(1024 * 1024))
                read.append(1)
        except OSError:
            return

    with serving({"/endless": endless, "/big": gives(bytes(10), promised=5 * 1024 * 1024)}) as site:
        assert "larger than 1 MB" in refused(f"{site}/endless")
        assert "larger than 1 MB" in refused(f"{site}/big")
    assert len(read) < 64


def test_a_film_may_be_as_large_as_films(here: None, settings: Any) -> None:
    settings.ASSET_BYTES = 100
    data = film_bytes(1, (320, 240))
    with serving({"/a.mp4": gives(data), "/a.jpg": gives(picture_file().read())}) as site:
        with fetched(f"{site}/a.mp4") as file:
            assert file.size == len(data)
        assert "larger than 0 MB" in refused(f"{site}/a.jpg")


@pytest.mark.parametrize(
    ("visit", "words"),
    [
        (gives(b"no", 404), "answered 404"),
        (gives(b"half", promised=100), "was cut short"),
        (lambda handler: handler.wfile.write(b"nonsense\r\n\r\n"), "did not send the file"),
    ],
)
def test_what_comes_wrong_is_told(visit: Visit, words: str, here: None) -> None:
    with serving({"/a.jpg": visit}) as site:
        assert words in refused(f"{site}/a.jpg")


@pytest.mark.parametrize("headers", [True, False])
def test_a_server_that_drips_is_left_at_the_deadline(
    headers: bool, here: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.4)
    left = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" if headers else b"HTTP/1.1 200 OK\r\n\r\n")
        while not left.wait(0.02):
            try:
                handler.wfile.write(b"X" if headers else bytes(1))
            except OSError:
                return

    with serving({"/a.jpg": drip}) as site:
        began = time.monotonic()
        assert refused(f"{site}/a.jpg")
        assert time.monotonic() - began < 5
        left.set()


def test_however_slow_servers_are_threads_are_left_for_all_else(here: None) -> None:
    go_on, arrived = threading.Event(), threading.Semaphore(0)
    picture = picture_file().read()

    def waits(handler: BaseHTTPRequestHandler) -> None:
        arrived.release()
        go_on.wait(20)
        gives(picture)(handler)

    def fetch(address: str) -> int:
        with fetched(address) as file:
            return int(file.size or 0)

    assert SECONDS <= 30, "so long whoever calls, and whatever stands between, waits for an answer"
    with serving({"/slow.jpg": waits, "/a.jpg": gives(picture)}) as site, ThreadPoolExecutor(AT_ONCE) as pool:
        under_way = [pool.submit(fetch, f"{site}/slow.jpg") for _ in range(AT_ONCE)]
        for _ in under_way:
            assert arrived.acquire(timeout=20)
        with pytest.raises(Crowded, match="Try again in a few seconds"):
            fetch(f"{site}/a.jpg")
        go_on.set()
        assert [one.result(20) for one in under_way] == [len(picture)] * AT_ONCE
        assert fetch(f"{site}/a.jpg") == len(picture)


def test_a_film_that_is_more_than_one_call_may_bring_is_not_fetched(here: None, settings: Any) -> None:
    settings.CALL_BYTES = 1024
    with serving({"/a.mp4": gives(film_bytes(1, (320, 240)))}) as site:
        assert "the most that is fetched. Make it smaller, or upload it." in refused(f"{site}/a.mp4")
