"""Pinterest: title and description, the mark in the link, pictures in the call, and errors by status and code."""

import asyncio
import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publisher.networks.answers import Answer
from publisher.networks.base import (
    Account,
    Identity,
    Later,
    NetworkError,
    Piece,
    Receipt,
    Refused,
    Trouble,
    Unfinished,
    Unsure,
)
from publisher.networks.http import Door
from publisher.networks.pinterest import Pinterest
from publisher.networks.pinterest.pin import mark_in, marked, words, written
from publisher.networks.pinterest.verdicts import verdict
from tests.networks.conftest import LINK, TEXT, Heard, Stage, answer, film, picture, saying, wire

NETWORK = Pinterest()
BEGAN = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
PIN = answer(201, {"id": "71"}, X_Pinterest_Rid="r1")


@pytest.fixture
def stage(staged: Callable[[str], Stage]) -> Stage:
    return staged("pinterest")


def pictured(text: str = TEXT, link: str = "", *more: Any) -> Piece:
    return Piece(text, link, (picture(), *more))


def error(status: int, code: int = 0, message: str = "words", **headers: str) -> Answer:
    body = {"code": code, "message": message}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer("api.pinterest.com", status, named, json.dumps(body), body)


@pytest.mark.parametrize(
    ("text", "title", "description"),
    [
        ("Aurora\n\nYa está aquí.\nVen.", "Aurora", "Ya está aquí.\nVen."),
        ("Aurora", "Aurora", ""),
        ("a" * 100 + "\nb", "a" * 100, "b"),
        ("a" * 101 + "\nb", "", "a" * 101 + "\nb"),
        ("\n Aurora \n ya ", "Aurora", "ya"),
        ("", "", ""),
    ],
)
def test_the_first_line_is_the_title_if_it_fits(text: str, title: str, description: str) -> None:
    assert words(text) == (title, description)
    assert words(NETWORK.body(Piece(text))) == (title, description)


def test_title_and_description_have_limits_of_their_own() -> None:
    assert NETWORK.preflight(pictured("a" * 100 + "\n" + "b" * 800), {}) == []
    [finding] = NETWORK.preflight(pictured("a" * 100 + "\n" + "b" * 801), {})
    assert "801 characters; Pinterest takes 800" in finding.sentence
    assert "Shorten it by 1." in finding.sentence


def test_the_link_is_counted_with_its_mark(stage: Stage) -> None:
    room = 2048 - len(marked("https://a.example/", "x" * 16))
    most = pictured(TEXT, "https://a.example/" + "a" * room)
    assert NETWORK.preflight(most, {}) == []
    assert stage.publish(most)
    [finding] = NETWORK.preflight(replace(most, link=most.link + "a"), {})
    assert "2049 characters with Marquee's mark" in finding.sentence
    assert finding.field == "link"


def test_a_picture_is_needed_and_several_have_one_size_and_travel_together() -> None:
    assert [finding.field for finding in NETWORK.preflight(Piece(TEXT), {})] == ["pictures"]
    [finding] = NETWORK.preflight(pictured(TEXT, "", picture(size=(48, 64))), {})
    assert "Crop them alike" in finding.sentence
    heavy = replace(picture(), size=10_000_001)
    [finding] = NETWORK.preflight(Piece(TEXT, pictures=(heavy, heavy)), {})
    assert "20.0 MB together; Pinterest gets 20 MB in one call" in finding.sentence


def test_all_descriptions_together_have_room_for_500() -> None:
    one, other = picture(alt="á" * 250), picture(color="blue", alt="é" * 249)
    assert NETWORK.preflight(Piece(TEXT, pictures=(one, other)), {}) == []
    [finding] = NETWORK.preflight(Piece(TEXT, pictures=(one, replace(other, alt="é" * 250))), {})
    assert "501 characters in all" in finding.sentence
    assert "Shorten them by 1." in finding.sentence


@pytest.mark.parametrize(
    ("link", "out"),
    [
        ("https://a.example", "https://a.example?marquee=m1"),
        ("https://a.example/x?utm_source=p&utm_content=b", "https://a.example/x?utm_source=p&utm_content=b&marquee=m1"),
        ("https://a.example/x?y=%C3%A9#top", "https://a.example/x?y=%C3%A9&marquee=m1#top"),
    ],
)
def test_the_mark_goes_into_the_query_and_leaves_the_rest_alone(link: str, out: str) -> None:
    assert marked(link, "m1") == out
    assert mark_in(out) == "m1"
    assert mark_in(link) == ""


