"""Facebook: photos staged before, Graph's errors by subcode and code, and posts looked for among the published ones."""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import ANY

import pytest

from publisher.networks.answers import Answer
from publisher.networks.base import (
    Account,
    Identity,
    Later,
    NetworkError,
    Piece,
    Placement,
    Receipt,
    Refused,
    Scope,
    Trouble,
    Unfinished,
    Unsure,
)
from publisher.networks.http import Door
from publisher.networks.meta import Facebook
from publisher.networks.meta.errors import RULES, Refuse, verdict
from publisher.networks.meta.usage import quotas, rest_scope, rest_until
from publisher.networks.oauth import Client
from tests.networks.conftest import TEXT, Heard, Stage, answer, film, heavier, picture, saying, wire

NETWORK = Facebook()
BEGAN = datetime(2026, 11, 23, 18, 0, 30, tzinfo=UTC)


@pytest.fixture
def stage(staged: Callable[[str], Stage]) -> Stage:
    return staged("facebook")


def error(code: int | None, subcode: int = 0, status: int = 400, **more: Any) -> Answer:
    body = {"error": {"message": "words", "type": "OAuthException", "code": code, "fbtrace_id": "Ax1", **more}}
    if subcode:
        body["error"]["error_subcode"] = subcode
    return Answer("graph.example", status, {}, json.dumps(body), body)


def usage(business: Any = None, app: Any = None) -> Answer:
    headers = {"x-business-use-case-usage": json.dumps(business), "x-app-usage": json.dumps(app)}
    return Answer("graph.example", 200, headers, "", None)


@pytest.mark.parametrize(
    ("answer", "kind", "what"),
    [
        (error(1, status=500), Unsure, None),
        (error(2, status=503), Unsure, None),
        (error(2, is_transient=True), Unsure, None),
        (error(3), Refused, Trouble.PERMISSION),
        (error(4, status=403), Later, Scope.HOME),
        (error(10), Refused, Trouble.PERMISSION),
        (error(200, status=403), Refused, Trouble.PERMISSION),
        (error(299), Refused, Trouble.PERMISSION),
        (error(17), Later, Scope.PAGE),
        (error(32), Later, Scope.PAGE),
        (error(613), Later, Scope.PAGE),
        (error(341), Later, Scope.HOME),
        (error(80001), Later, Scope.PAGE),
        (error(80006), Later, Scope.PAGE),
        (error(102), Refused, Trouble.RECONNECT),
        (error(190), Refused, Trouble.RECONNECT),
        (error(190, 463), Refused, Trouble.RECONNECT),
        (error(190, 459), Refused, Trouble.RECONNECT),
        (error(None), Refused, Trouble.RECONNECT),
        (error(100), Refused, Trouble.CONTENT),
        (error(100, message="(#100) No permission to publish the video"), Refused, Trouble.PERMISSION),
        (error(100, 33), Refused, Trouble.PERMISSION),
        (error(100, 1366046), Refused, Trouble.MEDIA),
        (error(100, 1366051), Unsure, None),
        (error(100, 2061006), Refused, Trouble.CONTENT),
        (error(368), Refused, Trouble.BLOCKED),
        (error(368, 1390008), Later, Scope.PAGE),
        (error(368, 1346003), Refused, Trouble.CONTENT),
        (error(200, 1404078), Refused, Trouble.BLOCKED),
        (error(506, 1455006), Unsure, None),
        (error(20, 1772107), Unsure, None),
        (error(7777), Refused, Trouble.CONTENT),
        (error(7777, is_transient=True), Unsure, None),
        (error(7777, status=500), Unsure, None),
        (Answer("graph.example", 400, {}, "<html>", None), Unsure, None),
        (Answer("graph.example", 401, {}, "", None), Refused, Trouble.RECONNECT),
        (Answer("graph.example", 429, {}, "", None), Later, Scope.PAGE),
    ],
)
def test_the_subcode_decides_before_the_code(answer: Answer, kind: type[NetworkError], what: Any) -> None:
    found = verdict(answer, once=True)
    assert type(found) is kind
    assert getattr(found, "trouble", None) == what or getattr(found, "scope", None) == what
    assert not isinstance(verdict(answer, once=False), Unsure)


