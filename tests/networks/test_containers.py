"""Containers of Instagram and Threads: made step by step, watched, published once, and asked what became of them."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publisher.networks import NETWORKS
from publisher.networks.base import (
    Above,
    Account,
    Identity,
    Later,
    NetworkError,
    Piece,
    Receipt,
    Refused,
    Scope,
    Trouble,
    Unfinished,
    Unsure,
)
from publisher.networks.http import Door
from publisher.networks.meta.containers import PAUSE
from tests.networks.conftest import JPEGS, TEXT, Heard, Stage, answer, film, picture, saying, wire
from tests.peer import free_port

BOTH = ("instagram", "threads")
BEGAN = datetime(2026, 11, 23, 18, 0, 30, tzinfo=UTC)
PIECE = Piece(TEXT, pictures=JPEGS[:1])
HANDLE = {"container": "7"}


@pytest.fixture(params=BOTH)
def stage(request: pytest.FixtureRequest, staged: Callable[[str], Stage]) -> Stage:
    return staged(request.param)


def spoken(name: str, *answers: bytes, call: str, handle: dict, piece: Piece = PIECE, **more: Any) -> Any:
    """What the network's method gives (or raises) when it hears these answers, and what it asked."""

    async def steps() -> tuple[Any, list[Heard]]:
        async with wire(saying(*answers)) as server, Door() as door:
            us = Account(server.url, "1", {"token": "t0ken"}, "aurora", "https://page.example/aurora")
            return await getattr(NETWORKS[name], call)(door, us, piece, **more, handle=handle), server.heard

    return asyncio.run(steps())


def prepared(name: str, *answers: bytes, handle: dict) -> dict:
    return spoken(name, *answers, call="prepare", handle=handle)[0]


def published(name: str, *answers: bytes) -> tuple[Receipt, list[Heard]]:
    return spoken(name, *answers, call="publish", handle=dict(HANDLE), key="")


def found(name: str, *answers: bytes, known: frozenset[str] = frozenset()) -> Receipt | None:
    more = {"key": "", "since": BEGAN, "known": known}
    return spoken(name, *answers, call="find", handle=dict(HANDLE), **more)[0]


def says(name: str, state: str, why: str = "") -> bytes:
    """A container that says of itself how it is."""
    names = {"instagram": ("status_code", "status"), "threads": ("status", "error_message")}[name]
    return answer(200, {"id": "7", **dict(zip(names, (state, why), strict=True))})


def error(code: int, subcode: int = 0, status: int = 400) -> bytes:
    told = {"message": "words", "type": "OAuthException", "code": code, "error_subcode": subcode}
    return answer(status, {"error": told})


UNREADABLE = error(100, 33)
MISSING = {"instagram": error(24, 2207008), "threads": error(24, 4279009)}


def listed(name: str, *numbers: int, at: datetime = BEGAN, **more: Any) -> bytes:
    """Posts that look like ours."""
    post = {"timestamp": at.strftime("%Y-%m-%dT%H:%M:%S+0000"), "permalink": "https://page.example/p", **more}
    post |= {"caption": TEXT, "media_product_type": "FEED"} if name == "instagram" else {"text": TEXT}
    return answer(200, {"data": [{"media_type": "IMAGE", **post, **more, "id": str(number)} for number in numbers]})


def test_each_container_is_written_down_before_the_next_is_made(stage: Stage) -> None:
    piece = Piece(TEXT, pictures=(*JPEGS, JPEGS[0]))
    handle: dict = {}
    for made in (1, 2, 3):
        with pytest.raises(Unfinished):
            stage.step(piece, handle)
        assert len(handle["containers"]) == made
        assert "container" not in handle
    with pytest.raises(Unfinished):
        stage.step(piece, handle)
    assert handle["container"]
    stage.step(piece, handle)
    assert handle["waiting"] == []
    life = datetime.fromisoformat(handle["expires_at"]) - datetime.now(UTC)
    assert timedelta(hours=22) < life < timedelta(hours=24)
    assert stage.public == []
    stage.publish(piece, handle)
    [post] = stage.public
    assert [media["sha256"] for media in post["media"]] == [picture.checksum for picture in piece.pictures]