def test_the_mark_is_made_once_and_kept_with_the_delivery(stage: Stage) -> None:
    piece = pictured(TEXT, LINK)
    handle = stage.prepare(piece, {})
    before = dict(handle)
    assert stage.prepare(piece, handle) == before
    stage.publish(piece, handle)
    assert stage.public[0]["link"] == f"{LINK}?marquee={handle['mark']}"
    assert stage.prepare(piece, {})["mark"] != handle["mark"]
    assert stage.prepare(pictured(), {}) == {}
    with pytest.raises(Later) as caught:
        stage.publish(piece, {})
    assert caught.value.prepare


def test_the_mark_tells_a_pin_from_another_that_says_the_same(stage: Stage) -> None:
    piece = pictured(TEXT, LINK)
    mine, other = stage.prepare(piece, {}), stage.prepare(piece, {})
    stage.publish(piece, other)
    assert stage.find(piece, mine) is None
    receipt = stage.publish(piece, mine)
    found = stage.find(piece, mine)
    assert found
    assert found.remote_id == receipt.remote_id


def test_a_repeat_makes_a_second_pin_so_there_is_no_key_and_no_proof_of_absence(stage: Stage) -> None:
    """A key would promise that the network makes no second post, and a proof that the engine may try."""
    piece = pictured(TEXT, LINK)
    handle = stage.prepare(piece, {})
    first, second = stage.publish(piece, handle), stage.publish(piece, handle)
    assert first.remote_id != second.remote_id
    assert NETWORK.key(BEGAN) == ""
    assert not NETWORK.proof.proves(piece)


def account(server: str = "", address: str = "https://www.pinterest.com/aurora/coches/") -> Account:
    return Account(server, "7", {"token": "t0ken"}, "aurora", address)


def publish(piece: Piece, said: bytes = PIN, handle: dict | None = None) -> tuple[Receipt, dict]:
    async def steps() -> tuple[Receipt, list[Heard]]:
        async with wire(saying(said)) as server, Door() as door:
            return await NETWORK.publish(door, account(server.url), piece, "", handle or {}), server.heard

    receipt, [heard] = asyncio.run(steps())
    return receipt, json.loads(heard.body)


def test_one_picture_travels_in_the_pin() -> None:
    receipt, pin = publish(pictured("Aurora\nYa", LINK), handle={"mark": "m1"})
    assert receipt == Receipt("71", "https://www.pinterest.com/pin/71/", "r1")
    assert pin.pop("media_source").keys() == {"source_type", "content_type", "data"}
    assert pin == {
        "board_id": "7",
        "title": "Aurora",
        "description": "Ya",
        "link": f"{LINK}?marquee=m1",
        "alt_text": "Un coche rojo",
    }


def test_several_are_cards_that_lead_where_the_pin_leads() -> None:
    _, pin = publish(pictured(TEXT, LINK, picture("PNG", alt="Azul", color="blue")), handle={"mark": "m1"})
    source = pin["media_source"]
    assert (source["source_type"], source["index"]) == ("multiple_image_base64", 0)
    assert [item["content_type"] for item in source["items"]] == ["image/jpeg", "image/png"]
    assert {item["link"] for item in source["items"]} == {pin["link"]}
    assert pin["alt_text"] == "Un coche rojo\nAzul"


def test_a_used_up_allowance_is_told_with_the_receipt() -> None:
    used_up = {"x_userendpoint_ratelimit_remaining": "0", "x_userendpoint_ratelimit_reset_seconds": "40"}
    receipt, _ = publish(pictured(), answer(201, {"id": "71"}, **used_up))
    assert receipt.rest_until
    assert timedelta(seconds=30) < receipt.rest_until - datetime.now(UTC) <= timedelta(seconds=40)
    assert publish(pictured(), PIN)[0].rest_until is None


@pytest.mark.parametrize(
    ("answer", "kind", "trouble"),
    [
        (error(401, 2, "Authentication failed."), Later, None),
        (Answer("api.pinterest.com", 401, {}, "", None), Later, None),
        (error(401, 3, "Your token does not have sufficient permissions"), Refused, Trouble.PERMISSION),
        (error(403, 3, "Your token does not have sufficient permissions"), Refused, Trouble.PERMISSION),
        (error(403, 29, "Apps with Trial access may not create Pins"), Refused, Trouble.APP),
        (error(403, 7, "This link is blocked."), Refused, Trouble.CONTENT),
        (error(400, 1, "Sorry! Your request was taken for spam."), Refused, Trouble.CONTENT),
        (error(404, 40, "Board not found."), Refused, Trouble.RECONNECT),
        (error(404, 404, "Not found."), Refused, Trouble.MISCONFIGURED),
        (error(400, 1, "Invalid request: title is too long"), Refused, Trouble.CONTENT),
        (error(400, 1, "Invalid request: media_source maxItems=5"), Refused, Trouble.MEDIA),
        (error(413), Refused, Trouble.MEDIA),
        (error(429, 8), Later, None),
        (Answer("api.pinterest.com", 429, {}, "", None), Later, None),
        (error(409, 9), Unsure, None),
        (error(500, 11), Unsure, None),
        (error(504), Unsure, None),
        (Answer("api.pinterest.com", 400, {}, "<html>", None), Unsure, None),
    ],
)
def test_each_error_says_what_to_do_next(answer: Answer, kind: type[NetworkError], trouble: Trouble | None) -> None:
    found = verdict(answer, once=True)
    assert type(found) is kind
    assert getattr(found, "trouble", None) == trouble
    assert found.reason.endswith(".")
    assert not isinstance(verdict(answer, once=False), Unsure)


