"""Mastodon against `mastodon_mock` (PyPI), an imitation of its API that nobody here wrote, over real HTTP."""

import asyncio
import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest

from publisher.networks.base import Account, Later, Piece, Receipt, Refused, Trouble, Unsure
from publisher.networks.http import Door
from publisher.networks.mastodon import Mastodon
from tests.networks.conftest import TEXT, picture
from tests.peer import free_port

NETWORK = Mastodon()
BEGAN = datetime.now(UTC)


def ask(home: str, method: str, path: str, body: Any = None) -> Any:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json", "Authorization": "Bearer mock_token"}
    with urllib.request.urlopen(urllib.request.Request(home + path, data, headers, method=method), timeout=5) as said:
        return json.loads(said.read() or b"null")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port, folder = free_port(), tmp_path_factory.mktemp("mastodon_mock")
    command = [sys.executable, "-m", "mastodon_mock", "serve", "--in-memory", "--port", str(port)]
    with Path(folder / "log").open("wb") as log:
        process = subprocess.Popen([*command, "--log-level", "error"], cwd=folder, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 20
        while not answers(f"http://127.0.0.1:{port}"):
            assert process.poll() is None, Path(folder / "log").read_text()
            assert time.monotonic() < deadline, "mastodon_mock does not answer"
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def answers(home: str) -> bool:
    try:
        return bool(ask(home, "GET", "/api/v2/instance"))
    except (URLError, ConnectionError):
        return False


@pytest.fixture(scope="module")
def account(home: str) -> Account:
    async def identity() -> Account:
        async with Door() as door:
            me = await NETWORK.identify(door, Account(home, "", {"token": "mock_token"}))
            return Account(home, me.remote_id, me.secret, me.handle)

    return asyncio.run(identity())


def publish(account: Account, piece: Piece, key: str) -> Receipt:
    async def steps() -> Receipt:
        async with Door(total=5) as door:
            handle = await NETWORK.prepare(door, account, piece, {})
            return await NETWORK.publish(door, account, piece, key, handle)

    return asyncio.run(steps())


def find(account: Account, piece: Piece) -> Receipt | None:
    async def steps() -> Receipt | None:
        async with Door(total=5) as door:
            return await NETWORK.find(door, account, piece, "", {}, BEGAN, frozenset())

    return asyncio.run(steps())


def own(account: Account) -> list[Any]:
    return ask(account.home, "GET", f"/api/v1/accounts/{account.remote_id}/statuses")


def test_it_says_who_we_are_and_what_it_allows(home: str) -> None:
    async def steps() -> Any:
        async with Door() as door:
            return await NETWORK.identify(door, Account(home, "", {"token": "mock_token"}))

    me = asyncio.run(steps())
    assert me.remote_id
    assert me.handle.startswith("@testuser@")
    assert me.limits["max_characters"] == 500


def test_text_and_pictures_become_public(account: Account) -> None:
    piece = Piece(f"{TEXT} Con fotos.", pictures=(picture(), picture("PNG", alt="Azul")), language="es-ES")
    receipt = publish(account, piece, NETWORK.key(BEGAN))
    status = ask(account.home, "GET", f"/api/v1/statuses/{receipt.remote_id}")
    assert [media["description"] for media in status["media_attachments"]] == ["Un coche rojo", "Azul"]
    assert (status["visibility"], status["language"]) == ("public", "es")
    assert receipt.permalink == status["url"]


def test_the_same_key_makes_one_status(account: Account) -> None:
    before, key = len(own(account)), NETWORK.key(BEGAN)
    first, second = (publish(account, Piece(f"{TEXT} Una vez."), key) for _ in range(2))
    assert first.remote_id == second.remote_id
    assert len(own(account)) == before + 1


def test_what_was_published_is_found_by_its_words(account: Account) -> None:
    piece = Piece(f"{TEXT} <Búscame> & más", "https://aurora.example/es")
    assert find(account, piece) is None
    receipt = publish(account, piece, NETWORK.key(BEGAN))
    found = find(account, piece)
    assert found
    assert found.remote_id == receipt.remote_id


def test_too_long_is_refused(account: Account) -> None:
    with pytest.raises(Refused) as caught:
        publish(account, Piece("a" * 501), NETWORK.key(BEGAN))
    assert caught.value.trouble == Trouble.CONTENT
    assert caught.value.status == 422


def test_a_wrong_token_needs_a_person(account: Account) -> None:
    wrong = Account(account.home, account.remote_id, {"token": "nobody"})
    with pytest.raises(Refused) as caught:
        publish(wrong, Piece(TEXT), NETWORK.key(BEGAN))
    assert caught.value.trouble == Trouble.RECONNECT


@pytest.mark.parametrize(
    ("effect", "error"),
    [
        ({"type": "status", "status": 500}, Unsure),
        ({"type": "status", "status": 503}, Unsure),
        ({"type": "ratelimit"}, Later),
        ({"type": "malformed", "truncate": True}, Unsure),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
def test_its_faults_are_understood(account: Account, effect: dict, error: type[Exception]) -> None:
    rule = {"match": {"methods": ["POST"], "path": "/api/v1/statuses"}, "effect": effect}
    made = ask(account.home, "POST", "/api/v1/_mock/faults", rule)
    try:
        with pytest.raises(error):
            publish(account, Piece(TEXT), NETWORK.key(BEGAN))
    finally:
        ask(account.home, "DELETE", f"/api/v1/_mock/faults/{made['id']}")
