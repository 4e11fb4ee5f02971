"""Checks while typing: counted as each network counts, read by the same readers as later, and nothing kept."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Brand, Market, Page, User
from campaigns.models import Asset, Guideline, Post, Publication
from tests.cast import Write, page_on

FAMILY = "👨‍👩‍👧‍👦"


@pytest.fixture
def as_ana(client: Client, ana: User) -> Client:
    client.force_login(ana)
    return client


def typed(*pages: Page, **more: Any) -> dict[str, Any]:
    tomorrow = timezone.now() + timedelta(days=1)
    form = {"text": "Sale el sol.", "date": f"{tomorrow:%Y-%m-%d}", "time": "18:00", "clock": "local"}
    return form | {"pages": [page.pk for page in pages]} | more


def checked(client: Client, form: dict[str, Any], address: str = "/checks") -> str:
    answer = client.post(address, form, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def counts(client: Client, form: dict[str, Any]) -> dict[str, tuple[int, int]]:
    answer = client.post("/checks", form)
    return {counter.network: (counter.used, counter.limit) for counter in answer.context["counters"]}


def test_each_network_counts_in_its_own_way(as_ana: Client, madrid_mastodon: Page, madrid_bluesky: Page) -> None:
    Page.objects.filter(network="mastodon").update(limits={"max_characters": 500})
    address = "https://aurora.example/" + "a" * 77
    form = typed(madrid_mastodon, madrid_bluesky, text=f"{FAMILY} {address}")
    assert counts(as_ana, form) == {"mastodon": (2 + 23, 500), "bluesky": (2 + 100, 300)}


def test_each_network_counts_its_own_text(as_ana: Client, madrid_mastodon: Page, madrid_bluesky: Page) -> None:
    form = typed(madrid_mastodon, madrid_bluesky, text="1234567", differs_bluesky="on", text_bluesky="12")
    assert {name: used for name, (used, _) in counts(as_ana, form).items()} == {"mastodon": 7, "bluesky": 2}


def test_a_link_counts_where_it_goes_into_the_text(
    as_ana: Client, madrid_mastodon: Page, madrid_facebook: Page
) -> None:
    form = typed(madrid_mastodon, madrid_facebook, text="1234567", link="https://aurora.example/a/long/address")
    used = {name: used for name, (used, _) in counts(as_ana, form).items()}
    assert used == {"mastodon": 7 + 2 + 23, "facebook": 7}


def test_the_page_with_the_least_room_counts(
    as_ana: Client, madrid_mastodon: Page, aurora: Brand, spain: Market
) -> None:
    roomy = [page_on("mastodon", aurora, spain, remote_id=name) for name in ("roomy", "also roomy")]
    Page.objects.filter(pk=roomy[0].pk).update(limits={"max_characters": 50})
    assert counts(as_ana, typed(madrid_mastodon, *roomy)) == {"mastodon": (12, 50)}


def test_large_numbers_are_grouped_as_the_language_does(as_ana: Client, ana: User, madrid_mastodon: Page) -> None:
    Page.objects.filter(pk=madrid_mastodon.pk).update(limits={"max_characters": 63206})
    for language, limit in (("en", "63,206"), ("de", "63.206")):
        User.objects.filter(pk=ana.pk).update(language=language)
        assert f"/ {limit}<" in checked(as_ana, typed(madrid_mastodon))


def test_blocking_findings_and_warnings_are_told_apart(as_ana: Client, madrid_bluesky: Page, aurora: Brand) -> None:
    Guideline.objects.create(kind="media_required", sentence="Add a picture.", brand=aurora, blocks=False)
    answer = as_ana.post("/checks", typed(madrid_bluesky, text="a" * 301))
    notes = {note.finding.sentence: note.finding.blocks for note in answer.context["preview"].notes}
    assert notes == {"The text has 301 characters; Bluesky takes 300. Shorten it by 1.": True, "Add a picture.": False}


def test_one_sentence_for_many_pages_is_said_once(
    as_ana: Client, madrid_bluesky: Page, aurora: Brand, spain: Market
) -> None:
    second = page_on("bluesky", aurora, spain, remote_id="b2")
    answer = as_ana.post("/checks", typed(madrid_bluesky, second, text="a" * 301))
    assert [len(note.pages) for note in answer.context["preview"].notes] == [2]


def test_pictures_are_read_too(as_ana: Client, madrid_bluesky: Page, photo: Asset) -> None:
    page = checked(as_ana, typed(madrid_bluesky, picture=[photo.pk] * 5, alt=["x"] * 5))
    assert "Bluesky takes 4 pictures in a post; remove 1." in page


def test_what_cannot_be_read_is_said_as_well(as_ana: Client, madrid_mastodon: Page) -> None:
    assert "This is not a web address." in checked(as_ana, typed(madrid_mastodon, link="nonsense at all"))


def test_an_hour_that_comes_twice_brings_the_question(as_ana: Client, madrid_mastodon: Page) -> None:
    year = timezone.now().year + 1
    october = max(day for day in range(25, 32) if date(year, 10, day).weekday() == 6)
    page = checked(as_ana, typed(madrid_mastodon, date=f"{year}-10-{october}", time="02:30"))
    assert 'name="fold"' in page
    assert 'name="fold"' not in checked(as_ana, typed(madrid_mastodon))


def test_nothing_is_kept(as_ana: Client, write: Write, madrid_mastodon: Page) -> None:
    post = write(madrid_mastodon)
    before = (post.version, Publication.objects.get().at)
    checked(as_ana, typed(madrid_mastodon, version=1), f"/checks?post={post.pk}")
    post.refresh_from_db()
    assert (post.version, Publication.objects.get().at) == before
    assert Post.objects.count() == 1


def test_a_contributor_sees_how_the_markets_networks_count(client: Client, bruno: User, madrid_bluesky: Page) -> None:
    client.force_login(bruno)
    assert counts(client, {"text": "Hola"}) == {"bluesky": (4, 300)}


def test_checks_are_for_those_who_draft(
    client: Client, gwen: User, farid: User, write: Write, madrid_mastodon: Page
) -> None:
    post = write(madrid_mastodon)
    client.force_login(gwen)
    assert client.post(f"/checks?post={post.pk}", {}).status_code == 403
    client.force_login(farid)
    assert client.post(f"/checks?post={post.pk}", {}).status_code == 404


def test_each_page_says_when_it_goes_out_there_and_for_the_person(
    client: Client, dieter: User, aurora: Brand, madrid_mastodon: Page
) -> None:
    tokyo = page_on(
        "mastodon", aurora, Market.objects.create(code="JP", name="Japan", time_zone="Asia/Tokyo", languages=["ja"])
    )
    client.force_login(dieter)
    day = f"{timezone.now().year + 1}-01-10"
    said = checked(client, typed(madrid_mastodon, tokyo, place=f"{aurora.pk}.", date=day))
    assert "18:00 in Spain</span>" in said
    assert "18:00 in Japan, " in said
    assert " 10:00 for you" in said
