"""Against a real server and a real socket: what a client sees when a connection hangs, is cut or is reset."""

import asyncio
import socket
import threading
import time
from uuid import uuid4

import aiohttp
import httpx2 as httpx
import pytest

from tests.sandbox.conftest import Mouth, Server, opened, public


@pytest.fixture
def mouth(server: Server) -> Mouth:
    return Mouth(server.client, opened(server.client, "mastodon", f"aurora_{uuid4().hex}"))


def set_fault(mouth: Mouth, fault: str, **rule: object) -> None:
    rule = {"fault": fault, "operation": "create", "account": mouth.account["remote_id"], **rule}
    assert mouth.client.post("/sandbox/faults", json=rule).status_code == 200


def raw_publish(server: Server, mouth: Mouth) -> tuple[bytes, str]:
    """What came back on the wire, and how the connection ended: "FIN" or "RST"."""
    body = b'{"status": "Hola"}'
    head = (
        "POST /mastodon/api/v1/statuses HTTP/1.1\r\nHost: sandbox\r\nContent-Type: application/json\r\n"
        f"Authorization: {mouth.headers['Authorization']}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    got = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as wire:
        wire.sendall(head.encode() + body)
        try:
            while part := wire.recv(65536):
                got += part
        except ConnectionResetError:
            return got, "RST"
    return got, "FIN"


def made(mouth: Mouth) -> int:
    return len(public(mouth.client, account=mouth.account["remote_id"]))


def test_a_reset_before_the_create_leaves_nothing(server: Server, mouth: Mouth) -> None:
    set_fault(mouth, "reset_before_create")
    assert raw_publish(server, mouth) == (b"", "RST")
    assert made(mouth) == 0


def test_a_reset_in_the_middle_of_the_answer_leaves_a_post(server: Server, mouth: Mouth) -> None:
    set_fault(mouth, "reset_mid_answer")
    got, ending = raw_publish(server, mouth)
    # A reset may overtake bytes the peer has not read yet, so that anything up to half of the body may be seen.
    assert ending == "RST"
    assert not got.endswith(b"}")
    assert made(mouth) == 1


@pytest.mark.parametrize(("fault", "posts"), [("reset_before_create", 0), ("reset_mid_answer", 1)])
def test_aiohttp_sees_a_dead_connection(server: Server, mouth: Mouth, fault: str, posts: int) -> None:
    set_fault(mouth, fault)

    async def publish() -> None:
        url = f"http://127.0.0.1:{server.port}/mastodon/api/v1/statuses"
        async with (
            aiohttp.ClientSession() as session,
            session.post(url, json={"status": "Hola"}, headers=mouth.headers) as answer,
        ):
            await answer.read()

    with pytest.raises((aiohttp.ServerDisconnectedError, aiohttp.ClientPayloadError, aiohttp.ClientOSError)):
        asyncio.run(publish())
    assert made(mouth) == posts


def test_the_server_goes_on_after_a_reset(server: Server, mouth: Mouth) -> None:
    set_fault(mouth, "reset_mid_answer", count=3)
    for _ in range(3):
        raw_publish(server, mouth)
    assert mouth.post("/api/v1/statuses", json={"status": "Hola"}).status_code == 200


def test_a_hang_has_accepted_the_post(server: Server, mouth: Mouth) -> None:
    set_fault(mouth, "hang_after_accept", seconds=30)
    with pytest.raises(httpx.ReadTimeout):
        mouth.post("/api/v1/statuses", json={"status": "Hola"}, timeout=0.3)
    assert made(mouth) == 1


def test_a_slow_create_is_done_though_the_client_gave_up(server: Server, mouth: Mouth) -> None:
    set_fault(mouth, "delay", seconds=0.6)
    with pytest.raises(httpx.ReadTimeout):
        mouth.post("/api/v1/statuses", json={"status": "Hola"}, timeout=0.2)
    assert made(mouth) == 0
    deadline = time.monotonic() + 5
    while not made(mouth):
        assert time.monotonic() < deadline, "the status never appeared"


def test_a_hang_answers_when_its_time_is_over(server: Server, mouth: Mouth) -> None:
    set_fault(mouth, "hang_after_accept", seconds=0.2)
    assert mouth.post("/api/v1/statuses", json={"status": "Hola"}).status_code == 200


def test_latency_is_added_to_every_call(server: Server, mouth: Mouth) -> None:
    server.client.post("/sandbox/latency", json={"seconds": 0.15})
    began = time.monotonic()
    mouth.get("/api/v1/accounts/verify_credentials")
    assert time.monotonic() - began >= 0.15


def test_two_requests_with_one_key_in_flight_make_one_status(server: Server, mouth: Mouth) -> None:
    server.client.post("/sandbox/latency", json={"seconds": 0.1})
    ids: list[str] = []

    def publish() -> None:
        answer = httpx.post(
            f"{mouth.account['home']}/api/v1/statuses",
            json={"status": "Hola"},
            headers={**mouth.headers, "Idempotency-Key": "k"},
        )
        ids.append(answer.json()["id"])

    threads = [threading.Thread(target=publish) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 4
    assert len(set(ids)) == 1
    assert made(mouth) == 1
