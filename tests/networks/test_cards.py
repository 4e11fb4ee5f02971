"""Cards of links, on networks that read no web pages: title, description and picture are what they are given."""

import copy
from collections.abc import Callable

import pytest

from publisher.networks import NETWORKS
from publisher.networks.base import Card, Later, Piece
from tests.networks.conftest import LINK, TEXT, Stage, connected, picture
from tests.peer import Sandbox

THUMB = picture(size=(1200, 630), alt="")
CARD = Card("La nueva Aurora", "Eléctrica, y ya aquí.", THUMB)
CARDED = [name for name in NETWORKS if NETWORKS[name].takes.cards]


@pytest.fixture(params=CARDED)
def carded(request: pytest.FixtureRequest, sandbox: Sandbox) -> Stage:
    return Stage(request.param, connected(request.param, sandbox), sandbox)


def test_two_networks_read_no_web_pages() -> None:
    assert CARDED == ["bluesky", "linkedin"]


def test_a_link_is_shown_by_its_card(carded: Stage) -> None:
    carded.publish(Piece(TEXT, LINK, card=CARD))
    [post] = carded.public
    assert (post["text"], post["link"]) == (TEXT, LINK)
    assert post["card"] == {"title": CARD.title, "description": CARD.description, "sha256": THUMB.checksum}
    assert post["media"] == []


def test_a_card_may_have_no_picture_and_no_description(carded: Stage) -> None:
    carded.publish(Piece(TEXT, LINK, card=Card("La nueva Aurora")))
    assert [post["card"] for post in carded.public] == [{"title": "La nueva Aurora", "description": "", "sha256": ""}]


def test_without_a_card_the_host_stands_for_the_title(carded: Stage) -> None:
    carded.publish(Piece(TEXT, LINK))
    assert [post["card"]["title"] for post in carded.public] == ["aurora.example"]


def test_its_picture_is_brought_once_and_before_the_post(carded: Stage) -> None:
    piece = Piece(TEXT, LINK, card=CARD)
    handle = carded.prepare(piece, {})
    brought = copy.deepcopy(handle)
    assert carded.prepare(piece, handle) == brought
    assert THUMB.checksum in {**handle.get("blobs", {}), **handle.get("images", {})}
    with pytest.raises(Later) as caught:
        carded.publish(piece, {})
    assert caught.value.prepare
    assert carded.public == []


def test_a_lost_answer_to_a_card_is_found_again(carded: Stage) -> None:
    piece = Piece(TEXT, LINK, card=CARD)
    handle = carded.prepare(piece, {})
    receipt = carded.publish(piece, handle)
    found = carded.find(piece, handle)
    assert found
    assert found.remote_id == receipt.remote_id


def test_a_thumb_thrown_away_is_brought_again(staged: Callable[[str], Stage]) -> None:
    stage = staged("bluesky")
    piece = Piece(TEXT, LINK, card=CARD)
    handle = stage.prepare(piece, {})
    with stage.sandbox.set(bluesky_blob_life=0), pytest.raises(Later) as caught:
        stage.publish(piece, handle)
    assert caught.value.prepare
