"""Mastodon: how it counts, what its errors mean, and how a status is found."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from publisher.networks.answers import Answer
from publisher.networks.base import (
    Account,
    Later,
    NetworkError,
    Piece,
    Quota,
    Receipt,
    Refused,
    Scope,
    Trouble,
    Unfinished,
    Unsure,
)
from publisher.networks.http import Door
from publisher.networks.mastodon import Mastodon
from publisher.networks.mastodon.verdicts import verdict
from publisher.networks.quota import paced
from tests.networks.conftest import TEXT, Stage, answer, picture, saying, wire

NETWORK = Mastodon()
BEGAN = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


@pytest.fixture
def stage(staged: Callable[[str], Stage]) -> Stage:
    return staged("mastodon")


def error(status: int, said: str = "", **headers: str) -> Answer:
    json = {"error": said} if said else None
    return Answer("m.example", status, {name.replace("_", "-"): value for name, value in headers.items()}, said, json)


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("https://aurora.example/" + "a" * 400, 23),
        ("x https://a.example y", 4 + 23),
        ("http://localhost/" + "a" * 40, 57),
        ("http://127.0.0.1/" + "a" * 40, 57),
        ("@ana@aurora.example hola", 9),
        ("@ana hola", 9),
        ("ana@aurora.example", 18),
        ("https://aurora.example/@ana@m.example!", 24),
        ("👩‍👩‍👧‍👦 https://aurora.example/👩‍👩‍👧‍👦", 25),
    ],
)
def test_links_count_23_and_mentions_their_local_part(text: str, used: int) -> None:
    assert NETWORK.count(text, {}).used == used


def test_the_instance_sets_the_limits() -> None:
    limits = {
        "max_characters": 10,
        "characters_reserved_per_url": 5,
        "max_media_attachments": 1,
        "description_limit": 4,
    }
    assert NETWORK.count("https://aurora.example", limits).used == 5
    pictures = (picture(alt="Coche"), picture(color="blue", alt=""))
    sentences = [finding.sentence for finding in NETWORK.preflight(Piece("a" * 11, "", pictures), limits)]
    assert len(sentences) == 3
    assert "remove 1" in sentences[0]
    assert "picture 1 has 5 characters; Mastodon takes 4. Shorten it by 1." in sentences[1]
    assert "this server takes 10. Shorten it by 1." in sentences[2]


def test_the_link_is_counted_where_it_is_added() -> None:
    piece = Piece("a" * 475, "https://aurora.example/es")
    assert NETWORK.preflight(piece, {}) == []
    [finding] = NETWORK.preflight(Piece("a" * 476, piece.link), {})
    assert "501 characters as Mastodon counts" in finding.sentence


def test_a_long_description_is_refused_there_as_here(stage: Stage) -> None:
    good, bad = (Piece(TEXT, pictures=(picture(alt="á" * size),)) for size in (1500, 1501))
    assert NETWORK.preflight(good, {}) == []
    assert stage.prepare(good, {})
    assert "Shorten it by 1." in NETWORK.preflight(bad, {})[0].sentence
    with pytest.raises(Refused) as caught:
        stage.prepare(bad, {})
    assert caught.value.trouble == Trouble.MEDIA


@pytest.mark.parametrize(
    ("answer", "kind", "trouble"),
    [
        (error(401, "The access token is invalid"), Refused, Trouble.RECONNECT),
        (error(401), Refused, Trouble.RECONNECT),
        (error(403, "This action is outside the authorized scopes"), Refused, Trouble.PERMISSION),
        (error(403, "Your login is currently disabled"), Refused, Trouble.BLOCKED),
        (error(404, "Record not found"), Refused, Trouble.MISCONFIGURED),
        (error(404, "The post you are trying to reply to does not appear to exist."), Refused, Trouble.CONTENT),
        (error(410, "Gone"), Refused, Trouble.MISCONFIGURED),
        (error(413), Refused, Trouble.MEDIA),
        (error(422, "Validation failed: Text character limit of 500 exceeded"), Refused, Trouble.CONTENT),
        (error(422, "Cannot attach a video to a post that already contains images"), Refused, Trouble.MEDIA),
        (error(422, "Cannot attach files that have not finished processing. Try again in a moment!"), Later, None),
        (error(422, "Media 7 not found or already attached to another post"), Unsure, None),
        (error(422, "Duplicate record"), Unsure, None),
        (error(429, "Too many requests"), Later, None),
        (error(500, "undefined method `account' for nil"), Unsure, None),
        (error(503, "There was a temporary problem"), Unsure, None),
        (error(525), Unsure, None),
        (error(403), Unsure, None),
        (error(404), Unsure, None),
        (error(418, "I am a teapot"), Unsure, None),
    ],
)
def test_each_error_says_what_to_do_next(answer: Answer, kind: type[NetworkError], trouble: Trouble | None) -> None:
    found = verdict(answer, once=True)
    assert type(found) is kind
    assert getattr(found, "trouble", None) == trouble
    assert found.status == answer.status
    assert not isinstance(verdict(answer, once=False), Unsure)


@pytest.mark.parametrize("reset", ["2026-11-23T18:05:00.123Z", str(int(BEGAN.timestamp()) + 300)])
def test_the_wait_may_come_as_time_or_as_seconds(reset: str) -> None:
    found = verdict(error(429, "Too many requests", x_ratelimit_reset=reset), once=True)
    assert isinstance(found, Later)
    assert found.until
    assert found.until.replace(microsecond=0) == BEGAN + timedelta(minutes=5)
    assert found.scope == Scope.PAGE


def test_a_replay_that_fails_leaves_doubt_and_one_post(stage: Stage) -> None:
    """mastodon/mastodon#40399: the repeat of a known key answers 500 in part of the 4.6 line."""
    stage.fault("truncated_answer", count=1)
    with pytest.raises(Unsure):
        stage.publish(Piece(TEXT))
    stage.fault("replay_error", count=1)
    with pytest.raises(Unsure):
        stage.publish(Piece(TEXT))
    found = stage.find(Piece(TEXT))
    assert [post["remote_id"] for post in stage.public] == [found and found.remote_id]