def test_a_film_is_fetched_and_shown(stage: Stage) -> None:
    moving = film(3)
    stage.publish(Piece(TEXT, film=moving))
    [post] = stage.public
    assert (post["text"], [media["sha256"] for media in post["media"]]) == (TEXT, [moving.checksum])


def test_a_film_that_was_not_to_be_worked_with_is_refused(
    staged: Callable[[str], Stage],
) -> None:
    with pytest.raises(Refused, match="Save it anew") as caught:
        staged("instagram").prepare(Piece(TEXT, film=film(1)), {})
    assert caught.value.trouble == Trouble.MEDIA


def test_what_cannot_be_fetched_is_tried_again_and_says_whom_to_ask(stage: Stage) -> None:
    lost = replace(picture(), url=f"http://127.0.0.1:{free_port()}/car.jpg")
    with pytest.raises(Later, match="ask your operators"):
        stage.prepare(Piece(TEXT, pictures=(lost,)), {})


def test_a_day_that_has_its_posts_is_waited_for(stage: Stage) -> None:
    name = f"{stage.network.name}_posts_a_day"
    before = stage.sandbox.ask("GET", "settings")[name]
    stage.sandbox.ask("POST", "settings", {name: 0})
    try:
        with pytest.raises(Later, match="takes 0 posts") as caught:
            stage.prepare(PIECE, handle := {})
    finally:
        stage.sandbox.ask("POST", "settings", {name: before})
    assert caught.value.scope == Scope.PAGE
    assert caught.value.until
    assert caught.value.until > datetime.now(UTC) + timedelta(minutes=50)
    assert handle == {}


def test_one_container_makes_one_post(stage: Stage) -> None:
    handle = stage.prepare(PIECE, {})
    receipt = stage.publish(PIECE, handle)
    with pytest.raises(Unsure):
        stage.publish(PIECE, handle)
    again = stage.find(PIECE, handle)
    assert again
    assert again.remote_id == receipt.remote_id
    assert len(stage.public) == 1


def test_the_address_is_nice_to_have(stage: Stage) -> None:
    handle = stage.prepare(PIECE, {})
    stage.fault("error_before_create", "read")
    receipt = stage.publish(PIECE, handle)
    assert receipt.permalink == stage.account.address
    assert receipt.remote_id == stage.public[0]["remote_id"]


@pytest.mark.parametrize("name", BOTH)
def test_while_a_container_is_worked_on_the_turn_is_given_to_others(name: str) -> None:
    handle = {"container": "7", "waiting": ["7"]}
    with pytest.raises(Unfinished) as caught:
        prepared(name, says(name, "IN_PROGRESS"), handle=handle)
    assert caught.value.wait == PAUSE
    assert prepared(name, says(name, "FINISHED"), handle=handle) == {"container": "7", "waiting": []}


@pytest.mark.parametrize(
    ("name", "said", "kind", "anew"),
    [
        ("instagram", says("instagram", "ERROR", "Error: 2207026"), Refused, None),
        ("threads", says("threads", "ERROR", "INVALID_FRAME_RATE"), Refused, None),
        *((name, says(name, "EXPIRED"), Later, True) for name in BOTH),
        *((name, MISSING[name], Later, True) for name in BOTH),
        *((name, UNREADABLE, Later, False) for name in BOTH),
        *((name, answer(200, {"id": "7"}), Later, False) for name in BOTH),
        *((name, error(190), Refused, None) for name in BOTH),
    ],
)
def test_what_is_wrong_with_a_container_is_mended_or_told(
    name: str, said: bytes, kind: type[NetworkError], anew: bool | None
) -> None:
    with pytest.raises(kind) as caught:
        prepared(name, said, handle={"container": "7", "waiting": ["7"]})
    assert getattr(caught.value, "prepare", None) == anew
    assert caught.value.reason.endswith(".")


