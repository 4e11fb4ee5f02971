"""Likenesses: what each network would show of a post, in its own layout and folded at its length."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from accounts.models import Brand, Market, Network, Page, User
from campaigns.content import Content, Medium, Part
from campaigns.likeness import LOOKS, Likeness, Look, Said, likenesses
from campaigns.models import Asset
from publisher.networks import NETWORKS
from publisher.pieces import piece_of
from tests.cast import Write, page_on

LINK = "https://aurora.example/spring"


@pytest.fixture
def everywhere(aurora: Brand, spain: Market) -> list[Page]:
    return [page_on(network, aurora, spain) for network in Network]


def content_on(page: Page, **more: object) -> Content:
    wall = f"{timezone.now() + timedelta(days=1):%Y-%m-%dT%H:%M}"
    about = {"publication": None, "page": page.pk, "brand": page.brand_id, "market": page.market_id, "campaign": None}
    return Content(network=page.network, wall=wall, zone="Europe/Madrid", fold=0, **about, **more)  # type: ignore[arg-type]


def medium(asset: Asset) -> Medium:
    return Medium(asset.pk, str(asset.file.name), asset.checksum, asset.mime, 640, 480, asset.size, "Un coche")


def shown(page: Page, content: Content) -> str:
    return render_to_string("campaigns/likeness/_one.html", {"seen": Likeness(content, page)})


def test_every_network_has_a_look_and_is_drawn_with_all_there_is(everywhere: list[Page], photo: Asset) -> None:
    assert set(LOOKS) == set(Network.values)
    for page in everywhere:
        for placement in ("feed", "reel", "story"):
            for media in ((), (medium(photo),) * 12):
                content = content_on(
                    page, text="Un <b>día</b>\nmás", link=LINK, media=media, placement=placement, thread=(Part("Dos"),)
                )
                drawn = shown(page, replace(content, first_comment="¿Y tú?"))
                assert "<b>día" not in drawn
                assert page.name in drawn or Likeness(content, page).handle in drawn
                assert ("?size=preview" in drawn) == bool(media)


def test_words_are_those_that_the_network_is_sent(everywhere: list[Page], photo: Asset) -> None:
    """The link stands in the text exactly where the network's module puts it."""
    for page in everywhere:
        if LOOKS[page.network].titled:
            continue  # their words are sent as title and description
        for media in ((), (medium(photo),)):
            content = content_on(page, text="Hola", link=LINK, media=media)
            sent = NETWORKS[page.network].body(piece_of(content))
            assert (page.network, media, Likeness(content, page).words) == (page.network, media, sent)


def test_a_text_is_folded_after_its_characters_or_its_lines() -> None:
    look = Look("feed", fold=10, lines=2)
    assert (Said(look, "0123456789abc").head, Said(look, "0123456789abc").rest) == ("0123456789", "abc")
    assert (Said(look, "a\nb\nc").head, Said(look, "a\nb\nc").rest) == ("a\nb", "\nc")
    assert Said(look, "a\n\nb").head == "a"  # no empty line before the fold
    assert (Said(look, "short").rest, Said(Look("micro"), "a" * 900).rest) == ("", "")


def test_a_card_stands_only_where_nothing_else_is_shown(madrid_facebook: Page, photo: Asset) -> None:
    bare = content_on(madrid_facebook, text="Hola", link=LINK)
    assert Likeness(bare, madrid_facebook).card == "aurora.example"
    assert not Likeness(replace(bare, media=(medium(photo),)), madrid_facebook).card


def test_one_of_each_network_says_on_how_many_pages_more(madrid_facebook: Page, aurora: Brand, france: Market) -> None:
    paris = page_on(Network.FACEBOOK, aurora, france)
    pages = {page.pk: page for page in (madrid_facebook, paris)}
    (seen,) = likenesses([content_on(page, text="Hola") for page in pages.values()], pages)
    assert (seen.page, seen.others) == (madrid_facebook, 1)


def test_the_composer_shows_what_there_is_and_the_check_redraws_it(
    client: Client, ana: User, write: Write, madrid_mastodon: Page, madrid_bluesky: Page
) -> None:
    post = write(madrid_mastodon, madrid_bluesky, wordings=(("bluesky", "Corto"),))
    client.force_login(ana)
    assert "As Mastodon shows it" in client.get(f"/posts/{post.pk}").content.decode()
    typed = {"text": "Otra", "pages": [madrid_mastodon.pk, madrid_bluesky.pk], "seen": "mastodon"}
    answer = client.post("/checks", typed)
    assert [(one.page.network, one.said.text) for one in answer.context["preview"].likenesses] == [
        ("bluesky", "Otra"),
        ("mastodon", "Otra"),
    ]
    assert answer.context["preview"].seen == "mastodon"


def test_a_reviewer_sees_it_as_the_networks_show_it(
    client: Client, carmen: User, write: Write, madrid_mastodon: Page, madrid_facebook: Page
) -> None:
    write(madrid_mastodon, madrid_facebook).submit(by=User.objects.get(name="Ana"))
    client.force_login(carmen)
    page = client.get("/review").content.decode()
    assert "As Mastodon shows it" in page
    assert "As Facebook shows it" in page
