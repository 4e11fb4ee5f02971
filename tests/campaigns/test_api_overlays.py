"""Machines choose overlays where they give the media of a post, and change none of them."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Brand, User
from campaigns.models import Asset, Overlay, Post
from tests.caller import *  # noqa: F403
from tests.caller import Caller
from tests.cast import film_file, overlay_of

HOLA = {"brand": "aurora", "market": "ES", "text": "Hola"}


def shown(asset: Asset, overlay: int | None) -> list[dict[str, Any]]:
    return [{"asset": asset.pk, "alt": "Un coche", "overlay": overlay}]


def test_a_brands_overlays_are_listed(caller: Caller, logo: Overlay) -> None:
    overlay_of(Brand.objects.create(name="Borealis", slug="borealis"))
    [told] = caller.get("overlays?brand=aurora&is_active=true").json()["results"]
    assert told == {
        "id": logo.pk, "brand": "aurora", "name": "Logo", "kind": "logo", "corner": "bottom_right", "share": 20,
        "margin": 4, "checksum": logo.checksum, "width": 80, "height": 40, "is_active": True,
    }  # fmt: skip
    assert caller.get(f"overlays/{logo.pk}").json() == told
    assert len(caller.get("overlays").json()["results"]) == 1
    assert caller.post("overlays", {"name": "Mine"}).status_code == 405


def test_a_post_is_written_and_read_with_an_overlay(caller: Caller, photo: Asset, logo: Overlay) -> None:
    thread = [{"text": "Dos", "media": shown(photo, logo.pk)}]
    told = caller.post("posts", {**HOLA, "media": shown(photo, logo.pk), "thread": thread}).json()
    assert (told["media"], told["thread"]) == (shown(photo, logo.pk), thread)
    assert [one.overlay for one in Post.objects.get().attachments.all()] == [logo, logo]


def test_an_overlay_that_cannot_be_laid_is_told_at_its_place(
    caller: Caller, ana: User, aurora: Brand, photo: Asset, logo: Overlay
) -> None:
    foreign = overlay_of(Brand.objects.create(name="Borealis", slug="borealis"))
    film = Asset.upload(ana, aurora, film_file())
    for media, words in (
        (shown(photo, foreign.pk), f"{foreign.pk} is not an overlay of Aurora"),
        (shown(film, logo.pk), "Films and GIFs that move take no overlay."),
    ):
        answer = caller.post("posts", {**HOLA, "media": media})
        [fault] = answer.json()["errors"]
        assert (answer.status_code, fault["pointer"]) == (400, "/media/0/overlay")
        assert words in fault["detail"]


def test_a_retired_overlay_is_chosen_no_more_and_kept_where_it_was(
    caller: Caller, erika: User, photo: Asset, logo: Overlay
) -> None:
    key = caller.post("posts", {**HOLA, "media": shown(photo, logo.pk)}).json()["id"]
    logo.retire(erika)
    assert caller.post("posts", {**HOLA, "media": shown(photo, logo.pk)}).status_code == 400
    tag = caller.get(f"posts/{key}")["ETag"]
    answer = caller.patch(f"posts/{key}", {"media": shown(photo, logo.pk), "text": "Otra"}, If_Match=tag)
    assert (answer.status_code, answer.json()["media"]) == (200, shown(photo, logo.pk))


@pytest.mark.parametrize("number", [1, 6])
def test_overlays_are_read_once_however_many(number: int, caller: Caller, photo: Asset, aurora: Brand) -> None:
    laid = [overlay_of(aurora, name=f"Logo {one}") for one in range(number)]
    caller.post("posts", {**HOLA, "media": [one for overlay in laid for one in shown(photo, overlay.pk)]})
    with CaptureQueriesContext(connection) as asked:
        caller.get("posts")
    assert sum("campaigns_overlay" in one["sql"] for one in asked) == 0