@pytest.mark.parametrize(("headers", "seconds"), [({"x_userendpoint_ratelimit_reset_seconds": "20"}, 20), ({}, 60)])
def test_a_limit_is_waited_for_as_long_as_it_says_or_a_minute(headers: dict, seconds: int) -> None:
    found = verdict(error(429, 8, **headers), once=True)
    assert isinstance(found, Later)
    assert found.until
    assert abs(found.until - datetime.now(UTC) - timedelta(seconds=seconds)) < timedelta(seconds=5)


def listed(number: int, at: datetime = BEGAN, **more: Any) -> dict:
    """As the API gives times: without a zone."""
    pin = {"id": str(number), "created_at": at.strftime("%Y-%m-%dT%H:%M:%S"), "title": TEXT, "description": None}
    return {**pin, "alt_text": "Un coche rojo", "link": None, **more}


def look(*pages: dict, piece: Piece, handle: dict | None = None) -> tuple[Receipt | None, list[str]]:
    async def steps() -> tuple[Receipt | None, list[str]]:
        async with wire(saying(*(answer(200, page) for page in pages))) as server, Door() as door:
            found = await NETWORK.find(door, account(server.url), piece, "", handle or {}, BEGAN, frozenset())
            return found, [request.target for request in server.heard]

    return asyncio.run(steps())


def test_a_mark_is_found_whatever_the_pin_says_and_wherever_it_stands() -> None:
    """The order of a board is written nowhere, and people change words and times are not to be relied on."""
    mine = listed(2, BEGAN - timedelta(days=3), title="edited", link=f"{LINK}?marquee=m1")
    first = {"items": [listed(1, link=f"{LINK}?marquee=m2")], "bookmark": "b1"}
    found, asked = look(first, {"items": [mine], "bookmark": None}, piece=pictured(TEXT, LINK), handle={"mark": "m1"})
    assert found == Receipt("2", "https://www.pinterest.com/pin/2/")
    assert asked == ["/boards/7/pins?page_size=100", "/boards/7/pins?page_size=100&bookmark=b1"]


def test_without_a_link_a_pin_is_found_by_its_words_and_its_time() -> None:
    def found(**pin: Any) -> bool:
        return look({"items": [listed(1, **pin)], "bookmark": None}, piece=pictured())[0] is not None

    assert found()
    assert found(at=BEGAN - timedelta(seconds=119))
    assert not found(at=BEGAN - timedelta(seconds=121))
    assert not found(description="Otra")
    assert not found(alt_text="Otro coche")
    assert not found(link=LINK)


def test_a_board_without_end_is_not_read_to_its_end() -> None:
    endless = {"items": [listed(1, title="Otra")], "bookmark": "b"}
    found, asked = look(endless, piece=pictured())
    assert found is None
    assert len(asked) == 5


def test_an_app_on_trial_is_for_operators(stage: Stage) -> None:
    stage.sandbox.ask("POST", "settings", {"pinterest_trial": 1})
    try:
        with pytest.raises(Refused, match="on trial") as caught:
            stage.publish(pictured())
    finally:
        stage.sandbox.ask("POST", "settings", {"pinterest_trial": 0})
    assert caught.value.trouble == Trouble.APP


def renewed(stage: Stage, **secret: str) -> Account:
    async def steps() -> Account:
        async with Door() as door:
            us = replace(stage.account, secret={**stage.account.secret, **secret})
            return replace(us, secret=await NETWORK.renew(door, us))

    return asyncio.run(steps())


