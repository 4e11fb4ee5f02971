"""An asset out of use is offered to no post; those that show it keep it and say so."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import Brand, Event, Market, Page, User
from campaigns import rows
from campaigns.columns import DAY_FIRST
from campaigns.models import Asset, Post
from tests.caller import *  # noqa: F403
from tests.caller import Caller
from tests.cast import Write, picture_file

HOLA = {"brand": "aurora", "market": "ES", "text": "Hola"}


def test_it_is_taken_out_of_use_and_brought_back_on_its_page(as_ana: Client, photo: Asset) -> None:
    assert as_ana.post(f"/library/{photo.pk}/retirement", follow=True).status_code == 200
    page = as_ana.get(f"/library/{photo.pk}").content.decode()
    assert "Out of use" in page
    assert "New post with it" not in page
    assert list(as_ana.get("/library").context["sheet"]) == []
    assert list(as_ana.get("/library?use=ended").context["sheet"]) == [photo]
    assert list(as_ana.get("/library/choices?brand=aurora").context["found"]) == []
    as_ana.delete(f"/library/{photo.pk}/retirement")
    as_ana.delete(f"/library/{photo.pk}/retirement")
    assert list(as_ana.get("/library/choices?brand=aurora").context["found"]) == [photo]
    found = Event.objects.filter(what__in=["asset.retired", "asset.brought_back"]).order_by("pk")
    assert [event.what for event in found] == ["asset.retired", "asset.brought_back"]


def test_who_may_not_change_it_may_not_take_it_out_of_use(photo: Asset, farid: User) -> None:
    with pytest.raises(PermissionDenied):
        photo.retire(farid)


def test_posts_that_are_not_out_are_listed_before(
    as_ana: Client, write: Write, photo: Asset, madrid_mastodon: Page
) -> None:
    post = write(madrid_mastodon, text="Todavía no ha salido", pictures=((photo, "Un coche"),))
    page = as_ana.get(f"/library/{photo.pk}").content.decode()
    dialog = page[page.index('id="retire"') :]
    assert "These have not gone out yet." in dialog
    assert f'href="/posts/{post.pk}"' in dialog


def test_a_post_that_shows_it_keeps_it_and_says_so(
    as_ana: Client, ana: User, write: Write, photo: Asset, madrid_mastodon: Page
) -> None:
    post = write(madrid_mastodon, pictures=((photo, "Un coche"),))
    photo.retire(ana)
    [finding] = post.findings()
    assert finding.sentence == "“aurora.jpg” is out of use. Choose something else, or leave it if it is meant."
    assert not finding.blocks
    post.submit(by=ana)
    assert post.revision.contents()


def test_a_table_of_posts_does_not_find_it(ana: User, aurora: Brand, photo: Asset) -> None:
    table, columns = [["Text", "Pictures"], ["Hola", photo.name]], {"text": 0, "pictures": 1}
    assert not rows.read(ana, aurora, table, columns, DAY_FIRST)[0].faults
    photo.retire(ana)
    assert rows.read(ana, aurora, table, columns, DAY_FIRST)[0].faults


def test_machines_take_it_out_of_use_and_choose_it_no_more(
    caller: Caller, ana: User, aurora: Brand, spain: Market
) -> None:
    photo = Asset.upload(ana, aurora, picture_file(), market=spain)
    shown = [{"asset": photo.pk, "alt": "", "overlay": None}]
    key = caller.post("posts", {**HOLA, "media": shown}).json()["id"]
    told = caller.post(f"assets/{photo.pk}/retirement").json()
    assert told["retired_at"]
    assert caller.get("assets?offered=true").json()["results"] == []
    answer = caller.post("posts", {**HOLA, "media": shown})
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/media/0/asset"]
    tag = caller.get(f"posts/{key}")["ETag"]
    assert caller.patch(f"posts/{key}", {"media": shown, "text": "Otra"}, If_Match=tag).status_code == 200
    assert caller.ask("DELETE", f"assets/{photo.pk}/retirement").json()["retired_at"] is None
    assert caller.post("posts", {**HOLA, "media": shown}).status_code == 201
    assert Post.objects.count() == 2
