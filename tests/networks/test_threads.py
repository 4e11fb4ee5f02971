"""Threads: emoji counted by their bytes, links with words alone, and errors by subcode and by word."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from publisher.networks.answers import Answer
from publisher.networks.base import Later, NetworkError, Piece, Refused, Scope, Trouble, Unsure
from publisher.networks.meta.errors import verdict
from publisher.networks.threads import Threads
from publisher.networks.threads.verdicts import RULES
from tests.networks.conftest import JPEGS, LINK, TEXT, Stage, film, picture

NETWORK = Threads()


@pytest.fixture
def stage(staged: Callable[[str], Stage]) -> Stage:
    return staged("threads")


def told(piece: Piece) -> list[str]:
    return [finding.sentence for finding in NETWORK.preflight(piece, {})]


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("Año", 3),
        ("日本", 2),
        ("e\u0301", 2),
        ("👍", 4),
        ("👍🏽", 8),
        ("🇪🇸", 8),
        ("👩‍👩‍👧‍👦", 25),
        ("❤️", 6),
        ("1️⃣", 7),
        ("© ™ 1 #", 7),
    ],
)
def test_an_emoji_counts_as_many_as_its_bytes(text: str, length: int) -> None:
    assert NETWORK.count(text, {}).used == length


def test_emoji_at_the_limit_pass_and_one_character_more_does_not(stage: Stage) -> None:
    most = Piece("🇪🇸" * 62 + "abcd")
    assert told(most) == []
    assert stage.publish(most)
    [sentence] = told(Piece(most.text + "e"))
    assert "501 characters as Threads counts" in sentence
    with pytest.raises(Refused):
        stage.publish(Piece(most.text + "e"))


def test_five_links_are_taken_and_a_sixth_is_not(stage: Stage) -> None:
    five = Piece(" ".join(f"https://a.example/{n}" for n in range(4)), LINK)
    assert told(five) == []
    assert stage.publish(five)
    six = replace(five, text=five.text + " https://a.example/5")
    assert told(six) == ["The post has 6 links; Threads takes 5. Remove 1."]
    with pytest.raises(Refused) as caught:
        stage.publish(six)
    assert caught.value.trouble == Trouble.CONTENT


def test_the_link_has_a_place_of_its_own_beside_words_alone(stage: Stage) -> None:
    stage.publish(Piece(TEXT, LINK))
    stage.publish(Piece(TEXT, LINK, JPEGS[:1]))
    alone, pictured = stage.public
    assert (alone["text"], alone["link"]) == (TEXT, LINK)
    assert pictured["text"] == f"{TEXT}\n\n{LINK}"


def test_a_link_alone_is_a_post(stage: Stage) -> None:
    piece = Piece("", LINK)
    assert told(piece) == []
    handle = stage.prepare(piece, {})
    receipt = stage.publish(piece, handle)
    found = stage.find(piece, handle)
    assert found
    assert found.remote_id == receipt.remote_id


def test_twenty_pictures_are_shown_together(stage: Stage) -> None:
    piece = Piece(TEXT, pictures=tuple(picture(color=f"#0000{number:02x}") for number in range(20)))
    assert told(piece) == []
    stage.publish(piece)
    shown = [media["sha256"] for media in stage.public[0]["media"]]
    assert shown == [one.checksum for one in piece.pictures]


@pytest.mark.parametrize(
    ("piece", "words"),
    [
        (Piece(TEXT, pictures=(picture(size=(10, 101)),)), "Crop it to 10:1 at most"),
        (Piece(TEXT, pictures=(replace(picture(), url=""),)), "this Marquee has no public address"),
        (Piece(TEXT, film=replace(film(1), url="")), "Threads fetches films itself"),
        (Piece(TEXT, film=replace(film(1), seconds=301)), "lasts 301 s; Threads takes 300 s here"),
        (Piece(TEXT, film=replace(film(1), alt="a" * 1001)), "takes 1000. Shorten it by 1."),
        (Piece(TEXT, pictures=JPEGS[:1], film=film(1)), "Remove the film or one picture"),
    ],
)
def test_what_threads_would_refuse_is_said_with_the_remedy(piece: Piece, words: str) -> None:
    [sentence] = told(piece)
    assert words in sentence


def error(code: int | None, subcode: int = 0, status: int = 400) -> Answer:
    body = {"error": {"message": "words", "type": "OAuthException", "code": code, "error_subcode": subcode}}
    return Answer("graph.threads.net", status, {}, json.dumps(body), body)


@pytest.mark.parametrize(
    ("answer", "kind", "what"),
    [
        (error(24, 4279009), Later, Scope.DELIVERY),
        (error(0, 4279013), Refused, Trouble.BLOCKED),
        (error(100, 4476002), Refused, Trouble.APP),
        (error(4, 2207051, 403), Unsure, None),
        (error(1, 2207052), Unsure, None),
        (error(100), Refused, Trouble.CONTENT),
        (error(190, 463), Refused, Trouble.RECONNECT),
        (error(613), Later, Scope.PAGE),
        (error(10), Refused, Trouble.PERMISSION),
        (error(2, 0, 503), Unsure, None),
    ],
)
def test_each_error_says_what_to_do_next(answer: Answer, kind: type[NetworkError], what: Any) -> None:
    found = verdict(answer, once=True, title="Threads", rules=RULES)
    assert type(found) is kind
    assert what in {getattr(found, "trouble", None), getattr(found, "scope", None)}
    assert "Facebook" not in found.reason
    assert found.reason.endswith(".")
    assert not isinstance(verdict(answer, once=False, title="Threads", rules=RULES), Unsure)
