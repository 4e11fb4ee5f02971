"""What every network promises that lets the words of what is public be changed."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest

from publisher.networks import NETWORKS
from publisher.networks.base import Edits, Json, Later, Piece, Placement, Receipt, Refused, Unsure
from publisher.networks.http import Door
from tests.networks.conftest import Stage, connected, film
from tests.peer import Sandbox

EDITING = {name: network for name, network in NETWORKS.items() if isinstance(network, Edits)}
NEW = "La Aurora <nueva> & [más] #rápida\n\nDesde hoy."


@pytest.fixture(params=EDITING)
def stage(request: pytest.FixtureRequest, sandbox: Sandbox) -> Stage:
    return Stage(request.param, connected(request.param, sandbox), sandbox)


def worded(stage: Stage, piece: Piece, text: str = NEW) -> Piece:
    return replace(piece, text="".join(sign for sign in text if sign not in stage.traits.forbids))


def edit(stage: Stage, receipt: Receipt, piece: Piece, handle: Json) -> None:
    async def call() -> None:
        async with Door(total=1) as door:
            await EDITING[stage.network.name].edit(door, stage.account, receipt.remote_id, piece, handle)

    asyncio.run(call())


def is_edited(stage: Stage, receipt: Receipt, piece: Piece, handle: Json) -> bool:
    async def call() -> bool:
        async with Door(total=5) as door:
            return await EDITING[stage.network.name].is_edited(door, stage.account, receipt.remote_id, piece, handle)

    return asyncio.run(call())


def published(stage: Stage, piece: Piece) -> tuple[Receipt, Json]:
    handle = stage.prepare(piece, {})
    return stage.publish(piece, handle), handle


def kinds(stage: Stage) -> list[Piece]:
    """One of each kind of piece that a network takes."""
    takes, words = stage.network.takes, stage.piece()
    found = [words, stage.piece(pictures=2)] if takes.pictures else [words]
    return found + ([stage.filmed(size=100_000)] if takes.films else [])


def test_what_is_edited_says_other_words_and_shows_the_same(stage: Stage) -> None:
    for piece in kinds(stage):
        stage.key = stage.network.key(stage.began)
        receipt, handle = published(stage, piece)
        before, new = stage.public[-1], worded(stage, piece)
        edit(stage, receipt, new, handle)
        after = stage.public[-1]
        assert after["text"].split() == stage.network.body(new).split()
        assert {**after, "text": ""} == {**before, "text": ""}


def test_twice_is_as_good_as_once(stage: Stage) -> None:
    piece = stage.piece()
    receipt, handle = published(stage, piece)
    for _ in range(2):
        edit(stage, receipt, worded(stage, piece), handle)
    assert len(stage.public) == 1


def test_nothing_else_is_edited(stage: Stage) -> None:
    first, other = stage.piece(), stage.piece("Otra cosa.")
    receipt, handle = published(stage, first)
    stage.key = stage.network.key(stage.began)
    published(stage, other)
    edit(stage, receipt, worded(stage, first), handle)
    assert stage.public[-1]["text"] == stage.network.body(other)


CHANGED = [("hang_after_accept", {"seconds": 1.5}), ("reset_mid_answer", {}), ("error_after_create", {"status": 502})]
NOT_CHANGED = [("error_before_create", {"status": 500}), ("reset_before_create", {})]


@pytest.mark.parametrize("fault", [*CHANGED, *NOT_CHANGED], ids=lambda fault: fault[0])
def test_an_answer_that_is_lost_is_doubted_and_read_back(stage: Stage, fault: tuple[str, Json]) -> None:
    piece = stage.piece()
    receipt, handle = published(stage, piece)
    stage.fault(fault[0], "edit", count=1, **fault[1])
    with pytest.raises(Unsure):
        edit(stage, receipt, worded(stage, piece), handle)
    can_be_read = stage.network.proof.sees
    assert is_edited(stage, receipt, worded(stage, piece), handle) == (fault in CHANGED and can_be_read)
    edit(stage, receipt, worded(stage, piece), handle)
    assert stage.public[0]["text"].split() == stage.network.body(worded(stage, piece)).split()


def test_words_that_are_only_the_beginning_of_what_is_public_are_not_taken_for_it(stage: Stage) -> None:
    piece = stage.piece("Una línea\n\nDos líneas.")
    receipt, handle = published(stage, piece)
    assert not is_edited(stage, receipt, replace(piece, text="Una línea"), handle)


@pytest.mark.parametrize("fault", ["rate_limited", "expired_token"])
def test_what_is_certainly_not_changed_is_told_so(stage: Stage, fault: str) -> None:
    piece = stage.piece()
    receipt, handle = published(stage, piece)
    stage.fault(fault, "edit", count=1)
    with pytest.raises((Later, Refused)):
        edit(stage, receipt, worded(stage, piece), handle)
    assert stage.public[0]["text"] == stage.network.body(piece)


def test_what_is_gone_is_not_edited(stage: Stage) -> None:
    piece = stage.piece()
    receipt, handle = published(stage, piece)
    gone = replace(receipt, remote_id="urn:li:share:1" if stage.network.name == "linkedin" else "999")
    with pytest.raises((Refused, Later, Unsure)):
        edit(stage, gone, worded(stage, piece), handle)
    assert stage.public[0]["text"] == stage.network.body(piece)


def test_a_reel_at_facebook_gets_other_words(staged: Callable[[str], Stage]) -> None:
    stage = staged("facebook")
    reel = replace(stage.piece(), film=film(4, size=(540, 960)), placement=Placement.REEL)
    receipt, handle = published(stage, reel)
    edit(stage, receipt, worded(stage, reel), handle)
    assert stage.public[0]["text"] == NEW


def test_what_else_a_film_has_at_youtube_stays(staged: Callable[[str], Stage]) -> None:
    stage = staged("youtube")
    stage.account = replace(stage.account, options={**stage.account.options, "category": "2"})
    piece = stage.piece()
    receipt, handle = published(stage, piece)
    edit(stage, receipt, worded(stage, piece), handle)

    async def category() -> str:
        async with Door(total=5) as door:
            snippet = await NETWORKS["youtube"]._snippet(door, stage.account, receipt.remote_id)  # type: ignore[attr-defined]
            return str(snippet["categoryId"])

    assert asyncio.run(category()) == "2"


def test_who_can_edit_is_written_here_and_in_no_other_place() -> None:
    assert set(EDITING) == {"mastodon", "facebook", "linkedin", "telegram", "pinterest", "wordpress", "youtube"}