def test_a_refresh_token_gives_a_new_token_and_its_own_successor(stage: Stage) -> None:
    first = stage.account.secret
    stage.account = renewed(stage)
    second = stage.account.secret
    assert (first["token"], first["refresh"]) != (second["token"], second["refresh"])
    assert stage.publish(pictured())
    assert renewed(stage).secret["token"] != second["token"]
    with pytest.raises(Refused) as caught:
        renewed(stage, refresh=first["refresh"])
    assert caught.value.trouble == Trouble.RECONNECT


def identify(*answers: bytes, **secret: str) -> tuple[Identity, list[str]]:
    async def steps() -> tuple[Identity, list[str]]:
        async with wire(saying(*answers)) as server, Door() as door:
            me = await NETWORK.identify(door, Account(server.url, "", {"token": "t", **secret}))
            return me, [request.target for request in server.heard]

    return asyncio.run(steps())


USER = answer(200, {"username": "aurora"})


def boards(*numbers: int) -> bytes:
    return answer(200, {"items": [{"id": str(number), "name": f"Board {number}"} for number in numbers]})


def test_a_page_is_the_board_that_is_named_or_the_only_one() -> None:
    board = answer(200, {"id": "7", "name": "Coches"})
    me, _ = identify(USER, boards(7), board)
    assert (me.remote_id, me.name, me.handle) == ("7", "Coches", "aurora")
    assert (me.address, me.secret["board"]) == ("https://www.pinterest.com/aurora/", "7")
    _, asked = identify(USER, board, board="7")
    assert asked == ["/user_account", "/boards/7"]


@pytest.mark.parametrize(("numbers", "words"), [((7, 8), r"Board 7 \(7\), Board 8 \(8\)"), ((), "none yet")])
def test_of_several_boards_one_has_to_be_named(numbers: tuple[int, ...], words: str) -> None:
    with pytest.raises(Refused, match=words) as caught:
        identify(USER, boards(*numbers))
    assert caught.value.trouble == Trouble.MISCONFIGURED


@pytest.mark.parametrize("text", [r"\u0000", r'"\u0000"', "“”\n\\"])
def test_pictures_come_to_their_own_places_whatever_the_words_say(text: str) -> None:
    piece = pictured(text, "", picture(color="blue", alt=text))
    pin = json.loads(written("7", piece, ""))
    assert (pin.get("title", ""), pin.get("description", "")) == words(text)
    shown = [b64decode(item["data"]) for item in pin["media_source"]["items"]]
    assert shown == [one.read() for one in piece.pictures]


def test_a_film_has_the_picture_beside_it_as_its_cover_or_its_own_beginning(stage: Stage) -> None:
    piece = stage.filmed()
    assert piece.film
    alone = json.loads(written("7", piece, "", "8"))
    assert alone["media_source"] == {"source_type": "video_id", "media_id": "8", "cover_image_key_frame_time": 0}
    assert alone["alt_text"] == piece.film.alt
    covered = replace(piece, pictures=(picture(),))
    assert NETWORK.preflight(covered, {}) == []
    source = json.loads(written("7", covered, "", "8"))["media_source"]
    assert b64decode(source["cover_image_data"]) == covered.pictures[0].read()
    stage.publish(covered)
    assert [media["sha256"] for media in stage.public[0]["media"]] == [piece.film.checksum]


def test_the_storehouse_gets_its_fields_and_no_token() -> None:
    async def steps() -> list[Heard]:
        async with wire(saying(answer(204))) as server, Door() as door:
            begun = {"id": "8", "address": f"{server.url}/bucket", "fields": {"key": "k", "policy": "p"}}
            piece = Piece(TEXT, film=film(4))
            with pytest.raises(Unfinished):
                await NETWORK.prepare(door, account(server.url), piece, {"film": begun})
            return server.heard

    [sent] = asyncio.run(steps())
    assert "authorization" not in sent.headers
    assert sent.body.index(b'"key"') < sent.body.index(b'"policy"') < sent.body.index(b'"file"')
    assert film(4).read(0, film(4).size) in sent.body


def test_a_film_that_was_sent_is_only_asked_after() -> None:
    async def steps() -> tuple[dict, list[str]]:
        states = [answer(200, {"status": status}) for status in ("processing", "succeeded")]
        async with wire(saying(*states)) as server, Door() as door:
            handle = {"film": {"id": "8", "address": f"{server.url}/bucket", "fields": {}, "sent": True}}
            piece = Piece(TEXT, film=film(4))
            with pytest.raises(Unfinished):
                await NETWORK.prepare(door, account(server.url), piece, handle)
            await NETWORK.prepare(door, account(server.url), piece, handle)
            return handle["film"], [f"{request.method} {request.target}" for request in server.heard]

    begun, asked = asyncio.run(steps())
    assert begun["ready"]
    assert asked == ["GET /media/8", "GET /media/8"]
