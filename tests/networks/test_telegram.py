"""Telegram: a token that is told to nobody, what its errors mean, captions, albums, and what a bot may do."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from publisher.networks.answers import Answer
from publisher.networks.base import Account, Identity, Later, NetworkError, Piece, Refused, Scope, Trouble, Unsure
from publisher.networks.http import Door
from publisher.networks.telegram import Telegram
from publisher.networks.telegram.calls import chat_of
from publisher.networks.telegram.messages import request
from publisher.networks.telegram.verdicts import verdict
from tests.networks.conftest import LINK, PICTURES, TEXT, Heard, Stage, answer, picture, saying, wire
from tests.peer import free_port

NETWORK = Telegram()
SECRET = "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
TOKEN = f"110201543:{SECRET}"
MESSAGE = {"ok": True, "result": {"message_id": 7, "chat": {"id": -100123, "type": "channel", "username": "aurora"}}}


@pytest.fixture
def stage(staged: Callable[[str], Stage]) -> Stage:
    return staged("telegram")


def error(status: int, said: str = "", **parameters: Any) -> Answer:
    body = {"ok": False, "error_code": status, "description": said, "parameters": parameters} if said else None
    return Answer("api.example", status, {}, json.dumps(body), body)


def at(home: str, number: str = "-100123", **more: str) -> Account:
    return Account(home, number, {"token": TOKEN, "chat": "@aurora"}, **more)


def publish(*answers: bytes, piece: Piece, **account: str) -> tuple[Any, Heard]:
    async def steps() -> tuple[Any, Heard]:
        async with wire(saying(*answers)) as server, Door() as door:
            receipt = await NETWORK.publish(door, at(server.url, **account), piece, "", {})
            return receipt, server.heard[0]

    return asyncio.run(steps())


def identify(*results: Any, chat: str = "@aurora", address: str = "") -> tuple[Identity, list[Heard]]:
    async def steps() -> tuple[Identity, list[Heard]]:
        answers = [answer(200, {"ok": True, "result": result}) for result in results]
        async with wire(saying(*answers)) as server, Door() as door:
            account = Account(server.url, "", {"token": TOKEN, "chat": chat}, address=address)
            return await NETWORK.identify(door, account), server.heard

    return asyncio.run(steps())


ME = {"id": 110201543, "is_bot": True, "username": "aurora_bot"}
CHANNEL = {"id": -100123, "type": "channel", "title": "Aurora España", "username": "aurora"}
RIGHTS = {"status": "administrator", "can_post_messages": True}


# --- what is said of errors


@pytest.mark.parametrize(
    ("answer", "kind", "what"),
    [
        (error(401, "Unauthorized"), Refused, Trouble.RECONNECT),
        (error(404, "Not Found"), Refused, Trouble.RECONNECT),
        (error(403, "Forbidden: bot is not a member of the channel chat"), Refused, Trouble.PERMISSION),
        (error(403, "Forbidden: bot was kicked from the channel chat"), Refused, Trouble.PERMISSION),
        (error(400, "Bad Request: chat not found"), Refused, Trouble.PERMISSION),
        (error(400, "Bad Request: need administrator rights in the channel chat"), Refused, Trouble.PERMISSION),
        (error(400, "Bad Request: not enough rights to send photos to the chat"), Refused, Trouble.PERMISSION),
        (error(400, "Bad Request: CHAT_WRITE_FORBIDDEN"), Refused, Trouble.PERMISSION),
        (
            error(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1007),
            Refused,
            Trouble.MISCONFIGURED,
        ),
        (error(400, "Bad Request: message is too long"), Refused, Trouble.CONTENT),
        (error(400, "Bad Request: MEDIA_CAPTION_TOO_LONG"), Refused, Trouble.CONTENT),
        (error(400, "Bad Request: message caption is too long"), Refused, Trouble.CONTENT),
        (error(400, "Bad Request: message text is empty"), Refused, Trouble.CONTENT),
        (error(400, "Bad Request: PHOTO_INVALID_DIMENSIONS"), Refused, Trouble.MEDIA),
        (error(400, "Bad Request: IMAGE_PROCESS_FAILED"), Refused, Trouble.MEDIA),
        (error(400, "Bad Request: wrong file identifier/HTTP URL specified"), Refused, Trouble.MEDIA),
        (error(400, "Bad Request: something new"), Refused, Trouble.CONTENT),
        (error(413), Refused, Trouble.MEDIA),
        (error(429, "Too Many Requests: retry after 7", retry_after=7), Later, Scope.PAGE),
        (error(429), Later, Scope.PAGE),
        (error(400, 'Bad Request: failed to send message #2 with the error message "X"'), Unsure, None),
        (error(400, "Bad Request: Group send failed"), Unsure, None),
        (error(500, "Internal Server Error: RANDOM_ID_DUPLICATE"), Unsure, None),
        (error(502, "Bad Gateway"), Unsure, None),
        (error(504), Unsure, None),
        (error(400), Unsure, None),
        (error(404), Unsure, None),
        (error(200), Unsure, None),
    ],
)
def test_each_error_says_what_to_do_next(answer: Answer, kind: type[NetworkError], what: Any) -> None:
    found = verdict(answer, once=True)
    assert type(found) is kind
    assert getattr(found, "trouble", None) == what or getattr(found, "scope", None) == what
    assert found.status == answer.status
    assert found.reason.endswith(".")
    assert not isinstance(verdict(answer, once=False), Unsure)


def test_the_wait_is_what_telegram_asks_for() -> None:
    found = verdict(error(429, "Too Many Requests: retry after 35", retry_after=35), once=True)
    assert isinstance(found, Later)
    assert found.until
    assert abs(found.until - datetime.now(UTC) - timedelta(seconds=35)) < timedelta(seconds=2)


# --- the token


@pytest.mark.parametrize(
    "said",
    [
        answer(404, {"ok": False, "error_code": 404, "description": f"Not Found: /bot{TOKEN}/sendMessage"}),
        answer(400, {"ok": False, "error_code": 400, "description": f"Bad Request: {TOKEN.replace(':', '%3A')}"}),
        answer(500, f"<h1>Error at /bot{TOKEN}/sendMessage</h1>".encode()),
        answer(200, f"<h1>Please log in to see /bot{TOKEN}/sendMessage</h1>".encode()),
        answer(200, {"ok": False, "description": f"/bot{TOKEN}/sendMessage"}),
        answer(200, {"ok": True, "result": {"asked": f"/bot{TOKEN}/sendMessage"}}),
        answer(302, b"", Location=f"https://login.example/?from=/bot{TOKEN}/sendMessage"),
        answer(307, b"", Location=f"https://proxy.example/bot{TOKEN}/sendMessage"),
        b"nonsense\r\n\r\n",
    ],
)
def test_a_token_that_comes_back_in_an_answer_is_told_to_nobody(
    stage: Stage, said: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    with pytest.raises(NetworkError) as caught:
        publish(said, piece=Piece(TEXT))
    assert SECRET not in stage.tells(caught.value) + caplog.text


def test_a_token_is_not_told_when_nobody_answers(stage: Stage) -> None:
    async def steps() -> None:
        async with Door() as door:
            await NETWORK.publish(door, at(f"http://127.0.0.1:{free_port()}"), Piece(TEXT), "", {})

    with pytest.raises(Later) as caught:
        asyncio.run(steps())
    assert SECRET not in stage.tells(caught.value) + repr(at("http://x.example"))


@pytest.mark.parametrize("token", ["", "AAHdqTcvCH1", "1:a/../../getMe?", "1:a b", "1:a@evil.example"])
def test_what_is_no_token_is_sent_nowhere(stage: Stage, token: str) -> None:
    stage.account = replace(stage.account, secret={"token": token, "chat": "@aurora"})
    with pytest.raises(Refused, match="BotFather") as caught:
        stage.publish(Piece(TEXT))
    assert caught.value.trouble == Trouble.RECONNECT


# --- the post


def test_a_caption_is_shorter_than_a_text(stage: Stage) -> None:
    most, more = ("a" * size for size in (1024, 1025))
    assert NETWORK.preflight(Piece(more), {}) == []
    assert NETWORK.preflight(Piece(most, pictures=PICTURES), {}) == []
    for pictures in (PICTURES, PICTURES[:1]):
        [finding] = NETWORK.preflight(Piece(more, pictures=pictures), {})
        assert "below pictures or a film it takes 1024. Shorten it by 1." in finding.sentence
        assert stage.publish(Piece(most, pictures=pictures))
        with pytest.raises(Refused) as caught:
            stage.publish(Piece(more, pictures=pictures))
        assert caught.value.trouble == Trouble.CONTENT


@pytest.mark.parametrize(
    ("text", "used"), [("Aurora", 6), ("e\u0301xito", 6), ("🚗", 2), ("👩‍👩‍👧‍👦", 11), ("新車", 2)]
)
def test_texts_are_counted_in_utf16(text: str, used: int) -> None:
    assert NETWORK.count(text, {}).used == used


def test_the_link_is_counted_where_it_is_added() -> None:
    assert NETWORK.preflight(Piece("a" * (4094 - len(LINK)), LINK), {}) == []
    [finding] = NETWORK.preflight(Piece("a" * (4095 - len(LINK)), LINK), {})
    assert "4097 characters as Telegram counts" in finding.sentence


@pytest.mark.parametrize(
    ("size", "words"), [((9000, 1001), "takes 10000 for width and height"), ((2100, 100), "Crop it")]
)
def test_photos_have_a_shape(stage: Stage, size: tuple[int, int], words: str) -> None:
    odd = (picture(size=size),)
    [finding] = NETWORK.preflight(Piece(TEXT, pictures=odd), {})
    assert words in finding.sentence
    with pytest.raises(Refused) as caught:
        stage.publish(Piece(TEXT, pictures=odd))
    assert caught.value.trouble == Trouble.MEDIA


def test_of_several_links_the_posts_own_is_shown(stage: Stage) -> None:
    stage.publish(Piece("Fotos: https://aurora.example/fotos", LINK))
    assert stage.public[0]["link"] == LINK


def test_pictures_travel_with_the_one_call_and_the_caption_stands_on_the_first() -> None:
    receipt, heard = publish(
        answer(200, {"ok": True, "result": [MESSAGE["result"], {"message_id": 8}]}), piece=Piece(TEXT, "", PICTURES)
    )
    assert receipt.remote_id == "7,8"
    assert heard.target.endswith("/sendMediaGroup")
    album = f'[{{"type": "photo", "media": "attach://photo1", "caption": {json.dumps(TEXT)}}}, '
    assert album.encode() in heard.body
    assert all(picture.read() in heard.body for picture in PICTURES)


def test_an_album_that_failed_in_part_is_never_sent_again_blindly(stage: Stage) -> None:
    broken = replace(PICTURES[1], read=lambda: b"no picture")
    with pytest.raises(Unsure, match="part of the album"):
        stage.publish(Piece(TEXT, pictures=(PICTURES[0], broken)))
    assert not NETWORK.proof.certain


@pytest.mark.parametrize(
    ("account", "permalink"),
    [
        ({}, "https://t.me/aurora/7"),
        ({"address": "https://aurora.t.me"}, "https://aurora.t.me/7"),
    ],
)
def test_the_permalink_is_the_channels_address_and_the_number(account: dict, permalink: str) -> None:
    receipt, _ = publish(answer(200, MESSAGE), piece=Piece(TEXT), **account)
    assert receipt.permalink == permalink


def test_a_private_channels_permalink_has_its_number() -> None:
    receipt, _ = publish(answer(200, {"ok": True, "result": {"message_id": 7, "chat": {}}}), piece=Piece(TEXT))
    assert receipt.permalink == "https://t.me/c/123/7"


def test_more_than_a_channel_may_have_in_a_minute_is_waited_for(stage: Stage) -> None:
    for number in range(20):
        stage.publish(Piece(f"{TEXT} {number}"))
    with pytest.raises(Later) as caught:
        stage.publish(Piece(TEXT))
    assert caught.value.scope == Scope.PAGE
    assert len(stage.public) == 20
    [budget] = NETWORK.budgets
    assert (budget.calls, budget.seconds) == (20, 60)


# --- who we are


def test_a_channel_is_known_by_its_number_from_now_on() -> None:
    me, heard = identify(ME, CHANNEL, RIGHTS)
    assert (me.remote_id, me.name, me.handle) == ("-100123", "Aurora España", "@aurora")
    assert me.address == "https://t.me/aurora"
    assert dict(me.secret) == {"token": TOKEN, "chat": "-100123"}
    assert json.loads(heard[2].body) == {"chat_id": "-100123", "user_id": 110201543}


def test_a_private_channel_has_no_name() -> None:
    me, _ = identify(ME, {"id": -100123, "type": "channel", "title": "Prensa"}, {"status": "creator"}, chat="-100123")
    assert (me.handle, me.address) == ("Prensa", "https://t.me/c/123")


@pytest.mark.parametrize(
    ("channel", "member", "trouble"),
    [
        ({**CHANNEL, "type": "supergroup"}, RIGHTS, Trouble.MISCONFIGURED),
        (CHANNEL, {**RIGHTS, "can_post_messages": False}, Trouble.PERMISSION),
        (CHANNEL, {"status": "left"}, Trouble.PERMISSION),
    ],
)
def test_a_bot_that_may_not_post_is_not_connected(channel: dict, member: dict, trouble: Trouble) -> None:
    with pytest.raises(Refused) as caught:
        identify(ME, channel, member)
    assert caught.value.trouble == trouble


def test_a_channel_of_others_is_told_apart_from_none(staged: Callable[[str], Stage]) -> None:
    mine, other = staged("telegram"), staged("telegram")

    async def ask(chat: str) -> None:
        async with Door() as door:
            account = replace(mine.account, secret={**mine.account.secret, "chat": chat})
            await NETWORK.identify(door, account)

    for chat in (other.account.handle, "@nobody_has_this"):
        with pytest.raises(Refused, match="administrator") as caught:
            asyncio.run(ask(chat))
        assert caught.value.trouble == Trouble.PERMISSION


@pytest.mark.parametrize(
    ("typed", "chat"),
    [
        ("@aurora", "@aurora"),
        ("aurora", "@aurora"),
        (" https://t.me/aurora ", "@aurora"),
        ("t.me/aurora", "@aurora"),
        ("-1001234567890", "-1001234567890"),
    ],
)
def test_people_may_name_the_channel_as_they_know_it(typed: str, chat: str) -> None:
    assert chat_of(Account("", "", {"chat": typed})) == chat


def test_a_gif_is_an_animation_and_stands_alone(stage: Stage) -> None:
    gif = picture("GIF")
    piece = Piece(TEXT, pictures=(gif,))
    assert NETWORK.preflight(piece, {}) == []
    stage.publish(piece)
    [post] = stage.public
    assert [(media["sha256"], media["mime"]) for media in post["media"]] == [(gif.checksum, "image/gif")]
    for crowded in (replace(piece, pictures=(gif, picture())), replace(piece, film=stage.filmed().film)):
        [finding] = NETWORK.preflight(crowded, {})
        assert "Telegram shows a GIF alone." in finding.sentence
    [finding] = NETWORK.preflight(replace(piece, pictures=(replace(gif, size=50_000_001),)), {})
    assert "Telegram takes 50 MB of a GIF" in finding.sentence


def test_a_film_leads_the_album_and_is_shown_with_its_sides(stage: Stage) -> None:
    piece = stage.filmed()
    assert piece.film
    both = replace(piece, pictures=(picture(),))
    assert NETWORK.preflight(both, {}) == []
    stage.publish(both)
    [post] = stage.public
    assert [media["sha256"] for media in post["media"]] == [piece.film.checksum, both.pictures[0].checksum]
    assert post["text"] == TEXT
    method, parts = asyncio.run(request(piece, TEXT, "@aurora"))
    assert method == "sendVideo"
    about = {"width": "320", "height": "240", "duration": "4", "supports_streaming": "true"}
    assert parts["form"] == {"chat_id": "@aurora", "caption": TEXT, **about}


def test_below_a_film_there_is_room_for_a_caption_only(stage: Stage) -> None:
    assert NETWORK.preflight(replace(stage.filmed(), text="a" * 1024), {}) == []
    [finding] = NETWORK.preflight(replace(stage.filmed(), text="a" * 1025), {})
    assert "below pictures or a film it takes 1024. Shorten it by 1." in finding.sentence