@pytest.mark.parametrize(
    ("name", "why", "most", "words"),
    [
        ("threads", "FAILED_PROCESSING_VIDEO", 1, "Save it anew as MP4 with H.264."),
        ("threads", "FAILED_PROCESSING_AUDIO", 1, "Save it anew as AAC."),
        ("threads", "UNKNOWN", 1, "does not say why"),
        ("threads", "SOMETHING_NEW", 1, "does not say why"),
        ("instagram", "2207077", 2, "does not say why"),
        ("instagram", "Error", 2, "does not say why"),
    ],
)
def test_what_cannot_be_worked_on_is_made_anew_and_then_told(name: str, why: str, most: int, words: str) -> None:
    handle = {"container": "7", "waiting": ["7"], "containers": {}}
    for time in range(1, most + 1):
        with pytest.raises(Later) as passing:
            prepared(name, says(name, "ERROR", why), handle=handle)
        assert (handle, passing.value.prepare) == ({"failures": time}, False)
        quota, made = answer(200, {"data": [{}]}), answer(200, {"id": "8"})
        with pytest.raises(Unfinished):
            prepared(name, quota, made, handle=handle)
        handle |= {"container": "8", "waiting": ["8"]}
    with pytest.raises(Refused, match=words) as caught:
        prepared(name, says(name, "ERROR", why), handle=handle)
    assert caught.value.trouble == Trouble.MEDIA


@pytest.mark.parametrize(("name", "why"), [("threads", "FAILED_DOWNLOADING_VIDEO"), ("instagram", "2207003")])
def test_what_could_not_be_fetched_is_tried_as_long_as_its_post_may_wait(name: str, why: str) -> None:
    with pytest.raises(Later, match="could not fetch"):
        prepared(name, says(name, "ERROR", why), handle={"container": "7", "waiting": ["7"], "failures": 9})


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("state", ["FINISHED", "ERROR", "EXPIRED"])
def test_a_lost_container_is_made_anew_if_it_says_that_it_was_not_published(name: str, state: str) -> None:
    with pytest.raises(Later) as caught:
        published(name, MISSING[name], says(name, state))
    assert caught.value.prepare


def test_media_that_expired_at_instagram_are_brought_anew() -> None:
    with pytest.raises(Later) as caught:
        published("instagram", error(-2, 2207020), says("instagram", "EXPIRED"))
    assert caught.value.prepare


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("after", ["PUBLISHED", "IN_PROGRESS", "", "down"])
def test_a_lost_container_that_does_not_say_so_leaves_doubt(name: str, after: str) -> None:
    after_it = {"": UNREADABLE, "down": error(2, status=503)}.get(after) or says(name, after)
    with pytest.raises(Unsure):
        published(name, MISSING[name], after_it)


@pytest.mark.parametrize("name", BOTH)
def test_spam_may_be_public_all_the_same(name: str) -> None:
    with pytest.raises(Unsure, match="spam") as caught:
        published(name, error(4, 2207051, 403))
    assert caught.value.status == 403
    with pytest.raises(Refused) as told:
        spoken(name, error(4, 2207051, 403), call="prepare", handle={"containers": {}})
    assert told.value.trouble == Trouble.BLOCKED


@pytest.mark.parametrize("name", BOTH)
def test_what_was_not_published_is_not_looked_for_in_the_list(name: str) -> None:
    for state in ("FINISHED", "ERROR", "EXPIRED"):
        assert found(name, says(name, state), listed(name, 1)) is None
    assert spoken(name, listed(name, 1), call="find", handle={}, key="", since=BEGAN, known=frozenset())[0] is None


@pytest.mark.parametrize("name", BOTH)
def test_a_published_container_is_found_by_what_it_says_and_when(name: str) -> None:
    public = says(name, "PUBLISHED")
    assert found(name, public, listed(name, 1)) == Receipt("1", "https://page.example/p")
    assert found(name, public, listed(name, 1, 2), known=frozenset({"2"})) == Receipt("1", "https://page.example/p")
    early = BEGAN - timedelta(seconds=61)
    for others in (listed(name), listed(name, 1, at=early), listed(name, 1, media_type="VIDEO")):
        with pytest.raises(Later, match="does not list it yet"):
            found(name, public, others)


