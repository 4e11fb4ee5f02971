"""The library's pages: searched, filtered, uploaded to, and how each thing in it may be used."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Brand, Market, Page, User
from campaigns.models import Asset, Campaign, Post, Rights
from publisher.engine.release import release
from publisher.models import Delivery
from tests.carried import carried
from tests.cast import Write, film_file, make_due, picture_file, striped

TODAY = timezone.localdate()


def shown(client: Client, address: str) -> list[str]:
    return [asset.name for asset in client.get(address).context["sheet"]]


@pytest.fixture
def shelf(ana: User, dieter: User, aurora: Brand, spain: Market) -> None:
    summer = Campaign.objects.create(brand=aurora, name="Summer", starts_on=TODAY, ends_on=TODAY)
    Asset.upload(ana, aurora, picture_file("coast.jpg"), alt="Un coche en la costa", market=spain, tags=["mar"])
    Asset.upload(dieter, aurora, picture_file("logo.png", form="PNG"), campaign=summer)
    Asset.upload(ana, aurora, film_file(), market=spain)
    ends = Asset.upload(ana, aurora, striped(name="old.jpg"), market=spain)
    Rights.grant(ends, ana, valid_until=TODAY - timedelta(days=1))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["old.jpg", "film.mp4", "logo.png", "coast.jpg"]),
        ("?q=coches", ["coast.jpg"]),
        ("?market=ES", ["old.jpg", "film.mp4", "coast.jpg"]),
        ("?market=brands", ["logo.png"]),
        ("?tag=mar", ["coast.jpg"]),
        ("?kind=film", ["film.mp4"]),
        ("?rights=ended", ["old.jpg"]),
        ("?rights=ending", []),
        ("?tag=nonsense&kind=none&market=XX&brand=x", ["old.jpg", "film.mp4", "logo.png", "coast.jpg"]),
        ("?q=%00", ["old.jpg", "film.mp4", "logo.png", "coast.jpg"]),
    ],
)
def test_the_library_is_narrowed(query: str, found: list[str], as_ana: Client, shelf: None) -> None:
    assert shown(as_ana, f"/library{query}") == found


def test_a_campaign_is_a_folder(as_ana: Client, shelf: None) -> None:
    assert shown(as_ana, f"/library?campaign={Campaign.objects.get().pk}") == ["logo.png"]


def test_another_market_sees_only_what_is_for_all(client: Client, farid: User, shelf: None) -> None:
    client.force_login(farid)
    assert shown(client, "/library") == ["logo.png"]


def test_files_come_back_as_cards_and_without_javascript_as_a_page(
    as_ana: Client, aurora: Brand, spain: Market
) -> None:
    place = f"{aurora.pk}.{spain.pk}"
    cards = as_ana.post("/assets", {"place": place, "into": "library", "picture_files": picture_file()})
    asset = Asset.objects.get()
    assert f'href="/library/{asset.pk}"' in cards.content.decode()
    assert asset.market == spain
    files = [picture_file("b.jpg"), SimpleUploadedFile("c.svg", b"<svg/>")]
    page = as_ana.post("/assets", {"place": place, "into": "page", "picture_files": files}, follow=True)
    assert page.redirect_chain[-1][0] == "/library"
    assert "c.svg is not a JPEG" in page.content.decode()
    assert Asset.objects.filter(name="b.jpg").exists()


def test_what_is_said_is_changed_on_its_page(as_ana: Client, photo: Asset, madrid_mastodon: Page) -> None:
    form = {"name": "rojo.jpg", "alt": "Un coche", "language": "es", "tags": "sol, #mar", "focal_x": 25, "focal_y": 100}
    assert as_ana.post(f"/library/{photo.pk}", form).status_code == 302
    photo.refresh_from_db()
    assert (photo.name, photo.tags, photo.focus, photo.language) == ("rojo.jpg", ["sol", "mar"], (0.25, 1.0), "es")
    wrong = as_ana.post(f"/library/{photo.pk}", form | {"name": "", "focal_x": 101})
    assert (wrong.status_code, "Give it a name" in wrong.content.decode()) == (422, True)


def test_descriptions_in_other_languages(
    client: Client, dieter: User, photo: Asset, madrid_mastodon: Page, paris_mastodon: Page
) -> None:
    client.force_login(dieter)
    form = {"name": "a.jpg", "alt": "Un coche", "language": "es", "focal_x": 50, "focal_y": 50, "alt_fr": "Une voiture"}
    client.post(f"/library/{photo.pk}", form)
    photo.refresh_from_db()
    assert photo.alts == {"fr": "Une voiture"}
    assert "Une voiture" in client.get(f"/library/{photo.pk}").content.decode()
    client.post(f"/library/{photo.pk}", form | {"alt_fr": ""})
    photo.refresh_from_db()
    assert photo.alts == {}


def test_rights_are_written_down_on_its_page(as_ana: Client, photo: Asset, spain: Market) -> None:
    form = {
        "rights-owner": "Studio", "rights-networks": ["mastodon"], "rights-territories": ["ES"],
        "rights-valid_from": "2026-01-01", "rights-valid_until": "2031-01-01", "rights-music": "None",
    }  # fmt: skip
    assert as_ana.post(f"/library/{photo.pk}/rights", form).status_code == 302
    rights = Rights.objects.get(asset=photo)
    assert (rights.owner, rights.networks, rights.territories) == ("Studio", ["mastodon"], ["ES"])
    wrong = as_ana.post(f"/library/{photo.pk}/rights", form | {"rights-valid_until": "2025-01-01"})
    assert (wrong.status_code, "before the first one" in wrong.content.decode()) == (422, True)


def test_who_saves_rights_changes_only_what_they_typed(as_ana: Client, ana: User, photo: Asset) -> None:
    """Legal shortened them while the page was open."""
    Rights.grant(photo, ana, valid_until=date(2031, 1, 1))
    opened = carried(as_ana, f"/library/{photo.pk}")
    Rights.grant(photo, ana, valid_until=date(2030, 1, 1))
    form = {"rights-owner": "Studio", "rights-valid_until": "2031-01-01", **opened}
    assert as_ana.post(f"/library/{photo.pk}/rights", form).status_code == 302
    rights = Rights.objects.get(asset=photo)
    assert (rights.owner, rights.valid_until) == ("Studio", date(2030, 1, 1))


def test_two_who_set_the_same_right_at_once_are_told(as_ana: Client, ana: User, photo: Asset) -> None:
    Rights.grant(photo, ana, owner="Studio")
    opened = carried(as_ana, f"/library/{photo.pk}")
    Rights.grant(photo, ana, owner="Studio Sol")
    answer = as_ana.post(f"/library/{photo.pk}/rights", {"rights-owner": "Studio Luna", **opened}, follow=True)
    assert "Somebody changed this meanwhile." in answer.content.decode()
    assert Rights.objects.get(asset=photo).owner == "Studio Sol"


@pytest.mark.parametrize(("path", "name"), [("/rights", "rights-seen"), ("", "seen")])
def test_a_form_that_is_not_as_it_was_shown_says_so(as_ana: Client, photo: Asset, path: str, name: str) -> None:
    """After operators changed the secret by which it is signed, for instance."""
    answer = as_ana.post(f"/library/{photo.pk}{path}", {"name": "a.jpg", name: "forged"})
    assert (answer.status_code, "This form is not as it was shown." in answer.content.decode()) == (422, True)


def test_who_describes_it_changes_only_what_they_typed(
    as_ana: Client, ana: User, photo: Asset, paris_mastodon: Page
) -> None:
    photo.describe(ana, focal_x=0.333, tags=["sol"])
    alt = photo.alt
    opened = carried(as_ana, f"/library/{photo.pk}")
    photo.describe(ana, alt="Un coche azul", tags=["mar"], alts={"fr": "Une voiture"})
    form = {"name": "b.jpg", "alt": alt, "language": photo.language, "tags": "sol", "focal_x": 33, "focal_y": 50}
    assert as_ana.post(f"/library/{photo.pk}", {**form, **opened}).status_code == 302
    photo.refresh_from_db()
    assert (photo.name, photo.alt, photo.tags, photo.focal_x) == ("b.jpg", "Un coche azul", ["mar"], 0.333)
    assert photo.alts == {"fr": "Une voiture"}


def test_a_reader_sees_the_rights_and_no_form(
    client: Client, gwen: User, ana: User, photo: Asset, spain: Market
) -> None:
    Rights.grant(photo, ana, owner="Studio Sol", territories=["ES"])
    client.force_login(gwen)
    page = client.get(f"/library/{photo.pk}").content.decode()
    assert "Studio Sol" in page
    assert "Spain" in page
    assert "Save rights" not in page
    assert client.post(f"/library/{photo.pk}/rights", {"rights-owner": "Me"}).status_code == 403


def test_a_new_version_is_kept_on_its_page(as_ana: Client, photo: Asset) -> None:
    answer = as_ana.post(f"/library/{photo.pk}/versions", {"file": striped()})
    new = Asset.objects.get(replaces=photo)
    assert answer["Location"] == f"/library/{new.pk}"
    page = as_ana.get(f"/library/{new.pk}").content.decode()
    assert f'href="/library/{photo.pk}"' in page
    assert "This is an older version" in as_ana.get(f"/library/{photo.pk}").content.decode()
    bad = SimpleUploadedFile("a.jpg", b"x")
    for key, file, words in (
        (photo.pk, striped(3), "newer version"),
        (new.pk, bad, "not a JPEG"),
        (new.pk, None, "Choose"),
    ):
        wrong = as_ana.post(f"/library/{key}/versions", {"file": file} if file else {})
        assert wrong.status_code == 422
        assert words in wrong.context["version"].errors["file"][0]


def test_the_page_says_where_it_is_and_what_looks_the_same(
    as_ana: Client, ana: User, aurora: Brand, write: Write, approve: Callable[[Post], Post], madrid_mastodon: Page
) -> None:
    asset = Asset.upload(ana, aurora, striped())
    twin = Asset.upload(ana, aurora, striped(name="twin.jpg"))
    out, _ = approve(write(madrid_mastodon, pictures=((asset, ""),))), write(madrid_mastodon, pictures=((asset, ""),))
    make_due(*out.publications.all())
    release()
    Delivery.objects.update(state="published", permalink="https://social.example/1")
    context = as_ana.get(f"/library/{asset.pk}").context
    assert [publication.post for publication in context["released"]] == [out]
    assert len(context["planned"]) == 1
    assert list(context["alike"]) == [twin]


def test_rights_that_end_stand_on_a_page_where_that_matters(
    as_ana: Client, ana: User, aurora: Brand, photo: Asset, write: Write, madrid_mastodon: Page
) -> None:
    write(madrid_mastodon, pictures=((photo, ""),), at=timezone.now() + timedelta(days=5))
    Rights.grant(photo, ana, valid_until=TODAY + timedelta(days=2))
    Rights.grant(Asset.upload(ana, aurora, picture_file("unused.jpg")), ana, valid_until=TODAY)
    assert "Rights ended, or end within two weeks: 1" in as_ana.get("/library").content.decode()
    [ending] = as_ana.get("/library/rights").context["endings"]
    assert len(ending.planned) == 1


# --- in the composer


def test_the_composer_chooses_from_the_library(as_ana: Client, shelf: None, madrid_mastodon: Page) -> None:
    page = as_ana.get("/posts/new").content.decode()
    assert 'hx-get="/library/choices?brand=aurora"' in page
    choices = as_ana.get("/library/choices?brand=aurora&q=coches").content.decode()
    asset = Asset.objects.get(name="coast.jpg")
    assert f'hx-get="/library/{asset.pk}/piece"' in choices
    piece = as_ana.get(f"/library/{asset.pk}/piece").content.decode()
    assert f'name="picture" value="{asset.pk}"' in piece
    assert "Un coche en la costa" in piece


def test_a_new_post_begins_with_what_was_chosen(as_ana: Client, photo: Asset, madrid_mastodon: Page) -> None:
    assert f'name="picture" value="{photo.pk}"' in as_ana.get(f"/posts/new?picture={photo.pk}").content.decode()
    assert as_ana.get("/posts/new?picture=nonsense").status_code == 200


def test_the_composer_offers_the_newer_version(
    as_ana: Client, ana: User, write: Write, photo: Asset, madrid_mastodon: Page
) -> None:
    post = write(madrid_mastodon, pictures=((photo, "Mi texto"),))
    new = photo.replace(ana, striped())
    page = as_ana.get(f"/posts/{post.pk}").content.decode()
    assert f'hx-get="/library/{new.pk}/piece"' in page
    piece = as_ana.get(f"/library/{new.pk}/piece?alt=Mi+texto&part=2").content.decode()
    assert "Mi texto" in piece
    assert '<option value="2" selected>' in piece


# --- how much it costs


@pytest.mark.parametrize("address", ["/library", "/library/choices", "/library/rights"])
def test_queries_do_not_grow_with_rows(
    address: str, as_ana: Client, ana: User, aurora: Brand, write: Write, madrid_mastodon: Page
) -> None:
    def more(number: int) -> None:
        for _ in range(number):
            asset = Asset.upload(ana, aurora, striped())
            Rights.grant(asset, ana, valid_until=TODAY)
            write(madrid_mastodon, pictures=((asset, ""),), at=timezone.now() + timedelta(days=5))

    more(1)
    few = queries(as_ana, address)
    more(6)
    assert queries(as_ana, address) == few


def test_queries_of_one_page_do_not_grow_with_its_uses_and_versions(
    as_ana: Client, ana: User, write: Write, madrid_mastodon: Page, photo: Asset
) -> None:
    def grown(number: int, asset: Asset) -> Asset:
        for count in range(number):
            asset = asset.replace(ana, striped(count + 2))
            write(madrid_mastodon, pictures=((asset, ""),))
        return asset

    first = grown(1, photo)
    few = queries(as_ana, f"/library/{first.pk}")
    for _ in range(4):
        write(madrid_mastodon, pictures=((first, ""),))
    assert queries(as_ana, f"/library/{first.pk}") == few


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
