"""What previews show of a picture is what its network gets: the same part of it, whatever its focal point."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

from accounts.models import Brand, Market, Network, Page, User
from campaigns.crops import Box
from campaigns.likeness import Likeness
from campaigns.models import Asset
from publisher import pieces
from publisher.networks import NETWORKS
from tests.cast import Write, apart, many_coloured, page_on

SHOW_PICTURES = [name for name, network in NETWORKS.items() if network.takes.pictures]
SRC = re.compile(r'<img src="([^"]+)" width="(\d+)" height="(\d+)"')
FINE = 6
"""So far, of 255, may the same pixels be apart after two compressions."""


@pytest.fixture
def as_ana(client: Client, ana: User) -> Client:
    client.force_login(ana)
    return client


@pytest.mark.parametrize("size", [(2400, 600), (300, 1500), (60, 1300)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("focus", [(0.5, 0.5), (0.0, 0.2), (0.95, 1.0)], ids=str)
def test_every_networks_preview_shows_the_pixels_of_its_rendition(
    size: tuple[int, int], focus: tuple[float, float], as_ana: Client, ana: User, aurora: Brand, spain: Market,
    write: Write,
) -> None:  # fmt: skip
    asset = many_coloured(ana, aurora, size, focus)
    pages = {page.pk: page for page in (page_on(Network(name), aurora, spain) for name in SHOW_PICTURES)}
    for content in write(*pages.values(), pictures=((asset, "Colores"),)).contents():
        page = pages[content.page]
        [sent] = pieces.fitted(pieces.piece_of(content), page.network, page.limits).pictures
        drawn = render_to_string("campaigns/likeness/_one.html", {"seen": Likeness(content, page)})
        [(src, *shape)] = SRC.findall(drawn)
        shown = as_ana.get(src.replace("&amp;", "&"))
        assert tuple(map(int, shape)) == (sent.width, sent.height), page.network
        assert apart(shown.content, sent.read()) < FINE, page.network


def test_a_story_is_not_cropped(ana: User, aurora: Brand, spain: Market, write: Write) -> None:
    page = page_on(Network.INSTAGRAM, aurora, spain)
    asset = many_coloured(ana, aurora, (2400, 600))
    [feed] = write(page, pictures=((asset, ""),)).contents()
    [story] = write(page, pictures=((asset, ""),), placement="story").contents()
    assert [Likeness(content, page).said.media[0].box for content in (feed, story)] == [Box(627, 0, 1773, 600), None]


def test_a_reviewer_sees_the_crop_of_what_was_submitted(
    client: Client, carmen: User, ana: User, aurora: Brand, spain: Market, write: Write
) -> None:
    asset = many_coloured(ana, aurora, (2400, 600), focus=(0.0, 0.5))
    write(page_on(Network.INSTAGRAM, aurora, spain), pictures=((asset, ""),)).submit(by=ana)
    client.force_login(carmen)
    assert f"/assets/{asset.pk}?size=preview&amp;part=0,0,1146,600" in client.get("/review").content.decode()


@pytest.mark.parametrize("part", ["0,0,0,0", "0,0,641,480", "-1,0,5,5", "5,0,1,5", "1,2,3", "a,b,c,d", "1" * 9000])
def test_what_is_no_part_of_the_picture_is_not_found(part: str, as_ana: Client, photo: Asset) -> None:
    assert as_ana.get(f"/assets/{photo.pk}?size=preview&part={part}").status_code == 404


@pytest.fixture
def estate(aurora: Brand, spain: Market, france: Market) -> list[Page]:
    networks = (Network.INSTAGRAM, Network.FACEBOOK, Network.X, Network.YOUTUBE)
    return [page_on(network, aurora, market) for network in networks for market in (spain, france)]


def test_the_library_shows_what_each_network_gets(as_ana: Client, ana: User, aurora: Brand, estate: list[Page]) -> None:
    asset = many_coloured(ana, aurora, (2400, 600))
    answer = as_ana.get(f"/library/{asset.pk}")
    assert [(shown.box, networks) for shown, networks in answer.context["crops"]] == [
        (Box(627, 0, 1773, 600), ["instagram"]),
        (None, ["facebook", "x"]),
    ]
    for words in ("cropped to 1146 × 600", "whole, 2400 × 600", "?size=card&amp;part=627,0,1773,600"):
        assert words in answer.content.decode()


def test_a_focal_point_is_tried_before_it_is_saved(
    as_ana: Client, ana: User, aurora: Brand, estate: list[Page]
) -> None:
    asset = many_coloured(ana, aurora, (2400, 600))
    for tried, left in (("focal_x=0&focal_y=50", 0), ("focal_x=100&focal_y=50", 1254), ("focal_x=101", 627), ("", 627)):
        found = as_ana.get(f"/library/{asset.pk}/crops?{tried}").context["crops"]
        assert found[0][0].box == Box(left, 0, left + 1146, 600)
    asset.refresh_from_db()
    assert asset.focus == (0.5, 0.5)


def test_the_composer_leads_from_a_picture_to_its_focal_point_and_crops(as_ana: Client, photo: Asset) -> None:
    piece = as_ana.get(f"/library/{photo.pk}/piece").content.decode()
    assert piece.count(f'href="/library/{photo.pk}"') == 2
    assert f'href="/assets/{photo.pk}"' not in piece