def test_the_reason_is_ours_and_the_words_are_facebooks() -> None:
    found = verdict(error(190, 460, error_user_msg="The password was changed."), once=True)
    assert "changed their password" in found.reason
    assert (found.network_text, found.trace_id, found.status) == ("The password was changed.", "Ax1", 400)


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES.values() if isinstance(rule, Refuse)], ids=lambda rule: rule.trouble
)
def test_every_refusal_is_a_sentence_for_people(rule: Refuse) -> None:
    assert rule.sentence.endswith(".")
    assert "code" not in rule.sentence


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        (usage({"1": [{"call_count": 96, "estimated_time_to_regain_access": 7}]}), 7),
        (usage({"1": [{"call_count": 90, "estimated_time_to_regain_access": 0}]}), 5),
        (usage({"1": [{"call_count": 10, "total_time": 100}]}), 60),
        (usage({"1": [{"call_count": 89, "estimated_time_to_regain_access": 7}]}), None),
        (usage(app={"call_count": 100, "total_time": 0, "total_cputime": 0}), 60),
        (usage(app={"call_count": 99}), 5),
        (usage(app={"call_count": 89}), None),
        (usage([1], "x"), None),
    ],
)
def test_a_used_up_allowance_asks_for_rest(said: Answer, minutes: int | None) -> None:
    until = rest_until(said)
    if minutes is None:
        assert until is None
    else:
        assert until
        assert abs(until - datetime.now(UTC) - timedelta(minutes=minutes)) < timedelta(seconds=5)


@pytest.fixture
def reads_only(stage: Stage) -> Iterator[None]:
    with stage.sandbox.set(facebook_reads_only=1):
        yield


def inspected(stage: Stage, secret: str = "sandbox secret") -> Identity:
    async def steps() -> Identity:
        async with Door() as door:
            me = await NETWORK.identify(door, stage.account)
            return await NETWORK.inspect(door, Client(stage.account.home, "sandbox", secret), stage.account, me)

    return asyncio.run(steps())


def test_to_its_app_facebook_says_until_when_the_consent_holds(stage: Stage) -> None:
    me = inspected(stage)
    assert me.lacks == ()
    assert me.expires_at
    assert abs(me.expires_at - datetime.now(UTC) - timedelta(days=90)) < timedelta(minutes=5)


@pytest.mark.usefixtures("reads_only")
def test_to_its_app_facebook_says_which_right_was_taken_away(stage: Stage) -> None:
    assert inspected(stage).lacks == ("pages_manage_posts",)


def test_to_a_stranger_facebook_says_nothing(stage: Stage) -> None:
    with pytest.raises(NetworkError):
        inspected(stage, "another secret")


def test_the_allowance_of_the_app_is_that_of_all_its_pages() -> None:
    page = {"1": [{"call_count": 95}, {"call_count": 40, "total_time": 97}]}
    assert rest_scope(usage(page, {"call_count": 10})) == Scope.PAGE
    assert rest_scope(usage(page, {"call_count": 91})) == Scope.HOME
    told = {quota.name: quota.used for quota in quotas(usage(page, {"call_count": 91}))}
    assert told == {"calls for the page": 97, "calls of the app": 91}


@pytest.mark.parametrize(("code", "scope"), [(4, Scope.HOME), (80001, Scope.PAGE), (17, Scope.PAGE), (368, Scope.PAGE)])
def test_throttles_say_whom_they_concern(stage: Stage, code: int, scope: Scope) -> None:
    stage.fault("rate_limited", seconds=600, code=code)
    with pytest.raises(Later) as caught:
        stage.publish(Piece(TEXT))
    assert caught.value.scope == scope
    assert caught.value.until
    assert caught.value.until > datetime.now(UTC) + timedelta(minutes=4)


def test_photos_are_staged_and_only_one_call_publishes(stage: Stage) -> None:
    piece = Piece(TEXT, pictures=(picture(), picture(color="blue", alt="")))
    handle = stage.prepare(piece, {})
    assert stage.public == []
    assert len(handle["photos"]) == 2
    receipt = stage.publish(piece, handle)
    [post] = stage.public
    assert post["remote_id"] == receipt.remote_id
    assert [media["alt"] for media in post["media"]] == ["Un coche rojo", ""]


def test_photos_posted_already_leave_doubt(stage: Stage) -> None:
    piece = Piece("", pictures=(picture(),))
    handle = stage.prepare(piece, {})
    stage.publish(piece, handle)
    with pytest.raises(Unsure, match="posted already"):
        stage.publish(piece, handle)
    assert stage.find(piece, handle)


def test_the_same_words_with_other_photos_are_another_post(stage: Stage) -> None:
    stage.publish(Piece(TEXT, pictures=(picture(),)))
    mine = Piece(TEXT, pictures=(picture(color="blue"),))
    handle = stage.prepare(mine, {})
    assert stage.find(mine, handle) is None


