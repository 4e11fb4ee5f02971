"""Assets: whose they are, how they are found again, and what becomes of posts when they get a new version."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from accounts.models import Brand, Event, Market, Page, User
from campaigns.content import Content
from campaigns.models import Asset, Post
from campaigns.models.rights import Rights
from campaigns.moves import WrongState
from campaigns.uploads import BadUpload, named
from publisher import pieces, preflight
from publisher.engine.release import release
from publisher.models import Delivery
from tests.cast import Write, film_file, make_due, page_on, picture_file, striped

Approve = Callable[[Post], Post]


# --- whose it is


def test_a_markets_asset_is_for_that_market_and_a_brands_for_all(
    ana: User, farid: User, dieter: User, aurora: Brand, spain: Market
) -> None:
    spanish = Asset.upload(ana, aurora, picture_file(), market=spain)
    brands = Asset.upload(dieter, aurora, picture_file())
    assert set(Asset.objects.visible_to(ana)) == {spanish, brands}
    assert set(Asset.objects.visible_to(farid)) == {brands}
    assert spanish.language == "es"


def test_it_is_shown_where_a_post_is_read_that_shows_it(
    write: Write, ana: User, farid: User, aurora: Brand, spain: Market, paris_mastodon: Page, dieter: User
) -> None:
    spanish = Asset.upload(ana, aurora, picture_file(), market=spain)
    assert spanish not in Asset.objects.shown_to(farid)
    post = Post.write(dieter, aurora, None, write().draft())
    post.attachments.create(asset=spanish, position=0)
    post.publications.create(page=paris_mastodon, wall="2027-01-01T10:00", zone="Europe/Paris", at="2027-01-01T09:00Z")
    assert spanish in Asset.objects.shown_to(farid)
    assert spanish not in Asset.objects.visible_to(farid)


def test_it_is_changed_by_those_it_is_for_and_by_whoever_brought_it(
    ana: User, carmen: User, farid: User, gwen: User, dieter: User, aurora: Brand, spain: Market
) -> None:
    spanish = Asset.upload(ana, aurora, picture_file(), market=spain)
    anas, brands = Asset.upload(ana, aurora, picture_file()), Asset.upload(dieter, aurora, picture_file())
    may = {who.name: [one.may_change(who) for one in (spanish, anas, brands)] for who in (ana, carmen, farid, gwen)}
    assert may == {
        "Ana": [True, True, False],
        "Carmen": [True, False, False],
        "Farid": [False, False, False],
        "Gwen": [False, False, False],
    }
    with pytest.raises(PermissionDenied):
        brands.describe(ana, tags=["sol"])
    with pytest.raises(PermissionDenied):
        Rights.grant(brands, ana, owner="Somebody")


def test_what_changes_becomes_an_event_and_what_does_not_none(ana: User, photo: Asset) -> None:
    photo.describe(ana, tags=["sol", "mar"], alt=photo.alt, focal_x=0.2)
    photo.describe(ana, tags=["sol", "mar"])
    [event] = Event.objects.filter(what="asset.described")
    assert event.facts == {"changed": ["tags", "focal_x"]}
    assert (photo.tags, photo.focus) == (["sol", "mar"], (0.2, 0.5))


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("C:\\photos\\mar.jpg", "mar.jpg"),
        ("../../etc/mar.jpg", "mar.jpg"),
        ("caf\ufffd\x00\x07\n.jpg", "caf.jpg"),
        ("\u202egpj.mar", "gpj.mar"),
        ("", "file"),
        (None, "file"),
        ("a" * 300 + ".jpg", "a" * 251 + ".jpg"),
    ],
)
def test_a_name_is_kept_as_it_can_be_shown(raw: str | None, kept: str) -> None:
    assert named(raw) == kept


def test_what_cannot_be_kept_leaves_nothing(ana: User, aurora: Brand, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    with pytest.raises(BadUpload):
        Asset.upload(ana, aurora, SimpleUploadedFile("a.jpg", b"no picture"))
    for upload in (picture_file, film_file):
        with pytest.raises(IntegrityError, match="asset_focus_is_within"), transaction.atomic():
            Asset.upload(ana, aurora, upload(), focal_x=7)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not Asset.objects.exists()


# --- found again


@pytest.fixture
def shelf(ana: User, aurora: Brand, spain: Market) -> dict[str, Asset]:
    def kept(name: str, language: str, alt: str, **more: Any) -> Asset:
        return Asset.upload(ana, aurora, picture_file(name), alt=alt, language=language, **more)

    return {
        "es": kept("IMG_2031-costa.jpg", "es", "Dos camiones rojos junto al océano", tags=["verano"]),
        "fr": kept("b.jpg", "fr", "Une voiture élégante", alts={"de": "Ein schönes Auto im Grünen"}),
        "ja": kept("c.jpg", "ja", "夕日の海岸を走る赤い車"),
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("camión rojo", {"es"}),
        ("CAMION", {"es"}),
        ("oceano", {"es"}),
        ("océanos", {"es"}),
        ("verano", {"es"}),
        ("2031", {"es"}),
        ("cos", {"es"}),
        ("elegantes voitures", {"fr"}),
        ("schöne", {"fr"}),
        ("赤い車", {"ja"}),
        ("camiones azules", set()),
        ("", {"es", "fr", "ja"}),
        ("'; DROP:*&|!()", set()),
    ],
)
def test_words_are_found_in_their_language_whatever_their_accents(
    text: str, found: set[str], shelf: dict[str, Asset]
) -> None:
    rows = Asset.objects.saying(text)
    assert {key for key, asset in shelf.items() if asset in rows} == found


def test_the_words_follow_what_is_said(ana: User, shelf: dict[str, Asset]) -> None:
    shelf["es"].describe(ana, alt="Un barco", tags=[])
    assert not Asset.objects.saying("camión")
    assert shelf["es"] in Asset.objects.saying("barcos")


# --- the same again


def test_the_same_bytes_and_the_same_look_are_known_again(ana: User, aurora: Brand) -> None:
    first = Asset.upload(ana, aurora, striped(8))
    again = Asset.upload(ana, aurora, striped(8, name="copy.jpg"))
    smaller = Asset.upload(ana, aurora, striped(8, size=(200, 150), form="PNG"))
    Asset.upload(ana, aurora, striped(3))
    assert {asset: asset.apart == 0 for asset in Asset.objects.like(first)} == {again: True, smaller: False}


def test_pictures_of_one_colour_are_alike_only_by_their_bytes(ana: User, aurora: Brand) -> None:
    first, _ = (Asset.upload(ana, aurora, picture_file(size=size)) for size in ((640, 480), (320, 240)))
    assert not Asset.objects.like(first)
    same = Asset.upload(ana, aurora, picture_file("b.jpg"))
    assert list(Asset.objects.like(first)) == [same]


def test_another_brands_pictures_are_not_spoken_of(ana: User, aurora: Brand, dieter: User) -> None:
    borealis = Brand.objects.create(name="Borealis", slug="borealis")
    Asset.upload(dieter, borealis, striped(8))
    assert not Asset.objects.like(Asset.upload(ana, aurora, striped(8)))


# --- versions


def test_a_new_version_takes_over_what_is_said_and_the_old_one_stays(
    ana: User, aurora: Brand, spain: Market, photo: Asset
) -> None:
    photo.describe(ana, tags=["sol"], alts={"en": "A red car"}, focal_y=0.9)
    Rights.grant(photo, ana, owner="Studio", territories=["ES"])
    new = photo.replace(ana, striped(name="b.jpg"))
    assert (new.version, new.tags, new.alts, new.focal_y, new.rights.owner) == (
        2, ["sol"], {"en": "A red car"}, 0.9, "Studio",
    )  # fmt: skip
    assert new.checksum != photo.checksum
    assert list(Asset.objects.current()) == [new]
    with pytest.raises(WrongState, match="newer version"):
        photo.replace(ana, striped(3))
    assert Asset.objects.count() == 2


def test_what_is_said_while_the_new_file_is_read_holds_for_the_new_version(ana: User, photo: Asset) -> None:
    opened = Asset.objects.get(pk=photo.pk)
    photo.describe(ana, alt="Un coche azul", tags=["sol"])
    new = opened.replace(ana, striped(name="b.jpg"))
    assert (new.name, new.alt, new.tags) == ("b.jpg", "Un coche azul", ["sol"])


def test_what_is_not_out_needs_a_new_approval_and_what_is_out_keeps_its_picture(
    write: Write, approve: Approve, madrid_mastodon: Page, madrid_bluesky: Page, ana: User, photo: Asset
) -> None:
    planned, waiting, draft, out = (write(madrid_mastodon, pictures=((photo, ""),)) for _ in range(4))
    elsewhere = approve(write(madrid_bluesky))
    approve(planned)
    approve(out)
    waiting.submit(by=ana)
    make_due(*out.publications.all())
    release()
    Delivery.objects.update(state="published")
    frozen = Delivery.objects.get().content
    photo.replace(ana, striped())
    states = {post: Post.objects.get(pk=post.pk).state for post in (planned, waiting, draft, out, elsewhere)}
    assert states == {
        planned: "draft", waiting: "draft", draft: "draft", out: "approved", elsewhere: "approved",
    }  # fmt: skip
    assert planned.publications.get().state == "planned"
    assert Delivery.objects.get().content == frozen
    assert not planned.approvals.filter(withdrawn_at=None).exists()
    assert out.approvals.filter(withdrawn_at=None).count() == 2
    told = [finding for finding in Post.objects.get(pk=planned.pk).findings() if "newer version" in finding.sentence]
    assert [finding.blocks for finding in told] == [False]
    assert Event.objects.filter(what="post.outdated").count() == 2


# --- alt texts, and the point that stays in sight


def test_each_market_reads_the_description_in_its_language(
    write: Write, ana: User, photo: Asset, madrid_mastodon: Page, paris_mastodon: Page, aurora: Brand, dieter: User
) -> None:
    photo.describe(ana, language="es", alt="Un coche rojo", alts={"fr": "Une voiture rouge"})
    draft = write(madrid_mastodon, pictures=((photo, ""),)).draft()
    post = Post.write(dieter, aurora, None, draft)
    post.publications.create(page=paris_mastodon, wall=draft.plan[0].wall, zone="Europe/Paris", at=draft.plan[0].at)
    alts = {content.language: content.media[0].alt for content in Post.objects.get(pk=post.pk).contents()}
    assert alts == {"es": "Un coche rojo", "fr": "Une voiture rouge"}
    own = write(madrid_mastodon, pictures=((photo, "Así lo digo yo"),))
    assert own.contents()[0].media[0].alt == "Así lo digo yo"


def test_the_focal_point_is_part_of_what_is_approved_and_absent_where_nobody_chose(
    write: Write, ana: User, photo: Asset, madrid_mastodon: Page
) -> None:
    post = write(madrid_mastodon, pictures=((photo, ""),))
    [before] = post.contents()
    assert "focal_x" not in before.to_json()["media"][0]
    photo.describe(ana, focal_x=0.1)
    [after] = post.contents()
    assert after.digest != before.digest
    assert Content.from_json(after.to_json()) == after


@pytest.mark.parametrize(("focal_x", "colour"), [(0.0, (255, 0, 0)), (1.0, (0, 0, 255))])
def test_a_picture_is_cropped_around_its_focal_point(
    focal_x: float, colour: tuple[int, int, int], write: Write, ana: User, aurora: Brand, spain: Market
) -> None:
    image, output = Image.new("RGB", (3000, 600), "red"), BytesIO()
    image.paste("blue", (1500, 0, 3000, 600))
    image.save(output, "JPEG", quality=95)
    wide = Asset.upload(ana, aurora, SimpleUploadedFile("wide.jpg", output.getvalue()), alt="x", focal_x=focal_x)
    page = page_on("instagram", aurora, spain)
    [content] = write(page, pictures=((wide, ""),)).contents()
    [picture] = pieces.fitted(pieces.piece_of(content), page.network, page.limits).pictures
    with Image.open(BytesIO(picture.read())) as shown:
        assert (shown.size, picture.width, picture.height) == ((1146, 600), 1146, 600)
        pixel = shown.convert("RGB").getpixel((573, 300))
    assert all(abs(a - b) < 16 for a, b in zip(pixel, colour, strict=True))
    found = list(preflight.against(content, page))
    assert not [finding for finding in found if "narrow" in finding.sentence]
    assert [finding.blocks for finding in found if "cropped around its focal point" in finding.sentence] == [False]


def test_a_story_is_not_cropped(write: Write, ana: User, aurora: Brand, spain: Market) -> None:
    tall = Asset.upload(ana, aurora, picture_file(size=(540, 960)))
    page = page_on("instagram", aurora, spain)
    [content] = write(page, pictures=((tall, ""),), placement="story").contents()
    [picture] = pieces.fitted(pieces.piece_of(content), page.network, page.limits).pictures
    assert picture.checksum == tall.checksum
