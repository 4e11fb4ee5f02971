"""Instagram: captions, stories and reels, two ways to log in, films by their bytes, and errors by subcode."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from publisher.networks.answers import Answer
from publisher.networks.base import (
    Account,
    Identity,
    Later,
    NetworkError,
    Piece,
    Placement,
    Refused,
    Scope,
    Trouble,
    Unfinished,
    Unsure,
)
from publisher.networks.http import Door
from publisher.networks.instagram import Instagram, upload
from publisher.networks.instagram.verdicts import RULES
from publisher.networks.meta.errors import Refuse, verdict
from tests.networks.conftest import JPEGS, LINK, TEXT, Stage, answer, film, picture, saying, wire

NETWORK = Instagram()


@pytest.fixture
def stage(staged: Callable[[str], Stage]) -> Stage:
    return staged("instagram")


@pytest.fixture
def by_facebook(stage: Stage) -> Stage:
    """The same account, connected by the Facebook page that it belongs to."""
    home = stage.account.home.replace("/instagram/api/", "/instagram/api/facebook/")
    us = replace(stage.account, home=home)
    stage.account = replace(us, remote_id=who(us).remote_id)
    return stage


def who(us: Account) -> Identity:
    async def steps() -> Identity:
        async with Door() as door:
            return await NETWORK.identify(door, us)

    return asyncio.run(steps())


def told(piece: Piece, **limits: Any) -> list[str]:
    return [finding.sentence for finding in NETWORK.preflight(piece, limits) if finding.blocks]


def pictured(text: str = TEXT, **more: Any) -> Piece:
    return Piece(text, pictures=JPEGS[:1], **more)


@pytest.mark.parametrize(
    ("piece", "words"),
    [
        (pictured("#a #b #c #d #e1 #f"), "6 hashtags; Instagram takes 5. Remove 1."),
        (pictured(" ".join(f"@a{n}" for n in range(21))), "21 mentions; Instagram takes 20."),
        (Piece(TEXT, pictures=(picture(size=(79, 100)),)), "Crop it between 4:5 and 1.91:1."),
        (Piece(TEXT, pictures=(picture(size=(192, 100)),)), "Crop it between 4:5 and 1.91:1."),
        (Piece(TEXT, pictures=(picture("PNG"),)), "save it as JPEG"),
        (Piece(TEXT, pictures=(replace(picture(), url=""),)), "this Marquee has no public address"),
        (Piece(TEXT, film=replace(film(3), url="")), "Instagram fetches films itself"),
        (Piece(TEXT, film=film(1)), "lasts 1 s; Instagram takes 3 s and more here"),
        (Piece(TEXT, film=replace(film(3), seconds=61), placement=Placement.STORY), "takes 60 s here"),
        (Piece(TEXT, film=replace(film(3), codec="vp9")), "The film is VP9; Instagram takes H.264 or H.265"),
        (Piece(TEXT, film=replace(film(3), size=300_000_001)), "Save it with stronger compression"),
        (Piece(TEXT, film=replace(film(3), rate=15)), "15 pictures a second; Instagram takes 23 to 60"),
        (Piece(TEXT, film=replace(film(3), width=3840)), "3840 × 240 pixels; Instagram takes 1920 in width"),
        (Piece(TEXT, film=replace(film(3), mime="video/webm")), "save it as MP4 or MOV"),
        (Piece(TEXT, pictures=JPEGS[:1], film=film(3)), "Remove the film or one picture"),
        (pictured(placement=Placement.REEL), "A reel is a film. Add one"),
        (Piece(TEXT, pictures=JPEGS, placement=Placement.STORY), "A story shows one picture. Leave out"),
        (Piece(TEXT), "nothing without a picture or a film"),
    ],
)
def test_what_instagram_would_refuse_is_said_with_the_remedy(piece: Piece, words: str) -> None:
    [sentence] = told(piece)
    assert words in sentence


@pytest.mark.parametrize(
    "piece",
    [
        pictured("#a #b #c #d #e C# #1 a#b https://a.example/#f info@aurora.example"),
        Piece(TEXT, pictures=(picture(size=(80, 100)), picture(size=(191, 100)))),
        Piece(TEXT, pictures=(picture(size=(9, 16)),), placement=Placement.STORY),
        Piece(TEXT, film=film(3), placement=Placement.REEL),
    ],
)
def test_what_instagram_takes_passes(piece: Piece, stage: Stage) -> None:
    assert told(piece) == []
    assert stage.publish(piece)


def test_operators_may_allow_more_hashtags() -> None:
    assert told(pictured("#a #b #c #d #e1 #f"), hashtags=30) == []


def test_what_nobody_will_see_is_said_and_stops_nothing() -> None:
    [link] = NETWORK.preflight(pictured(link=LINK), {})
    [story] = NETWORK.preflight(pictured(placement=Placement.STORY), {})
    assert (link.blocks, link.field, story.blocks) == (False, "link", False)


@pytest.mark.parametrize("shown", [{"pictures": JPEGS[:1]}, {"film": film(3)}], ids=["picture", "film"])
def test_a_story_has_no_words_and_is_found_among_the_stories(stage: Stage, shown: dict) -> None:
    piece = Piece(TEXT, LINK, placement=Placement.STORY, **shown)
    stage.publish(pictured(""))
    handle = stage.prepare(piece, {})
    stage.fault("reset_mid_answer", count=1)
    with pytest.raises(Unsure):
        stage.publish(piece, handle)
    found = stage.find(piece, handle)
    post = stage.public[-1]
    assert found
    assert (found.remote_id, post["text"], post["link"]) == (post["remote_id"], "", "")


def test_an_account_is_known_by_either_login(stage: Stage, by_facebook: Stage) -> None:
    us = who(by_facebook.account)
    assert us.remote_id == stage.account.remote_id
    assert us.limits == {"films_by_bytes": True}
    receipt = by_facebook.publish(pictured())
    assert receipt.remote_id == by_facebook.public[0]["remote_id"]


def test_a_pages_token_is_renewed_by_nobody(by_facebook: Stage) -> None:
    async def steps() -> None:
        async with Door() as door:
            await NETWORK.renew(door, by_facebook.account)

    with pytest.raises(Refused) as caught:
        asyncio.run(steps())
    assert caught.value.trouble == Trouble.RECONNECT


def identify(said: dict, path: str = "/v26.0") -> Identity:
    async def steps() -> Identity:
        async with wire(saying(answer(200, said))) as server, Door() as door:
            return await NETWORK.identify(door, Account(server.url + path, "", {"token": "t"}))

    return asyncio.run(steps())


def test_a_page_without_an_account_and_a_personal_one_are_told_apart() -> None:
    with pytest.raises(Refused, match="No Instagram account is linked"):
        identify({"id": "1"}, "/facebook/v26.0")
    with pytest.raises(Refused, match="professional"):
        identify({"user_id": "1", "username": "aurora", "account_type": "PERSONAL"})
    us = identify({"user_id": "1", "id": "2", "username": "aurora"})
    assert (us.remote_id, us.name, us.address) == ("1", "aurora", "https://www.instagram.com/aurora/")


def test_a_film_without_an_address_comes_by_its_bytes(by_facebook: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload, "PART", 1500)
    moving = replace(film(3), url="")
    assert told(Piece(TEXT, film=moving), films_by_bytes=True) == []
    assert moving.size > 4500
    by_facebook.publish(Piece(TEXT, film=moving))
    [post] = by_facebook.public
    assert [media["sha256"] for media in post["media"]] == [moving.checksum]


@pytest.mark.parametrize("fault", ["reset_mid_answer", "error_after_create", "error_before_create", "truncated_answer"])
def test_an_upload_goes_on_where_instagram_says_that_it_stopped(
    by_facebook: Stage, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "PART", 1500)
    piece, handle = Piece(TEXT, film=replace(film(3), url="")), {}
    with pytest.raises(Unfinished):
        by_facebook.step(piece, handle)
    by_facebook.fault(fault, "media", count=1)
    try:
        by_facebook.prepare(piece, handle)
    except Later:
        by_facebook.prepare(piece, handle)
    by_facebook.publish(piece, handle)
    assert [media["sha256"] for media in by_facebook.public[0]["media"]] == [piece.film.checksum]


def error(code: int | None, subcode: int = 0, status: int = 400) -> Answer:
    body = {"error": {"message": "words", "type": "OAuthException", "code": code, "error_subcode": subcode}}
    return Answer("graph.instagram.com", status, {}, json.dumps(body), body)


@pytest.mark.parametrize(
    ("answer", "kind", "what"),
    [
        (error(-2, 2207003), Unsure, None),
        (error(-1, 2207001), Unsure, None),
        (error(-1, 2207053), Unsure, None),
        (error(4, 2207051, 403), Unsure, None),
        (error(4, 0, 403), Later, Scope.HOME),
        (error(9, 2207042), Later, Scope.PAGE),
        (error(80002), Later, Scope.PAGE),
        (error(9007, 2207027), Later, Scope.DELIVERY),
        (error(24, 2207006), Later, Scope.DELIVERY),
        (error(24, 2207008), Later, Scope.DELIVERY),
        (error(25, 2207050), Refused, Trouble.BLOCKED),
        (error(100, 2207023), Refused, Trouble.MISCONFIGURED),
        (error(100, 2207028), Refused, Trouble.MEDIA),
        (error(100, 2207040), Refused, Trouble.CONTENT),
        (error(352, 2207026), Refused, Trouble.MEDIA),
        (error(36000, 2207004), Refused, Trouble.MEDIA),
        (error(36001, 2207005), Refused, Trouble.MEDIA),
        (error(36003, 2207009), Refused, Trouble.MEDIA),
        (error(36004, 2207010), Refused, Trouble.CONTENT),
        (error(190, 463), Refused, Trouble.RECONNECT),
        (error(200, 0, 403), Refused, Trouble.PERMISSION),
        (error(1, 0, 500), Unsure, None),
    ],
)
def test_each_error_says_what_to_do_next(answer: Answer, kind: type[NetworkError], what: Any) -> None:
    found = verdict(answer, once=True, title="Instagram", rules=RULES)
    assert type(found) is kind
    assert what in {getattr(found, "trouble", None), getattr(found, "scope", None)}
    assert "Facebook" not in found.reason
    assert not isinstance(verdict(answer, once=False, title="Instagram", rules=RULES), Unsure)


@pytest.mark.parametrize("subcode", [2207003, 2207032, 2207052, 2207053, 2207077])
def test_media_that_was_not_taken_is_brought_again(subcode: int) -> None:
    found = verdict(error(-1, subcode), once=False, title="Instagram", rules=RULES)
    assert isinstance(found, Later)
    assert not found.prepare  # nothing was made, and what was made before is good


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if isinstance(rule, Refuse)], ids=str)
def test_every_refusal_is_a_sentence_for_people(rule: Refuse) -> None:
    sentence = rule.sentence.format(title="Instagram")
    assert sentence.endswith(".")
    assert not {"{", "}", "code"} & set(sentence.split())
