"""The door: one try, deadlines, and certainty about whether a byte was sent. Every fault here is made byte by byte."""

import asyncio
import socket
import time
from typing import Any

import pytest

from publisher.networks.answers import Answer
from publisher.networks.base import Later, NetworkError, Refused, Trouble, Unsure
from publisher.networks.http import PIECE, Door, File, Stream
from tests.networks.conftest import Heard, Speak, Wire, answer, saying, wire
from tests.peer import free_port

TOKEN = "token-that-nobody-may-see"


def call(speak: Speak, method: str = "POST", *, total: float = 2, **parts: Any) -> tuple[Answer, Wire]:
    async def steps() -> tuple[Answer, Wire]:
        async with wire(speak) as server, Door(total=total) as door:
            return await door.call(method, f"{server.url}/post", **parts), server

    return asyncio.run(steps())


def error_of(speak: Speak, *, total: float = 2, **parts: Any) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        call(speak, total=total, **parts)
    return caught.value


def error_at(url: str, connect: float = 1, **parts: Any) -> NetworkError:
    async def steps() -> None:
        async with Door(connect=connect, total=2) as door:
            await door.call("POST", url, once=True, **parts)

    with pytest.raises(NetworkError) as caught:
        asyncio.run(steps())
    return caught.value


async def drop(_request: Heard, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def reset(_request: Heard, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def silence(_request: Heard, _writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(5)


async def half_a_head(_request: Heard, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 O")
    await writer.drain()
    writer.close()


async def short_body(_request: Heard, writer: asyncio.StreamWriter) -> None:
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"id": "1"}')
    await writer.drain()
    writer.close()


async def no_http(_request: Heard, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 mail.example ESMTP\r\n\r\n")
    await writer.drain()
    writer.close()


async def drip(_request: Heard, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1000):
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.05)


LOST = [drop, reset, silence, half_a_head, short_body, no_http, drip]


def test_an_answer_comes_whole() -> None:
    said, server = call(saying(answer(200, {"id": 7}, X_Request_Id="abc")), json={"status": "hola"}, query={"a": "ñ"})
    assert (said.status, said.word("id"), said.trace_id, said.fine) == (200, "7", "abc", True)
    assert (server.heard[0].target, server.heard[0].body) == ("/post?a=%C3%B1", b'{"status": "hola"}')


@pytest.mark.parametrize("speak", LOST)
def test_a_lost_answer_to_a_create_leaves_doubt(speak: Speak) -> None:
    error = error_of(speak, total=0.3, once=True)
    assert isinstance(error, Unsure)
    assert "looks before it sends again" in error.reason


@pytest.mark.parametrize("speak", LOST)
def test_a_lost_answer_to_anything_else_is_asked_for_later(speak: Speak) -> None:
    assert isinstance(error_of(speak, total=0.3), Later)


def test_a_refused_connection_is_certain() -> None:
    error = error_at(f"http://127.0.0.1:{free_port()}/")
    assert isinstance(error, Later)
    assert "the connection was refused. Nothing was sent" in error.reason


def test_an_unknown_name_is_certain() -> None:
    error = error_at("http://aurora.invalid/")
    assert isinstance(error, Later)
    assert "its name was not found" in error.reason


def test_no_secure_connection_is_certain() -> None:
    async def blunt(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"no TLS here")
        writer.close()

    async def steps() -> None:
        async with await asyncio.start_server(blunt, "127.0.0.1", 0) as server, Door(total=2) as door:
            port = server.sockets[0].getsockname()[1]
            await door.call("POST", f"https://127.0.0.1:{port}/", once=True)

    with pytest.raises(Later, match="no secure connection"):
        asyncio.run(steps())


def test_a_handshake_without_end_is_certain() -> None:
    async def steps() -> None:
        async with wire(silence) as server, Door(connect=0.2, total=2) as door:
            await door.call("POST", server.url.replace("http", "https"), once=True)

    with pytest.raises(Later, match=r"no connection within 0\.2 s"):
        asyncio.run(steps())


def test_waiting_for_a_free_connection_is_certain() -> None:
    async def steps() -> list[Any]:
        async with wire(silence) as server, Door(connect=0.2, total=0.5, in_flight=1) as door:
            calls = [door.call("POST", server.url, once=True) for _ in range(2)]
            return await asyncio.gather(*calls, return_exceptions=True)

    first, second = asyncio.run(steps())
    assert isinstance(first, Unsure)
    assert isinstance(second, Later)


@pytest.mark.parametrize("url", ["", "aurora.example/inbox", "ftp://aurora.example/", "http:///nowhere"])
def test_an_impossible_address_is_for_a_person(url: str) -> None:
    error = error_at(url)
    assert isinstance(error, Refused)
    assert error.trouble == Trouble.MISCONFIGURED


@pytest.mark.parametrize("method", ["GET", "PUT", "POST"])
@pytest.mark.parametrize("end", [drop, reset])
def test_no_call_is_tried_twice_even_when_a_kept_connection_dies(method: str, end: Speak) -> None:
    async def speak(request: Heard, writer: asyncio.StreamWriter) -> None:
        if request.target == "/first":
            writer.write(answer(200, {}))
        else:
            await end(request, writer)

    async def steps() -> list[str]:
        async with wire(speak) as server, Door(total=2) as door:
            await door.call("GET", f"{server.url}/first")
            with pytest.raises(Unsure):
                await door.call(method, f"{server.url}/second", once=True)
            return [request.target for request in server.heard]

    assert asyncio.run(steps()) == ["/first", "/second"]


@pytest.mark.parametrize("status", [301, 307, 308])
def test_a_redirect_that_did_nothing_is_for_a_person(status: int) -> None:
    said = answer(status, Location="https://other.example/post?token=x")
    for once in (True, False):
        error = error_of(saying(said), once=once)
        assert isinstance(error, Refused)
        assert error.trouble == Trouble.MISCONFIGURED
        assert "sends callers on to other.example;" in error.reason


def test_a_308_that_leads_nowhere_asks_for_more() -> None:
    async def steps() -> str:
        async with wire(saying(answer(308, Range="bytes=0-7"))) as server, Door(total=2) as door:
            return (await door.call("PUT", server.url, body=b"12345678")).headers["range"]

    assert asyncio.run(steps()) == "bytes=0-7"


@pytest.mark.parametrize("status", [300, 302, 303])
def test_a_redirect_after_a_create_may_be_its_success(status: int) -> None:
    said = answer(status, Location="/done")
    assert isinstance(error_of(saying(said), once=True), Unsure)
    assert isinstance(error_of(saying(said)), Refused)


def test_redirects_are_not_followed() -> None:
    async def steps() -> int:
        async with wire(saying(answer(302, Location="/elsewhere"))) as server, Door(total=2) as door:
            with pytest.raises(Refused):
                await door.call("GET", server.url)
            return len(server.heard)

    assert asyncio.run(steps()) == 1


@pytest.mark.parametrize("body", [b'{"id": "1', b"<html>", b"", b"\xff\xfe", b"[" * 100_000])
def test_what_is_not_json_is_no_json(body: bytes) -> None:
    said, _ = call(saying(answer(200, body)))
    assert said.json is None
    assert said.word("id") == ""
    with pytest.raises(Later):
        said.rows("data")


def test_an_endless_answer_is_cut() -> None:
    said, _ = call(saying(answer(200, b"x" * 3_000_000)))
    assert len(said.text) == 1_000_000


def test_the_token_is_not_repeated_from_an_error() -> None:
    body = {"error": f"Malformed access token {TOKEN}", "password": "hush"}
    said, _ = call(saying(answer(400, body)), headers={"Authorization": f"Bearer {TOKEN}"}, hide=["hush"])
    assert "Malformed access token …" in said.word("error")
    assert TOKEN not in said.text + said.words
    assert "hush" not in said.text


@pytest.mark.parametrize("speak", LOST)
def test_no_error_tells_a_secret(speak: Speak) -> None:
    parts = {"headers": {"Authorization": f"Bearer {TOKEN}"}, "json": {"token": TOKEN}, "query": {"proof": TOKEN}}
    error = error_of(speak, total=0.3, once=True, **parts)
    assert TOKEN not in f"{error!r} {error} {vars(error)} {error.__cause__!r}"
    assert error.__suppress_context__


def test_a_repr_shows_no_body_and_no_header() -> None:
    said, _ = call(saying(answer(200, {"accessJwt": TOKEN}, Set_Cookie=TOKEN)))
    assert TOKEN not in repr(said)
    assert TOKEN not in repr(File("file", "a.jpg", "image/jpeg", TOKEN.encode()))


def test_no_cookie_of_one_page_goes_out_with_another() -> None:
    async def steps() -> Heard:
        async with wire(saying(answer(200, {}, Set_Cookie="session=1; Path=/"))) as server, Door() as door:
            for _ in range(2):  # by name: cookie jars keep none of an address in numbers
                await door.call("GET", server.url.replace("127.0.0.1", "localhost"))
            return server.heard[1]

    assert "cookie" not in asyncio.run(steps()).headers


def test_a_create_that_comes_too_late_is_not_begun() -> None:
    async def steps() -> list[Heard]:
        async with wire(saying(answer(200, {}))) as server, Door() as door:
            late = door.begin_by(time.monotonic() - 0.01)
            with pytest.raises(Later, match="too late"):
                await late.call("POST", server.url, json={}, once=True)
            await late.call("GET", server.url)
            await door.begin_by(time.monotonic() + 5).call("POST", server.url, json={}, once=True)
            return server.heard

    assert [request.method for request in asyncio.run(steps())] == ["GET", "POST"]


def test_what_is_percent_encoded_travels_as_written() -> None:
    async def steps() -> str:
        async with wire(saying(answer())) as server, Door() as door:
            await door.call("GET", f"{server.url}/images/urn%3Ali%3Aimage%3A1?ids=List(a%2Cb)")
            return server.heard[0].target

    assert asyncio.run(steps()) == "/images/urn%3Ali%3Aimage%3A1?ids=List(a%2Cb)"


def test_files_and_fields_go_as_one_form() -> None:
    file = File("file", "aurora.jpg", "image/jpeg", b"\xff\xd8bytes")
    _, server = call(saying(answer(200, {})), form={"description": "Coche"}, files=[file])
    [heard] = server.heard
    assert heard.headers["content-type"].startswith("multipart/form-data")
    assert b"Coche" in heard.body
    assert b"\xff\xd8bytes" in heard.body
    assert b'filename="aurora.jpg"' in heard.body


def test_a_hundred_and_fifty_calls_are_open_at_once() -> None:
    async def steps() -> None:
        everybody = asyncio.Barrier(150)

        async def together(_request: Heard, writer: asyncio.StreamWriter) -> None:
            await everybody.wait()
            writer.write(answer(200, {}))

        async with wire(together) as server, Door(total=10) as door:
            await asyncio.gather(*(door.call("POST", server.url) for _ in range(150)))

    asyncio.run(steps())


@pytest.mark.parametrize("whole", [True, False])
def test_a_stream_is_sent_with_its_size_and_read_as_it_is_sent(whole: bool) -> None:
    asked: list[tuple[int, int]] = []

    def read(start: int, length: int) -> bytes:
        asked.append((start, length))
        return b"x" * length

    async def steps() -> Heard:
        async with wire(saying(answer())) as server, Door() as door:
            stream = Stream(read, 5, PIECE + 10)
            parts = {"body": stream} if whole else {"files": [File("file", "a.mp4", "video/mp4", stream)]}
            await door.call("POST", server.url, **parts)
            return server.heard[0]

    heard = asyncio.run(steps())
    assert asked == [(5, PIECE), (PIECE + 5, 5)]
    assert heard.body.count(b"x") == PIECE + 5
    assert "transfer-encoding" not in heard.headers


def test_a_door_leads_nowhere_it_must_not_whatever_the_address_is_called() -> None:
    async def steps(url: str) -> Wire:
        async with wire(saying(answer())) as server, Door(leads_to=lambda address: address == "8.8.8.8") as door:
            with pytest.raises(Refused, match="leads into a private network") as caught:
                await door.call("POST", url.format(server.url.rpartition(":")[2]), once=True)
            assert caught.value.trouble == Trouble.MISCONFIGURED
            return server

    for url in ("http://127.0.0.1:{}", "http://localhost:{}"):
        assert asyncio.run(steps(url)).heard == []


def test_a_name_is_judged_by_the_address_that_is_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often a name changes what it means: the last word is had where the connection is made."""
    judged: list[str] = []

    def nowhere(address: str) -> bool:
        judged.append(address)
        return False

    async def steps() -> None:
        async with wire(saying(answer())) as server, Door(leads_to=nowhere) as door:
            port = int(server.url.rpartition(":")[2])
            inside = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))
            monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [inside])
            with pytest.raises(Refused, match=r"innocent\.example:\d+ leads into"):
                await door.call("GET", f"http://innocent.example:{port}/")
            assert server.heard == []

    asyncio.run(steps())
    assert judged == ["127.0.0.1"]