@pytest.mark.parametrize("name", BOTH)
def test_what_cannot_be_told_is_not_guessed(name: str) -> None:
    with pytest.raises(Later, match="still at work"):
        found(name, says(name, "IN_PROGRESS"), listed(name, 1))
    with pytest.raises(Refused, match="Several posts"):
        found(name, says(name, "PUBLISHED"), listed(name, 1, 2))
    with pytest.raises(Refused, match="no longer says"):
        found(name, UNREADABLE, listed(name))
    assert found(name, UNREADABLE, listed(name, 1)) == Receipt("1", "https://page.example/p")
    with pytest.raises(Refused) as caught:
        found(name, error(190), listed(name, 1))
    assert caught.value.trouble == Trouble.RECONNECT


@pytest.mark.parametrize("name", BOTH)
def test_the_token_travels_in_no_address(name: str) -> None:
    _, heard = published(name, answer(200, {"id": "1"}), answer(200, {"permalink": "https://page.example/p"}))
    assert [request.headers["authorization"] for request in heard] == ["Bearer t0ken"] * 2
    assert not any("t0ken" in request.target for request in heard)


def identity_of(stage: Stage) -> Identity:
    async def steps() -> Identity:
        async with Door() as door:
            return await stage.network.identify(door, stage.account)

    return asyncio.run(steps())


def renewed(stage: Stage) -> Account:
    async def steps() -> Account:
        async with Door() as door:
            return replace(stage.account, secret=await stage.network.renew(door, stage.account))

    return asyncio.run(steps())


def test_a_token_given_by_hand_is_to_be_renewed_the_next_day(stage: Stage) -> None:
    """Nobody knows how old it is, and one of less than a day is not renewed."""
    before, me = stage.account.secret["token"], identity_of(stage)
    assert me.secret["token"] == before
    wait = datetime.fromisoformat(me.secret["renew_at"]) - datetime.now(UTC)
    assert timedelta(hours=23) < wait <= timedelta(days=1)
    with pytest.raises(NetworkError):
        renewed(stage)


def test_a_renewed_token_says_how_long_it_lives_and_is_renewed_in_a_week(stage: Stage) -> None:
    with stage.sandbox.set(meta_token_age=0):
        fresh = renewed(stage)
    assert fresh.secret["token"] != stage.account.secret["token"]
    now = datetime.now(UTC)
    times = [datetime.fromisoformat(fresh.secret[name]) - now for name in ("renew_at", "expires_at")]
    assert [round(time / timedelta(days=1)) for time in times] == [7, 60]
    assert fresh.secret["refresh_expires_at"] == fresh.secret["expires_at"]
    stage.account = fresh
    assert stage.publish(PIECE)
    assert identity_of(stage).secret == fresh.secret


def test_both_say_how_many_of_a_days_posts_are_used(stage: Stage) -> None:
    most = {"instagram": 100, "threads": 250}[stage.network.name]
    receipt = stage.publish(PIECE)
    [posts] = [quota for quota in receipt.quotas if quota.name == "posts in a day"]
    assert (posts.used, posts.limit) == (1, most)
    assert [(quota.used, quota.limit) for quota in identity_of(stage).quotas] == [(1, most)]


def test_replies_are_counted_by_themselves(staged: Callable[[str], Stage]) -> None:
    stage = staged("threads")
    root = stage.publish(Piece("Uno.")).remote_id
    receipt = stage.publish(Piece("Dos.", above=Above(root, root)))
    [*_, replies] = receipt.quotas
    assert (replies.name, replies.used, replies.limit) == ("replies in a day", 1, 1000)


def test_a_token_that_ended_is_for_a_person(stage: Stage) -> None:
    stage.fault("expired_token", "auth")

    async def steps() -> None:
        async with Door() as door:
            await stage.network.renew(door, stage.account)

    with pytest.raises(Refused) as caught:
        asyncio.run(steps())
    assert caught.value.trouble == Trouble.RECONNECT
    assert stage.network.title in caught.value.reason