def test_a_link_alone_is_found_by_its_address(stage: Stage) -> None:
    piece = Piece("", "https://aurora.example/es")
    assert stage.find(piece) is None
    receipt = stage.publish(piece)
    found = stage.find(piece)
    assert found
    assert found.remote_id == receipt.remote_id
    assert stage.find(Piece("", "https://aurora.example/fr")) is None


def look(*answers: bytes, piece: Piece) -> tuple[Receipt | None, list[str]]:
    async def steps() -> tuple[Receipt | None, list[str]]:
        async with wire(saying(*answers)) as server, Door() as door:
            account = Account(server.url, "7", {"token": "secret"})
            found = await NETWORK.find(door, account, piece, "", {}, BEGAN, frozenset())
            return found, [request.target for request in server.heard]

    return asyncio.run(steps())


def post(number: int, message: str, at: datetime = BEGAN) -> dict:
    return {"id": f"7_{number}", "message": message, "created_time": at.strftime("%Y-%m-%dT%H:%M:%S+0000")}


def test_words_are_compared_as_facebook_gives_them_back() -> None:
    listing = {"data": [post(1, "e\u0301xito  ya")]}
    found, _ = look(answer(200, listing), piece=Piece("éxito\n\nya "))
    assert found == Receipt("7_1", "https://www.facebook.com/7_1")


def test_posts_from_before_the_attempt_are_passed_over() -> None:
    """The edge does not promise to heed `since`."""
    listing = {"data": [post(1, TEXT, BEGAN - timedelta(seconds=61)), post(2, TEXT, BEGAN - timedelta(seconds=59))]}
    found, [asked] = look(answer(200, listing), piece=Piece(TEXT))
    assert found
    assert found.remote_id == "7_2"
    assert f"since={int(BEGAN.timestamp()) - 60}" in asked


def test_pages_are_followed_by_cursor_and_no_address_is_taken_from_an_answer() -> None:
    paging = {"cursors": {"after": "c1"}, "next": "https://evil.example/?access_token=secret"}
    first, last = {"data": [post(1, "Otra")], "paging": paging}, {"data": [post(2, TEXT)]}
    found, asked = look(answer(200, first), answer(200, last), piece=Piece(TEXT))
    assert found
    assert len(asked) == 2
    assert asked[1].endswith("&after=c1")


def test_a_look_without_end_is_for_a_person() -> None:
    endless = {"data": [post(1, "Otra")], "paging": {"cursors": {"after": "c"}, "next": "x"}}
    with pytest.raises(Refused, match="Look there and decide"):
        look(answer(200, endless), piece=Piece(TEXT))


def test_the_app_secret_proves_and_never_travels() -> None:
    async def steps() -> list[Heard]:
        async with wire(saying(answer(200, {"id": "7_1", "data": []}))) as server, Door() as door:
            account = Account(server.url, "7", {"token": "t", "app_secret": "hush"})
            await NETWORK.publish(door, account, Piece(TEXT), "", {})
            await NETWORK.find(door, account, Piece(TEXT), "", {}, BEGAN, frozenset())
            return server.heard

    # openssl dgst -sha256 -hmac hush
    proof = "appsecret_proof=8f110237db8e84ebff1b38c1165b8d2b06141d4b20a8f731a098c2b4fb95f8b0"
    created, read = asyncio.run(steps())
    assert proof in created.body.decode()
    assert proof in read.target
    assert "hush" not in f"{created} {read}"


def test_an_error_in_a_2xx_is_an_error() -> None:
    async def steps() -> None:
        async with wire(saying(answer(200, {"error": {"code": 190, "message": "x"}}))) as server, Door() as door:
            await NETWORK.publish(door, Account(server.url, "7", {"token": "t"}), Piece(TEXT), "", {})

    with pytest.raises(Refused) as caught:
        asyncio.run(steps())
    assert caught.value.trouble == Trouble.RECONNECT


UPRIGHT = heavier(film(3, (540, 960)), 200_000)


def upright(placement: Placement, text: str = TEXT) -> Piece:
    return Piece(text, film=UPRIGHT, placement=placement)


@pytest.mark.parametrize(("placement", "text"), [(Placement.REEL, TEXT), (Placement.STORY, "")])
def test_a_reel_and_a_story_are_sent_before_and_published_by_finishing(
    stage: Stage, placement: Placement, text: str
) -> None:
    piece = upright(placement, text)
    assert NETWORK.preflight(piece, {}) == []
    handle = stage.prepare(piece, {})
    assert stage.public == []
    assert stage.find(piece, handle) is None
    receipt = stage.publish(piece, handle)
    [post] = stage.public
    assert (post["placement"], post["text"]) == (placement, text)
    assert [media["sha256"] for media in post["media"]] == [UPRIGHT.checksum]
    assert stage.find(piece, handle) == replace(receipt, trace_id=ANY, rest_until=None)


