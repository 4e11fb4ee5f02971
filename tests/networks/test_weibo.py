"""Sina Weibo: how it counts, where its links may lead, what its errors mean, and how a post is found and named."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from publisher.networks.answers import Answer
from publisher.networks.base import Account, Identity, Later, NetworkError, Piece, Receipt, Refused, Trouble, Unsure
from publisher.networks.http import Door
from publisher.networks.weibo import Weibo
from publisher.networks.weibo.mid import base62
from publisher.networks.weibo.verdicts import verdict
from tests.networks.conftest import LINK, TEXT, Heard, Stage, answer, picture, saying, wire

NETWORK = Weibo()
BEGAN = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
PIECE = Piece("新车来了", LINK)


@pytest.fixture
def stage(staged: Callable[[str], Stage]) -> Stage:
    return staged("weibo")


def test_weibo_says_how_long_a_token_lives_and_what_is_left_of_the_hour(stage: Stage) -> None:
    me = who(stage.account)
    assert me.expires_at
    assert abs(me.expires_at - datetime.now(UTC) - timedelta(days=30)) < timedelta(minutes=5)
    told = {quota.name: (quota.used, quota.limit) for quota in me.quotas}
    assert told == {"calls for the page": (0, 150), "calls from our address": (0, 1000)}
    assert all(quota.resets_at for quota in me.quotas)


def test_where_weibo_does_not_say_so_a_page_is_connected_all_the_same() -> None:
    async def speak(request: Heard, writer: asyncio.StreamWriter) -> None:
        known = {"get_uid": {"uid": 7}, "users/show": {"screen_name": "aurora"}}
        body = next((body for path, body in known.items() if path in request.target), None)
        writer.write(answer(200, body) if body else answer(403, {"error_code": 10014, "error": "no"}))

    async def steps() -> Identity:
        async with wire(speak) as server, Door() as door:
            return await NETWORK.identify(door, Account(f"{server.url}/2", "", {"token": "t", "ip": "203.0.113.7"}))

    me = asyncio.run(steps())
    assert (me.remote_id, me.expires_at, me.quotas) == ("7", None, ())


def who(account: Account) -> Identity:
    async def steps() -> Identity:
        async with Door() as door:
            return await NETWORK.identify(door, account)

    return asyncio.run(steps())


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("新车来了", 4),
        ("新车!", 3),
        ("ab", 1),
        ("abc", 2),
        ("señor", 3),
        ("。，", 2),
        ("🚗", 2),
        (LINK, 12),
        ("https://aurora.example/" + "a" * 400, 12),
        (f"{LINK}新车", 14),
        (f"新车 {LINK} {LINK}", 27),
    ],
)
def test_two_of_ascii_make_one_character_and_a_link_twelve(text: str, used: int) -> None:
    assert NETWORK.count(text, {}).used == used
    assert NETWORK.count(text, {}).limit == 140


def test_a_link_has_to_be_there() -> None:
    [finding] = NETWORK.preflight(Piece("新车来了"), {})
    assert finding.field == "link"
    assert finding.sentence == "Sina Weibo takes no post without a link. Add one."
    assert NETWORK.preflight(Piece(f"新车来了 {LINK}"), {}) == []


@pytest.mark.parametrize(
    ("link", "fine"),
    [
        ("https://aurora.example", True),
        ("https://www.Aurora.example/cn?a=1", True),
        ("https://hesper.example/", True),
        ("https://notaurora.example", False),
        ("https://aurora.example.org", False),
        ("https://other.example/aurora.example", False),
    ],
)
def test_it_leads_under_the_domain_of_the_app(link: str, fine: bool) -> None:
    findings = NETWORK.preflight(Piece("新车来了", link), {"domains": ["aurora.example", "hesper.example"]})
    assert (findings == []) is fine
    assert all("aurora.example or hesper.example" in finding.sentence for finding in findings)


def test_the_domain_is_known_from_the_connection(stage: Stage) -> None:
    secret = {**stage.account.secret, "domains": "aurora.example, hesper.example"}
    assert identify(replace(stage.account, secret=secret)).limits == {"domains": ["aurora.example", "hesper.example"]}
    assert identify(replace(stage.account, secret={**secret, "domains": ""})).limits == {}


def test_a_link_elsewhere_is_refused_there_as_here(stage: Stage) -> None:
    with pytest.raises(Refused) as caught:
        stage.publish(Piece(TEXT, "https://aurora.com/es"))
    assert caught.value.trouble == Trouble.MISCONFIGURED
    assert "security domain" in caught.value.reason


@pytest.mark.parametrize(("text", "topics"), [("#Aurora#", 1), ("#Aurora y #Hesper", 1), ("#Aurora", 0), ("5 # 6", 0)])
def test_topics_are_not_taken_from_apps(stage: Stage, text: str, topics: int) -> None:
    piece = Piece(text, f"{LINK}#a")
    assert len(NETWORK.preflight(piece, {})) == topics
    if topics:
        with pytest.raises(Refused):
            stage.publish(piece)
    else:
        assert stage.publish(piece)


def identify(account: Account) -> Identity:
    async def steps() -> Identity:
        async with Door() as door:
            return await NETWORK.identify(door, account)

    return asyncio.run(steps())


@pytest.mark.parametrize("ip", ["", "our office"])
def test_the_address_marquee_calls_from_has_to_be_known(stage: Stage, ip: str) -> None:
    account = replace(stage.account, secret={**stage.account.secret, "ip": ip})
    with pytest.raises(Refused, match="public IP address"):
        identify(account)
    stage.account = account
    with pytest.raises(Refused) as caught:
        stage.publish(PIECE)
    assert caught.value.trouble == Trouble.MISCONFIGURED


def error(code: int | str, said: str = "Said", status: int = 400) -> Answer:
    json = {"request": "/2/statuses/share.json", "error_code": code, "error": said}
    return Answer("api.weibo.com", status, {}, said, json)


@pytest.mark.parametrize(
    ("codes", "kind", "trouble"),
    [
        ((10001, 10003, 10009, 10010, 10011), Unsure, None),
        ((10002,), Later, None),
        ((10004, 10022, 10023, 10024, 20016), Later, None),
        ((21301, 21314, 21315, 21316, 21317, 21319, 21327, 21332), Refused, Trouble.RECONNECT),
        ((20015, 21321), Refused, Trouble.PERMISSION),
        ((10005, 10014), Refused, Trouble.APP),
        ((10006, 10008, 10016, 10017), Refused, Trouble.MISCONFIGURED),
        ((20005, 20006, 20007), Refused, Trouble.MEDIA),
        ((20008, 20012, 20013, 20018, 20020, 20021, 21602), Refused, Trouble.CONTENT),
        ((20031,), Refused, Trouble.BLOCKED),
        ((20017, 20019, 20111), Unsure, None),
        ((20032,), Unsure, None),
        ((99999,), Unsure, None),
    ],
)
def test_each_code_says_what_to_do_next(codes: tuple[int, ...], kind: type[NetworkError], trouble: str | None) -> None:
    for code in codes:
        for said in (error(code), error(str(code)), error(code, status=200)):
            found = verdict(said, once=True)
            assert type(found) is kind
            assert getattr(found, "trouble", None) == trouble
            assert found.reason.endswith(".")
            assert not isinstance(verdict(said, once=False), Unsure)


@pytest.mark.parametrize("code", [10005, 10014])
def test_an_app_that_may_not_read_may_post_all_the_same(code: int) -> None:
    found = verdict(error(code), once=False)
    assert isinstance(found, Refused)
    assert found.trouble == Trouble.PERMISSION


@pytest.mark.parametrize("status", [403, 500, 502])
def test_what_is_none_of_its_errors_leaves_doubt(status: int) -> None:
    found = Answer("api.weibo.com", status, {}, "<html>", None)
    assert isinstance(verdict(found, once=True), Unsure)
    assert isinstance(verdict(found, once=False), Later)


def test_an_address_that_is_not_among_the_safe_ones_is_no_limit() -> None:
    found = verdict(error(10004, "Ip Limit, request ip is not contained in safety ip"), once=True)
    assert isinstance(found, Refused)
    assert found.trouble == Trouble.APP


@pytest.mark.parametrize(("code", "scope"), [(10004, "home"), (10022, "home"), (10023, "page"), (10024, "page")])
def test_limits_end_with_the_hour(code: int, scope: str) -> None:
    found = verdict(error(code), once=True)
    assert isinstance(found, Later)
    assert found.scope == scope
    assert found.until
    assert (found.until.minute, found.until.second) == (1, 0)
    assert timedelta(seconds=30) < found.until - datetime.now(UTC) <= timedelta(minutes=61)


def test_who_posts_too_often_waits_an_hour_at_least() -> None:
    found = verdict(error(20016), once=True)
    assert isinstance(found, Later)
    assert found.until
    assert found.until - datetime.now(UTC) > timedelta(minutes=59)


def test_a_post_that_is_slow_to_show_is_looked_for_and_not_sent_again(stage: Stage) -> None:
    stage.sandbox.ask("POST", "settings", {"weibo_slowness": 3600})
    try:
        with pytest.raises(Unsure, match="will show in a minute or two"):
            stage.publish(PIECE)
        assert stage.find(PIECE) is None
    finally:
        stage.sandbox.ask("POST", "settings", {"weibo_slowness": 0})
    found = stage.find(PIECE)
    assert [post["remote_id"] for post in stage.public] == [found and found.remote_id]


def test_what_is_not_seen_among_the_few_proves_nothing() -> None:
    assert NETWORK.proof.sees
    assert not NETWORK.proof.certain
    assert NETWORK.proof.settle >= timedelta(minutes=2)


def test_the_picture_comes_along_with_the_text(stage: Stage) -> None:
    piece = Piece("新车来了", LINK, (picture("GIF", alt=""),))
    assert stage.prepare(piece, {}) == {}
    receipt = stage.publish(piece)
    [post] = stage.public
    assert [media["sha256"] for media in post["media"]] == [piece.pictures[0].checksum]
    found = stage.find(piece)
    assert found
    assert found.remote_id == receipt.remote_id


def test_the_token_travels_in_a_header_alone() -> None:
    said = answer(200, {"idstr": "3501756485200075"})

    async def steps() -> tuple[Receipt, dict[str, str], bytes]:
        async with wire(saying(said)) as server, Door() as door:
            account = Account(server.url, "42", {"token": "secret", "ip": "203.0.113.7"})
            receipt = await NETWORK.publish(door, account, PIECE, "", {})
            [heard] = server.heard
            return receipt, heard.headers, heard.target.encode() + heard.body

    receipt, headers, rest = asyncio.run(steps())
    assert receipt == Receipt("3501756485200075", "https://weibo.com/42/z0JH2lOMb")
    assert headers["authorization"] == "OAuth2 secret"
    assert b"secret" not in rest
    assert b"rip=203.0.113.7" in rest


@pytest.mark.parametrize(
    ("mid", "name"),
    [
        ("3501756485200075", "z0JH2lOMb"),
        ("3500330408906190", "z08AUBmUe"),
        ("5349862107251384", "RkV8KuqpO"),
        ("10000000", "10000"),
        ("61", "Z"),
        ("0", "0"),
    ],
)
def test_a_number_stands_in_the_address_in_base_62(mid: str, name: str) -> None:
    assert base62(mid) == name


def status(number: int, at: str, text: str) -> dict:
    return {"idstr": str(number), "created_at": at, "text": text}


def look(*statuses: dict, piece: Piece = PIECE) -> Receipt | None:
    async def steps() -> Receipt | None:
        async with wire(saying(answer(200, {"statuses": list(statuses)}))) as server, Door() as door:
            account = Account(server.url, "42", {"token": "secret"}, address="https://weibo.com/aurora")
            return await NETWORK.find(door, account, piece, "", {}, BEGAN, frozenset({"9"}))

    return asyncio.run(steps())


NOW = "Tue Nov 24 02:00:01 +0800 2026"


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("新车来了 http://t.cn/RUIlA32", PIECE),
        ("新车来了 http://t.cn/RUIlA32 \u200b\u200b", PIECE),
        ("http://t.cn/RUIlA32新车来了", Piece(f"{LINK}新车来了")),
        ("a &lt;3 &amp; b http://t.cn/RUIlA32", Piece("a <3 & b", LINK)),
    ],
)
def test_words_are_found_whatever_became_of_the_link(text: str, piece: Piece) -> None:
    found = look(status(1, NOW, text), piece=piece)
    assert found
    assert found.remote_id == "1"
    assert found.permalink == "https://weibo.com/aurora/1"


@pytest.mark.parametrize(
    "other",
    [
        status(1, "Tue Nov 24 01:58:59 +0800 2026", "新车来了 http://t.cn/RUIlA32"),
        status(1, "yesterday", "新车来了 http://t.cn/RUIlA32"),
        status(1, NOW, "新车来 http://t.cn/RUIlA32"),
        status(9, NOW, "新车来了 http://t.cn/RUIlA32"),
    ],
    ids=["older", "without a time", "other words", "another delivery's"],
)
def test_what_is_another_post(other: dict) -> None:
    assert look(other) is None