def test_pictures_attached_already_leave_doubt(stage: Stage) -> None:
    piece = Piece(TEXT, pictures=(picture(),))
    handle = stage.prepare(piece, {})
    receipt = stage.publish(piece, handle)
    stage.key = NETWORK.key(BEGAN)
    with pytest.raises(Unsure):
        stage.publish(piece, handle)
    found = stage.find(piece, handle)
    assert found
    assert found.remote_id == receipt.remote_id


def test_pictures_are_waited_for_while_the_server_works(stage: Stage) -> None:
    stage.sandbox.ask("POST", "settings", {"mastodon_processing": 0.8})
    try:
        handle = stage.prepare(Piece(TEXT, pictures=(picture(),)), {})
    finally:
        stage.sandbox.ask("POST", "settings", {"mastodon_processing": 0})
    assert handle["waiting"] == []
    assert stage.publish(Piece(TEXT, pictures=(picture(),)), handle)


def test_while_the_server_works_preparing_is_unfinished(stage: Stage) -> None:
    piece, handle = Piece(TEXT, pictures=(picture(),)), {}
    stage.sandbox.ask("POST", "settings", {"mastodon_processing": 3600})
    try:
        for _ in range(2):
            with pytest.raises(Unfinished) as caught:
                stage.step(piece, handle)
            assert caught.value.wait
    finally:
        stage.sandbox.ask("POST", "settings", {"mastodon_processing": 0})
    assert len(handle["media"]) == len(handle["waiting"]) == 1
    with pytest.raises(Later) as caught:
        stage.publish(piece, handle)
    assert caught.value.prepare


def test_the_same_picture_twice_is_uploaded_twice(stage: Stage) -> None:
    handle = stage.prepare(Piece(TEXT, pictures=(picture(), picture())), {})
    assert len(set(handle["media"].values())) == 2


def test_the_same_words_with_other_pictures_are_another_post(stage: Stage) -> None:
    stage.publish(Piece(TEXT, pictures=(picture(),)))
    mine = Piece(TEXT, pictures=(picture(color="blue"),))
    assert stage.find(mine, stage.prepare(mine, {})) is None
    assert stage.find(Piece(TEXT)) is None


def status(number: int, at: datetime, content: str = "<p>Otra</p>") -> dict:
    made = at.isoformat().replace("+00:00", "Z")
    return {"id": str(number), "created_at": made, "content": content, "url": f"/{number}", "media_attachments": []}


