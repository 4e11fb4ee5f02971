"""What a network gets of a picture with an overlay is what previews showed and people approved, byte by byte."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client
from PIL import Image

from accounts.models import Brand, Market, Network, Page, User
from campaigns import overlays
from campaigns.laid import Laid
from campaigns.likeness import Likeness
from campaigns.models import Asset, Overlay, Post
from publisher import pieces
from publisher.models import Delivery
from publisher.networks import NETWORKS
from publisher.networks.base import Picture, Refused
from tests.cast import Write, apart, many_coloured, overlay_file, overlay_of, page_on
from tests.peer import Sandbox
from tests.publisher.conftest import Connect, work

Due = Callable[..., Delivery]
SHOW_PICTURES = [name for name, network in NETWORKS.items() if network.takes.pictures]
SRC = re.compile(r'<img src="([^"]+)" width="(\d+)" height="(\d+)"')
FINE = 6
"""So far, of 255, may the same pixels be apart after two compressions."""
KINDS = {
    "logo": {"kind": "logo", "corner": "top_right", "share": 90, "margin": 5},
    "stretched": {"kind": "stretched"},
    "cropped": {"kind": "cropped"},
}


def sent(content: Any, page: Page) -> Picture:
    [picture] = pieces.fitted(pieces.piece_of(content), page.network, page.limits).pictures
    return picture


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(2400, 600), (300, 1500), (640, 480)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_networks_preview_shows_the_overlay_of_its_rendition(
    size: tuple[int, int], kind: str, client: Client, ana: User, aurora: Brand, spain: Market, write: Write
) -> None:
    client.force_login(ana)
    asset, overlay = many_coloured(ana, aurora, size), overlay_of(aurora, **KINDS[kind])
    pages = {page.pk: page for page in (page_on(Network(name), aurora, spain) for name in SHOW_PICTURES)}
    for content in write(*pages.values(), pictures=((asset, "Colores", overlay),)).contents():
        page = pages[content.page]
        picture = sent(content, page)
        drawn = render_to_string("campaigns/likeness/_one.html", {"seen": Likeness(content, page)})
        [(src, *shape)] = SRC.findall(drawn)
        seen = client.get(src.replace("&amp;", "&")).content
        assert (picture.mime, picture.over) == ("image/jpeg", None)
        assert tuple(map(int, shape)) == (picture.width, picture.height), page.network
        assert apart(seen, picture.read()) < FINE, page.network
        plain = client.get(src.replace("&amp;", "&").partition("&overlay=")[0]).content
        assert apart(plain, picture.read()) > FINE, page.network


WHITE, BLUE = (255, 255, 255), (0, 0, 255)


@pytest.mark.parametrize(
    ("laid", "blue", "white"),
    [
        (Laid("", "logo", "top_left", 40, 10), [(36, 14), (46, 26)], [(24, 14), (8, 12), (40, 33), (53, 12)]),
        (
            Laid("", "logo", "bottom_right", 40, 10),
            [(176, 74), (186, 86)],
            [(164, 86), (193, 87), (187, 93), (187, 67)],
        ),
        (Laid("", "stretched"), [(102, 2), (198, 98)], [(98, 50), (2, 2)]),
        (Laid("", "cropped"), [(102, 2), (198, 98)], [(98, 50), (2, 2)]),
    ],
    ids=["top left", "bottom right", "stretched", "cropped"],
)
def test_where_an_overlay_stands(laid: Laid, blue: list[tuple[int, int]], white: list[tuple[int, int]]) -> None:
    """The picture is 200 × 100; the logo 80 × 40, its left half transparent, becomes 40 × 20."""
    image = overlays.lay(Image.new("RGB", (200, 100), WHITE), laid, overlay_file().read())
    assert (image.size, image.mode) == ((200, 100), "RGB")
    assert [image.getpixel(at) for at in blue] == [BLUE for _ in blue]
    assert [image.getpixel(at) for at in white] == [WHITE for _ in white]


def test_a_frame_that_is_cropped_keeps_its_shape_and_one_that_is_stretched_does_not() -> None:
    """A blue edge of a tenth on each side of a square, laid over what is twice as wide as high."""
    frame, output = Image.new("RGBA", (100, 100), "blue"), BytesIO()
    frame.paste((0, 0, 0, 0), (10, 10, 90, 90))
    frame.save(output, "PNG")
    pictures = {
        kind: overlays.lay(Image.new("RGB", (200, 100), WHITE), Laid("", kind), output.getvalue())
        for kind in ("stretched", "cropped")
    }
    assert {kind: image.getpixel((100, 3)) for kind, image in pictures.items()} == {"stretched": BLUE, "cropped": WHITE}
    assert {image.getpixel((3, 50)) for image in pictures.values()} == {BLUE}


def test_another_overlay_never_takes_an_old_rendition(ana: User, aurora: Brand, connect: Connect, write: Write) -> None:
    page, asset, logo = connect(Network.MASTODON), many_coloured(ana, aurora, (640, 480)), overlay_of(aurora)
    post = write(page, pictures=((asset, "Colores", logo),))
    made = []
    for change in (
        {},
        {"share": 30},
        {"margin": 8},
        {"corner": "top_left"},
        {"kind": "stretched"},
        {"kind": "cropped"},
    ):
        Overlay.objects.update(**change)
        made.append(sent(post.contents()[0], page))
    kept = overlays.clean(overlay_file(colour="red"))
    overlays.keep(kept)
    Overlay.objects.update(checksum=kept.checksum)
    made.append(sent(post.contents()[0], page))
    assert len({one.checksum for one in made}) == len(made)
    assert made[-1] == sent(post.contents()[0], page)


def test_an_approved_post_goes_out_with_the_overlay_that_was_approved(
    ana: User, aurora: Brand, connect: Connect, due: Due, sandbox: Sandbox
) -> None:
    page, asset, logo = connect(Network.MASTODON), many_coloured(ana, aurora, (640, 480)), overlay_of(aurora)
    delivery = due(page, pictures=((asset, "Colores", logo),))
    [approved] = delivery.publication.post.contents()
    kept = overlays.clean(overlay_file(colour="red"))
    overlays.keep(kept)
    Overlay.objects.update(checksum=kept.checksum, share=50)
    [now] = delivery.publication.post.contents()
    work(Network.MASTODON)
    delivery.refresh_from_db()
    assert delivery.state == "published", delivery.reason
    [medium] = sandbox.public(page.remote_id)[0]["media"]
    assert medium["sha256"] == sent(approved, page).checksum != sent(now, page).checksum


@pytest.mark.parametrize("gone", [True, False], ids=["gone", "changed"])
def test_nothing_goes_out_with_other_bytes_than_the_overlay_that_was_approved(
    gone: bool, ana: User, aurora: Brand, connect: Connect, write: Write
) -> None:
    page, asset = connect(Network.MASTODON), many_coloured(ana, aurora, (640, 480))
    logo = overlay_of(aurora, overlay_file(colour="green" if gone else "yellow"))  # bytes that no other test lays
    [content] = write(page, pictures=((asset, "Colores", logo),)).contents()
    default_storage.delete(logo.laid.file)
    if not gone:
        default_storage.save(logo.laid.file, ContentFile(overlay_file(colour="red").read()))
    with pytest.raises(Refused):
        sent(content, page)


def test_the_parts_of_a_thread_have_overlays_of_their_own(
    ana: User, aurora: Brand, connect: Connect, write: Write, logo: Overlay
) -> None:
    from campaigns.draft import Further
    from campaigns.draft import Picture as Shown

    asset = many_coloured(ana, aurora, (640, 480))
    [content] = write(connect(Network.MASTODON), thread=(Further("Dos.", (Shown(asset, "", logo),)),)).contents()
    [below] = pieces.following(content)
    assert below.part.media[0].overlay == logo.laid


def test_pictures_with_overlays_share_what_they_may_weigh_together(
    ana: User, aurora: Brand, connect: Connect, write: Write, logo: Overlay
) -> None:
    page, asset = connect(Network.PINTEREST), many_coloured(ana, aurora, (640, 480))
    [content] = write(page, pictures=((asset, "Colores", logo),) * 5).contents()
    fitted = pieces.fitted(pieces.piece_of(content), page.network, page.limits).pictures
    assert sum(one.size for one in fitted) <= 20_000_000
    assert {one.mime for one in fitted} == {"image/jpeg"}


def test_each_network_that_shows_pictures_takes_the_jpeg_that_an_overlay_needs() -> None:
    for name in SHOW_PICTURES:
        rules = NETWORKS[name].picture_rules({})
        assert rules
        assert "image/jpeg" in rules.kinds, name


def test_a_gif_that_moves_goes_out_without(
    ana: User, aurora: Brand, write: Write, connect: Connect, logo: Overlay
) -> None:
    frames = [Image.new("RGB", (64, 48), colour) for colour in ("red", "blue")]
    output = BytesIO()
    frames[0].save(output, "GIF", save_all=True, append_images=frames[1:])
    gif = Asset.upload(ana, aurora, SimpleUploadedFile("moves.gif", output.getvalue()))
    post: Post = write(connect(Network.MASTODON), pictures=((gif, "Dos colores", logo),))
    [content] = post.contents()
    assert content.media[0].overlay is None
    assert pieces.piece_of(content).pictures[0].over is None
