"""Overlays: a brand's logos and frames, checked when they come, chosen for a picture, and approved with it."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from accounts.models import Brand, Event, Page, User
from campaigns import difference
from campaigns.content import Content
from campaigns.laid import Laid
from campaigns.models import Asset, Overlay, Post
from tests.cast import Write, film_file, overlay_file, overlay_of, picture_file, shown

Approve = Callable[[Post], Post]
PLACE = {"kind": "logo", "corner": "top_left", "share": 25, "margin": 5}


@pytest.fixture
def as_erika(client: Client, erika: User) -> Client:
    client.force_login(erika)
    return client


def typed(**more: object) -> dict[str, Any]:
    return {"name": "Logo", "file": overlay_file(), **PLACE, **more}


def changing(client: Client, overlay: Overlay, **more: object) -> Any:
    page = client.get(f"/overlays/{overlay.pk}")
    form = page.context["form"]
    said = {name: form[name].value() for name in ("seen", "name", *PLACE)}
    return client.post(f"/overlays/{overlay.pk}", {**said, **more})


# --- the brand's page


def test_head_office_adds_an_overlay_on_the_brands_page(as_erika: Client, aurora: Brand) -> None:
    assert f'href="/brands/{aurora.pk}/overlays"' in as_erika.get(f"/brands/{aurora.pk}").content.decode()
    assert as_erika.post(f"/brands/{aurora.pk}/overlays", typed(name="  Aurora\tlogo ")).status_code == 302
    [overlay] = aurora.overlays.all()
    assert (overlay.name, overlay.kind, overlay.corner, overlay.share, overlay.margin) == (
        "Aurora logo",
        *PLACE.values(),
    )
    assert (overlay.width, overlay.height) == (80, 40)
    with default_storage.open(overlay.laid.file) as file, Image.open(file) as image:
        assert (image.format, image.mode) == ("PNG", "RGBA")
    assert Event.objects.get(what="overlay.added").brand == aurora
    assert "Aurora logo" in as_erika.get(f"/brands/{aurora.pk}/overlays").content.decode()


def test_a_webp_is_kept_as_a_png(as_erika: Client, aurora: Brand) -> None:
    as_erika.post(f"/brands/{aurora.pk}/overlays", typed(file=overlay_file("logo.webp", form="WEBP")))
    assert default_storage.open(aurora.overlays.get().laid.file).read(8) == b"\x89PNG\r\n\x1a\n"


SVG = SimpleUploadedFile("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml")
CUT = SimpleUploadedFile("logo.png", overlay_file(size=(300, 300)).read()[:200], "image/png")


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (picture_file("logo.png", form="PNG"), "logo.png lets nothing through and would hide the picture."),
        (overlay_file(colour="#0000"), "logo.png is transparent all over"),
        (picture_file("logo.jpg"), "logo.jpg is not a PNG or WebP picture"),
        (SVG, "logo.svg is a drawing (SVG), which no network takes."),
        (CUT, "logo.png is damaged or cut short."),
        (overlay_file(size=(4097, 2)), "logo.png has 4097 × 2 pixels; an overlay has at most 4096 on a side."),
        (SimpleUploadedFile("logo.png", bytes(5 * 1024 * 1024 + 1)), "logo.png is too large for an overlay"),
        (SimpleUploadedFile("logo.png", b""), "This file is empty."),
        (None, "Choose the picture."),
    ],
    ids=["opaque", "invisible", "jpeg", "svg", "cut", "wide", "heavy", "empty", "none"],
)
def test_what_cannot_be_laid_over_a_picture_is_refused_with_a_sentence(
    file: SimpleUploadedFile | None, sentence: str, as_erika: Client, aurora: Brand
) -> None:
    if file:
        file.seek(0)
    said = {name: value for name, value in typed(file=file).items() if value is not None}
    answer = as_erika.post(f"/brands/{aurora.pk}/overlays", said)
    assert (answer.status_code, aurora.overlays.count()) == (422, 0)
    assert sentence in answer.content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": "logo"}, "The brand has an overlay of that name."),
        ({"name": "\u200b\u202e"}, "This name has signs that nobody can read."),
        ({"name": "New", "share": 70, "margin": 31}, "With this margin the logo would stand outside."),
        ({"name": "New", "share": 0}, "greater than or equal to 1"),
    ],
    ids=["taken", "unreadable", "outside", "nothing"],
)
def test_what_is_said_of_it_is_checked(
    wrong: dict[str, object], sentence: str, as_erika: Client, aurora: Brand, logo: Overlay
) -> None:
    answer = as_erika.post(f"/brands/{aurora.pk}/overlays", typed(**wrong))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_an_overlay_is_changed_and_nobody_overwrites_what_they_were_not_shown(as_erika: Client, logo: Overlay) -> None:
    old = as_erika.get(f"/overlays/{logo.pk}").context["form"]["seen"].value()
    assert changing(as_erika, logo, share=30).status_code == 302
    assert changing(as_erika, logo, file=overlay_file(colour="red"), seen=old).status_code == 302
    before, logo = logo, Overlay.objects.get()
    assert (logo.share, logo.checksum) == (30, before.checksum)
    changing(as_erika, logo, file=overlay_file(colour="red"))
    assert Overlay.objects.get().checksum != before.checksum
    assert [event.facts["changed"] for event in Event.objects.filter(what="overlay.changed").order_by("pk")] == [
        ["share"],
        ["checksum"],
    ]


def test_an_overlay_is_retired_and_brought_back(as_erika: Client, aurora: Brand, logo: Overlay) -> None:
    as_erika.post(f"/overlays/{logo.pk}/retirement")
    assert not Overlay.objects.offered(aurora.pk)
    assert "Out of use" in as_erika.get(f"/brands/{aurora.pk}/overlays").content.decode()
    as_erika.delete(f"/overlays/{logo.pk}/retirement")
    as_erika.delete(f"/overlays/{logo.pk}/retirement")
    assert list(Overlay.objects.offered(aurora.pk)) == [logo]
    assert list(Event.objects.filter(noun="overlay").order_by("pk").values_list("what", flat=True)) == [
        "overlay.retired",
        "overlay.brought_back",
    ]


# --- chosen for a post


def composed(post: Post, *pictures: tuple[Asset, Overlay | None], **more: object) -> dict[str, Any]:
    return {
        "text": post.text,
        "version": post.version,
        "picture": [asset.pk for asset, _ in pictures],
        "alt": ["" for _ in pictures],
        "part": [1 for _ in pictures],
        "overlay": [overlay.pk if overlay else "" for _, overlay in pictures],
        **more,
    }


def test_a_picture_of_a_post_chooses_an_overlay_or_none(
    as_ana: Client, write: Write, photo: Asset, logo: Overlay, madrid_mastodon: Page
) -> None:
    post = write(madrid_mastodon, pictures=((photo,),))
    page = as_ana.get(f"/posts/{post.pk}").content.decode()
    assert f'<option value="{logo.pk}">Logo</option>' in page
    as_ana.post(f"/posts/{post.pk}", composed(post, (photo, logo), (photo, None)))
    assert [one.overlay for one in post.attachments.all()] == [logo, None]
    assert f'<option value="{logo.pk}" selected>Logo</option>' in as_ana.get(f"/posts/{post.pk}").content.decode()


def test_what_moves_takes_no_overlay(as_ana: Client, ana: User, aurora: Brand, write: Write, logo: Overlay) -> None:
    film = Asset.upload(ana, aurora, film_file())
    post = write()
    assert "Films and GIFs that move take no overlay." in as_ana.get(f"/library/{film.pk}/piece").content.decode()
    as_ana.post(f"/posts/{post.pk}", composed(post, (film, logo)))
    assert post.attachments.get().overlay is None
    post.attachments.update(overlay=logo)
    assert post.draft().pictures[0].asset == film
    assert post.attachments.get().medium().overlay is None


def test_overlays_of_other_brands_are_neither_offered_nor_kept(as_ana: Client, write: Write, photo: Asset) -> None:
    foreign = overlay_of(Brand.objects.create(name="Borealis", slug="borealis"))
    post = write(pictures=((photo,),))
    assert 'name="overlay" id=' not in as_ana.get(f"/posts/{post.pk}").content.decode()
    as_ana.post(f"/posts/{post.pk}", composed(post, (photo, foreign)))
    assert post.attachments.get().overlay is None


def test_a_newer_version_of_a_picture_keeps_its_overlay(as_ana: Client, photo: Asset, logo: Overlay) -> None:
    piece = as_ana.get(f"/library/{photo.pk}/piece?overlay={logo.pk}").content.decode()
    assert f'<option value="{logo.pk}" selected>' in piece


def test_a_retired_overlay_stays_where_it_was_chosen_and_says_so(
    as_ana: Client, erika: User, write: Write, photo: Asset, logo: Overlay, madrid_mastodon: Page
) -> None:
    post = write(madrid_mastodon, pictures=((photo, "Un coche", logo),))
    logo.retire(erika)
    page = as_ana.get(f"/posts/{post.pk}").content.decode()
    assert "selected>Logo (out of use)</option>" in page
    [finding] = [one for one in post.findings() if "overlay" in one.sentence]
    assert finding.sentence == "The overlay “Logo” is out of use. Choose another one, or none."
    assert not finding.blocks
    assert "<select" not in as_ana.get(f"/library/{photo.pk}/piece").content.decode().partition("picture-part")[0]


def test_a_retired_overlay_is_refused_where_it_was_not_chosen_before(
    as_ana: Client, aurora: Brand, erika: User, write: Write, photo: Asset, logo: Overlay, madrid_mastodon: Page
) -> None:
    frame = overlay_of(aurora, name="Frame")
    post = write(madrid_mastodon, pictures=((photo, "Un coche", logo),))
    for overlay in (logo, frame):
        overlay.retire(erika)
    answer = as_ana.post(f"/posts/{post.pk}", composed(post, (photo, frame)))
    assert "The overlay “Frame” is out of use. Choose another one, or none." in answer.content.decode()
    assert post.attachments.get().overlay == logo
    as_ana.post(f"/posts/{post.pk}", composed(post, (photo, logo), (photo, None)))
    assert [one.overlay for one in post.attachments.all()] == [logo, None]


def test_the_page_of_a_post_asks_no_more_for_more_overlays(
    as_ana: Client, aurora: Brand, write: Write, photo: Asset, madrid_mastodon: Page
) -> None:
    laid = [overlay_of(aurora, name=f"Logo {number}") for number in range(8)]
    counts = []
    for some in (laid[:1], laid):
        post = write(madrid_mastodon, pictures=[(photo, "Un coche", overlay) for overlay in some])
        with CaptureQueriesContext(connection) as asked:
            as_ana.get(f"/posts/{post.pk}")
        counts.append(len(asked))
    assert counts[0] == counts[1]


# --- approved with the post


@pytest.mark.parametrize("before", [True, False], ids=["had one", "had none"])
def test_another_overlay_voids_every_approval(
    before: bool, write: Write, approve: Approve, photo: Asset, logo: Overlay, aurora: Brand, ana: User,
    madrid_mastodon: Page,
) -> None:  # fmt: skip
    other = overlay_of(aurora, name="Frame", kind="stretched")
    post = approve(write(madrid_mastodon, pictures=((photo, "Un coche", logo if before else None),)))
    digest = post.revision.digest
    chosen = shown((photo, "Un coche"), (photo, "Un coche", other))[not before :][:1]
    post.revise(by=ana, draft=replace(post.draft(), pictures=chosen), version=post.version)
    assert (post.state, post.publications.get().state) == ("draft", "planned")
    post.submit(by=ana)
    assert post.revision.digest != digest


def test_saving_with_the_same_overlay_voids_nothing(
    as_ana: Client, write: Write, approve: Approve, photo: Asset, logo: Overlay, madrid_mastodon: Page, ana: User
) -> None:
    post = approve(write(madrid_mastodon, pictures=((photo, "Un coche", logo),)))
    post.revise(by=ana, draft=post.draft(), version=post.version)
    assert post.state == "approved"


def test_what_was_submitted_keeps_the_bytes_and_the_place_that_its_overlay_had(
    as_erika: Client, write: Write, approve: Approve, photo: Asset, logo: Overlay, madrid_mastodon: Page, ana: User
) -> None:
    post = approve(write(madrid_mastodon, pictures=((photo, "Un coche", logo),)))
    approved, old = post.revision, logo.laid
    changing(as_erika, logo, file=overlay_file(colour="red"), share=40)
    post.refresh_from_db()
    assert (post.state, post.publications.get().state) == ("approved", "scheduled")
    [content] = approved.contents().values()
    assert content.media[0].overlay == old
    assert default_storage.exists(old.file)
    [now] = post.contents()
    assert now.media[0].overlay == Overlay.objects.get().laid != old
    [changed] = difference.between([content], [now])
    [change] = changed.changes
    assert change.part == "Overlay"
    assert [one.text for one in change.stretches if one.kind != "same"][:2] == ["20", "40"]


def test_the_overlay_is_in_the_content_and_its_absence_is_not(
    write: Write, photo: Asset, logo: Overlay, madrid_mastodon: Page
) -> None:
    [plain] = write(madrid_mastodon, pictures=((photo, "Un coche"),)).contents()
    assert "overlay" not in plain.to_json()["media"][0]
    [content] = write(madrid_mastodon, pictures=((photo, "Un coche", logo),)).contents()
    assert content.to_json()["media"][0]["overlay"] == {
        "checksum": logo.checksum, "kind": "logo", "corner": "bottom_right", "share": 20, "margin": 4, "kept": logo.pk,
        "name": "Logo",
    }  # fmt: skip
    assert Content.from_json(json.loads(json.dumps(content.to_json()))) == content


def test_a_version_brings_its_overlay_back(
    as_ana: Client, write: Write, photo: Asset, logo: Overlay, madrid_mastodon: Page, ana: User
) -> None:
    post = write(madrid_mastodon, pictures=((photo, "Un coche", logo),))
    number = post.version
    post.revise(ana, replace(post.draft(), pictures=shown((photo, "Un coche"))), post.version)
    as_ana.post(f"/posts/{post.pk}/restoration", {"number": number})
    assert post.attachments.get().overlay == logo


# --- as it is drawn


@pytest.mark.parametrize(
    "text",
    [
        "",
        "logo",
        f"{'a' * 63}.stretched",
        f"{'a' * 64}.tiled",
        f"{'a' * 64}.logo.middle.20.4",
        f"{'a' * 64}.logo.top_left.0.0",
        f"{'a' * 64}.logo.top_left.90.11",
        f"../{'a' * 64}.stretched",
    ],
)
def test_what_is_no_overlay_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        Laid.read(text)


def test_an_overlay_is_read_as_it_is_written(logo: Overlay) -> None:
    for laid in (logo.laid, replace(logo.laid, kind="cropped", corner="", share=0, margin=0)):
        assert str(Laid.read(str(laid))) == str(laid)


def test_an_overlay_that_is_not_there_or_over_a_film_is_not_found(
    as_ana: Client, ana: User, aurora: Brand, photo: Asset, logo: Overlay
) -> None:
    film = Asset.upload(ana, aurora, film_file())
    for asset, overlay in ((photo, f"{'a' * 64}.stretched"), (photo, "x"), (film, str(logo.laid))):
        assert as_ana.get(f"/assets/{asset.pk}?size=preview&overlay={overlay}").status_code == 404