def look(*answers: bytes, piece: Piece) -> tuple[Receipt | None, list[str]]:
    async def steps() -> tuple[Receipt | None, list[str]]:
        async with wire(saying(*answers)) as server, Door() as door:
            account = Account(server.url, "42", {"token": "secret"})
            found = await NETWORK.find(door, account, piece, "", {}, BEGAN, frozenset())
            return found, [request.target for request in server.heard]

    return asyncio.run(steps())


def test_statuses_from_before_the_attempt_are_not_looked_at() -> None:
    old = status(1, BEGAN - timedelta(minutes=2))
    found, asked = look(answer(200, [old]), piece=Piece(TEXT))
    assert found is None
    assert asked == ["/api/v1/accounts/42/statuses?limit=40&exclude_reblogs=true"]


def test_a_look_goes_back_to_the_attempt() -> None:
    page = [status(number, BEGAN + timedelta(minutes=number)) for number in (3, 2)]
    last = [status(1, BEGAN), status(0, BEGAN - timedelta(hours=1))]
    said, no = answer(200, {"text": TEXT}), answer(200, {"text": "no"})
    found, asked = look(answer(200, page), no, no, answer(200, last), said, piece=Piece(TEXT))
    assert found == Receipt("1", "/1")
    assert asked[3] == "/api/v1/accounts/42/statuses?limit=40&exclude_reblogs=true&max_id=2"


def test_without_a_source_the_words_are_read_from_the_html() -> None:
    content = (
        '<p>Señores &amp; <a href="https://aurora.example/es"><span class="invisible">https://</span>'
        "<span>aurora.example/es</span></a><br>¡ya!</p>"
    )
    piece = Piece("Señores & https://aurora.example/es\n¡ya!")
    missing = answer(404, {"error": "Record not found"})
    found, _ = look(answer(200, [status(1, BEGAN, content)]), missing, piece=piece)
    assert found
    assert look(answer(200, [status(1, BEGAN, content)]), missing, answer(200, []), piece=Piece("Señores"))[0] is None


def test_a_look_without_end_is_for_a_person() -> None:
    newer = [status(number, BEGAN + timedelta(minutes=number)) for number in (3, 2)]
    for one in newer:
        one["media_attachments"] = [{"id": "7"}]
    with pytest.raises(Refused, match="Look there and decide"):
        look(answer(200, newer), piece=Piece(TEXT))


def test_a_used_up_allowance_is_told_with_the_receipt() -> None:
    said = answer(200, {"id": "1", "url": "/1"}, X_RateLimit_Remaining="0", X_RateLimit_Reset="2026-11-23T21:00:00Z")

    async def steps() -> Receipt:
        async with wire(saying(said)) as server, Door() as door:
            return await NETWORK.publish(door, Account(server.url, "42", {"token": "s"}), Piece(TEXT), "k", {})

    assert asyncio.run(steps()).rest_until == BEGAN + timedelta(hours=3)


@pytest.mark.parametrize(("used", "pause"), [(269, None), (270, 100 / 31), (299, 50.0), (300, 100.0), (0, None)])
def test_what_is_left_is_spread_over_the_time_until_there_is_more(used: int, pause: float | None) -> None:
    now = datetime.now(UTC)
    until = paced(Quota("posts", used, 300, now + timedelta(minutes=100)))
    assert (until is None) == (pause is None)
    if until and pause:
        assert abs(until - now - timedelta(minutes=pause)) < timedelta(seconds=1)


def test_nothing_is_spread_over_a_time_that_nobody_knows() -> None:
    assert paced(Quota("posts", 300, 300)) is None
    assert paced(None) is None


def test_a_server_without_the_call_for_limits_has_the_defaults() -> None:
    me = answer(200, {"id": "42", "username": "aurora", "display_name": "", "url": "https://m.example/@aurora"})

    async def steps() -> dict:
        async with wire(saying(me, answer(404, {"error": "Not found"}))) as server, Door() as door:
            identity = await NETWORK.identify(door, Account(server.url, "", {"token": "s"}))
            assert identity.name == "aurora"
            return identity.limits

    assert asyncio.run(steps()) == {}
