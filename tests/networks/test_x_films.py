"""Films on X: brought by parts, worked on, found by their key."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any
from unittest.mock import ANY

import pytest
from PIL import Image

from publisher.networks.base import Account, Json, Piece, Refused, Trouble, Unfinished
from publisher.networks.http import Door
from publisher.networks.x import X
from publisher.networks.x.videos import PART, bring
from tests.networks.conftest import TEXT, Stage, answer, film, picture, saying, wire

NETWORK = X()


@pytest.fixture
def stage(staged: Callable[[str], Stage]) -> Stage:
    return staged("x")


def test_a_film_goes_to_x_by_parts_and_is_found_by_its_key(stage: Stage) -> None:
    piece, handle = stage.filmed(size=2 * PART + 1000), {}
    assert piece.film
    stage.prepare(piece, handle)
    assert handle["film"]["sent"] == piece.film.size
    receipt = stage.publish(piece, handle)
    [post] = stage.public
    assert [media["sha256"] for media in post["media"]] == [piece.film.checksum]
    found = stage.find(replace(piece, text="Other words"), handle)
    assert found
    assert found.remote_id == receipt.remote_id


def test_a_gif_goes_the_way_of_a_film_and_is_described(stage: Stage) -> None:
    gif = picture("GIF", alt="Un coche en marcha")
    piece, handle = Piece(TEXT, pictures=(gif,)), {}
    assert stage.find(piece, stage.prepare(piece, handle)) is None
    receipt = stage.publish(piece, handle)
    [post] = stage.public
    shown = [(media["sha256"], media["mime"], media["alt"]) for media in post["media"]]
    assert shown == [(gif.checksum, "image/gif", "Un coche en marcha")]
    assert stage.find(piece, handle) == replace(receipt, trace_id=ANY, rest_until=None, quotas=())


@pytest.mark.parametrize("frames", [350, 351])
def test_a_gif_shows_so_many_pictures_and_no_more(stage: Stage, frames: int) -> None:
    shown, output = [Image.new("L", (2, 1), number % 2 * 255) for number in range(frames)], BytesIO()
    shown[0].save(output, "GIF", save_all=True, append_images=shown[1:], duration=20)
    gif = replace(picture("GIF"), size=len(output.getvalue()), read=output.getvalue, frames=frames)
    piece = Piece(TEXT, pictures=(gif,))
    if frames == 350:
        assert stage.publish(piece)
        return
    with pytest.raises(Refused):
        stage.publish(piece)
    [finding] = NETWORK.preflight(piece, {})
    assert finding.blocks


def test_a_gif_is_not_left_out_of_an_album(stage: Stage) -> None:
    with pytest.raises(Refused) as caught:
        stage.publish(Piece(TEXT, pictures=(picture(), picture("GIF"))))
    assert caught.value.trouble == Trouble.MEDIA
    assert stage.public == []


def test_what_x_says_of_its_work_on_a_film_is_heeded() -> None:
    begun = {"id": "7", "key": "7_7", "sent": film(1).size, "finished": True}

    async def brought(info: dict[str, Any]) -> None:
        said = answer(200, {"data": {"id": "7", "processing_info": info}})
        async with wire(saying(said)) as server, Door() as door:
            await bring(door, Account(server.url, "1", {"token": "t"}), film(1), {"film": dict(begun)})

    with pytest.raises(Unfinished) as unfinished:
        asyncio.run(brought({"state": "in_progress", "check_after_secs": 9}))
    assert unfinished.value.wait == 9
    with pytest.raises(Refused, match="Save it anew") as refused:
        asyncio.run(brought({"state": "failed", "error": {"name": "InvalidMedia", "message": "unsupported"}}))
    assert (refused.value.trouble, refused.value.network_text) == (Trouble.MEDIA, "unsupported")


def test_premium_accounts_show_longer_films(stage: Stage) -> None:
    stage.account = replace(stage.account, secret={**stage.account.secret, "seconds": "7200"})

    async def identified() -> Json:
        async with Door() as door:
            return (await NETWORK.identify(door, stage.account)).limits

    limits = asyncio.run(identified())
    long = replace(film(1), seconds=7200)
    assert NETWORK.preflight(Piece(TEXT, film=long), limits) == []
    [finding] = NETWORK.preflight(Piece(TEXT, film=long), {})
    assert "X takes 140 s here" in finding.sentence