@pytest.mark.parametrize("placement", [Placement.REEL, Placement.STORY])
@pytest.mark.parametrize("fault", ["error_before_create", "reset_mid_answer"])
def test_a_film_of_which_the_answer_was_lost_is_not_sent_from_its_beginning(
    stage: Stage, placement: Placement, fault: str
) -> None:
    piece, handle = upright(placement), {}
    with pytest.raises(Unfinished):
        stage.step(piece, handle)
    begun = handle["film"]["video"]
    stage.fault(fault, "media", count=1)
    with pytest.raises(Later):
        stage.step(piece, handle)
    stage.prepare(piece, handle)
    assert handle["film"]["video"] == begun
    stage.publish(piece, handle)
    assert [media["sha256"] for media in stage.public[0]["media"]] == [UPRIGHT.checksum]


@pytest.mark.parametrize("spelling", ["bytes_transfered", "bytes_transferred"])
def test_a_film_that_broke_off_goes_on_where_facebook_has_come_to(spelling: str) -> None:
    async def steps() -> list[Heard]:
        state = answer(200, {"status": {"uploading_phase": {"status": "in_progress", spelling: 150_000}}})
        async with wire(saying(state, answer(200, {"success": True}))) as server, Door() as door:
            handle = {"film": {"video": "7", "address": f"{server.url}/video-upload/7"}}
            with pytest.raises(Unfinished):
                await NETWORK.prepare(door, Account(server.url, "1", {"token": "t"}), upright(Placement.REEL), handle)
            return server.heard

    _, sent = asyncio.run(steps())
    assert (sent.headers["offset"], sent.headers["file_size"]) == ("150000", "200000")
    assert (sent.headers["authorization"], sent.headers["content-length"]) == ("OAuth t", "50000")
    assert sent.body == UPRIGHT.read(150_000, 50_000)


def test_the_token_goes_to_facebook_alone() -> None:
    async def steps() -> None:
        async with wire(saying(answer(200, {"status": {}}))) as server, Door() as door:
            handle = {"film": {"video": "7", "address": "https://facebook.com.example/7"}}
            await NETWORK.prepare(door, Account(server.url, "1", {"token": "t"}), upright(Placement.REEL), handle)

    with pytest.raises(Refused) as caught:
        asyncio.run(steps())
    assert caught.value.trouble == Trouble.MISCONFIGURED


def test_a_film_is_public_only_when_it_is_published_and_a_repeat_makes_no_second(stage: Stage) -> None:
    piece = stage.filmed()
    handle = stage.prepare(piece, {})
    assert stage.public == []
    assert stage.publish(piece, handle).remote_id == stage.publish(piece, handle).remote_id
    assert len(stage.public) == 1


def test_words_alone_are_not_taken_for_a_film_that_says_the_same(stage: Stage) -> None:
    receipt = stage.publish(stage.filmed())
    assert stage.find(Piece(TEXT), known=frozenset({receipt.remote_id})) is None


def test_a_picture_becomes_a_story(stage: Stage) -> None:
    piece = Piece("", pictures=(picture(),), placement=Placement.STORY)
    handle = stage.prepare(piece, {})
    assert stage.find(piece, handle) is None
    receipt = stage.publish(piece, handle)
    [post] = stage.public
    assert (post["placement"], post["remote_id"]) == (Placement.STORY, receipt.remote_id)
    assert stage.find(piece, handle) == replace(receipt, trace_id=ANY, rest_until=None)
    assert not NETWORK.proof.proves(piece)
    assert NETWORK.proof.proves(replace(piece, placement=Placement.FEED))


def test_a_story_is_one_picture_or_one_film_and_shows_no_words() -> None:
    def fields(**parts: Any) -> list[tuple[str, bool]]:
        piece = Piece(**{"text": "", "placement": Placement.STORY, **parts})
        return [(finding.field, finding.blocks) for finding in NETWORK.preflight(piece, {})]

    assert fields(pictures=(picture(),)) == fields(film=UPRIGHT) == []
    assert fields() == [("pictures", True)]
    assert fields(pictures=(picture(), picture())) == [("pictures", True)]
    assert fields(text=TEXT, pictures=(picture(),)) == [("text", False)]
