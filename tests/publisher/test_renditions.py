"""A picture that a network would refuse for its form is made to fit; one that fits goes out as it is."""

import hashlib
import random
from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import Brand, Network, User
from campaigns.likeness import Likeness
from campaigns.models import Asset, Post
from publisher import pieces, renditions
from publisher.models import Delivery
from publisher.networks import NETWORKS
from publisher.networks.base import Picture
from publisher.networks.pictures import PictureRules
from tests.peer import Sandbox
from tests.publisher.conftest import Connect, work

Due = Callable[..., Delivery]


def upload(ana: User, aurora: Brand, form: str, size: tuple[int, int], noise: bool = False, mode: str = "RGB") -> Asset:
    output = BytesIO()
    if noise:
        pixels = random.Random(1).randbytes(size[0] * size[1] * 3)
        image = Image.frombytes("RGB", size, pixels)
    else:
        image = Image.new(mode, size, (200, 30, 30, 90)[: len(mode)])
    image.save(output, form, **({"quality": 100} if form == "JPEG" else {}))
    return Asset.upload(ana, aurora, SimpleUploadedFile(f"a.{form.lower()}", output.getvalue()))


@pytest.mark.parametrize(
    ("form", "size", "noise", "mode"),
    [("WEBP", (800, 600), False, "RGBA"), ("JPEG", (3200, 2400), True, "RGB")],
)
def test_what_a_network_would_refuse_is_made_to_fit(
    form: str, size: tuple[int, int], noise: bool, mode: str, ana: User, aurora: Brand, connect: Connect, due: Due,
    sandbox: Sandbox,
) -> None:  # fmt: skip
    asset = upload(ana, aurora, form, size, noise, mode)
    page = connect(Network.LINKEDIN)
    delivery = due(page, pictures=((asset, "Rojo"),))
    work(Network.LINKEDIN)
    delivery.refresh_from_db()
    assert delivery.state == "published", delivery.reason
    [medium] = sandbox.public(page.remote_id)[0]["media"]
    assert medium["mime"] == "image/jpeg"
    assert medium["sha256"] != asset.checksum


def test_what_fits_goes_out_as_it_is(ana: User, aurora: Brand, connect: Connect, due: Due, sandbox: Sandbox) -> None:
    asset = upload(ana, aurora, "PNG", (400, 300))
    page = connect(Network.MASTODON)
    due(page, pictures=((asset, "Rojo"),))
    work(Network.MASTODON)
    [medium] = sandbox.public(page.remote_id)[0]["media"]
    assert medium["sha256"] == asset.checksum


def test_a_rendition_is_made_once_and_the_same_each_time(
    ana: User, aurora: Brand, connect: Connect, write: Callable[..., Post]
) -> None:
    page = connect(Network.FACEBOOK)
    [content] = write(page, pictures=((upload(ana, aurora, "WEBP", (800, 600)), ""),)).contents()
    first, second = (pieces.fitted(pieces.piece_of(content), page.network, page.limits).pictures[0] for _ in range(2))
    assert first == second
    assert hashlib.sha256(first.read()).hexdigest() == first.checksum
    assert len(first.read()) == first.size
    assert first.url.endswith(".jpg")


def test_preflight_is_content_with_what_can_be_made_to_fit(
    ana: User, aurora: Brand, connect: Connect, write: Callable[..., Post]
) -> None:
    post = write(connect(Network.TELEGRAM), pictures=((upload(ana, aurora, "WEBP", (800, 600)), "Rojo"),))
    assert not [finding for finding in post.findings() if finding.blocks]


@pytest.mark.parametrize(
    ("network", "sizes", "sent"),
    [
        (Network.TELEGRAM, [(9000, 3000)], [(7500, 2500)]),
        (Network.TELEGRAM, [(100, 2100)], [(100, 2000)]),
        (Network.TELEGRAM, [(600, 12_000)], [(476, 9520)]),
        (Network.PINTEREST, [(800, 600), (600, 800)], [(600, 450), (600, 450)]),
        (Network.PINTEREST, [(400, 300), (800, 600), (400, 300)], [(400, 300)] * 3),
        (Network.PINTEREST, [(800, 600)] * 2, [(800, 600)] * 2),
    ],
)
def test_sides_and_shapes_are_made_to_fit(
    network: Network,
    sizes: list[tuple[int, int]],
    sent: list[tuple[int, int]],
    ana: User,
    aurora: Brand,
    connect: Connect,
    due: Due,
    sandbox: Sandbox,
) -> None:
    page = connect(network)
    assets = [upload(ana, aurora, "PNG", size, mode="RGB") for size in sizes]
    delivery = due(page, pictures=tuple((asset, "Rojo") for asset in assets))
    [content] = delivery.publication.post.contents()
    shown = [(part.width, part.height) for part in Likeness(content, page).said.media]
    whole = pieces.piece_of(content)
    assert shown == [(one.width, one.height) for one in pieces.previewed(whole, network, page.limits).pictures] == sent
    fitted = pieces.fitted(whole, network, page.limits).pictures
    assert [Image.open(BytesIO(one.read())).size for one in fitted] == sent
    assert [one.checksum == asset.checksum for one, asset in zip(fitted, assets, strict=True)] == [
        size == part for size, part in zip(sizes, sent, strict=True)
    ]
    work(network)
    delivery.refresh_from_db()
    assert delivery.state == "published", delivery.reason
    assert [one["sha256"] for one in sandbox.public(page.remote_id)[0]["media"]] == [one.checksum for one in fitted]


def test_pictures_that_are_too_heavy_together_share_what_there_is(
    ana: User, aurora: Brand, connect: Connect, write: Callable[..., Post]
) -> None:
    page = connect(Network.PINTEREST)
    heavy = upload(ana, aurora, "JPEG", (3200, 2400), noise=True)
    assert heavy.size * 4 > 20_000_000
    post = write(page, pictures=((heavy, "Rojo"),) * 4)
    assert not [finding for finding in post.findings() if finding.blocks]
    [content] = post.contents()
    fitted = pieces.fitted(pieces.piece_of(content), page.network, page.limits).pictures
    assert sum(one.size for one in fitted) <= 20_000_000
    assert {(one.width, one.height) for one in fitted} == {(3200, 2400)}


def test_every_network_that_shows_pictures_says_its_rules() -> None:
    for network in NETWORKS.values():
        rules = network.picture_rules({})
        assert bool(rules and rules.most) == bool(network.takes.pictures), network.name


@pytest.mark.parametrize(("noise", "most"), [(255, 60_000), (20, 200_000), (60, 90_000)])
def test_a_large_picture_is_not_written_over_and_over(noise: int, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is made while a claim lasts, and nobody may take its worker for dead."""
    kept, written = BytesIO(), []
    Image.effect_noise((1200, 900), noise).convert("RGB").save(kept, "PNG")
    save = Image.Image.save
    monkeypatch.setattr(
        Image.Image, "save", lambda image, *how, **more: (written.append(image.size), save(image, *how, **more))[1]
    )
    content = kept.getvalue()
    picture = Picture("0" * 64, "image/png", 1200, 900, len(content), "", lambda: content)
    made = renditions._make(picture, PictureRules(most=1, kinds=("image/jpeg",), size=most))
    assert most / 4 < len(made) <= most
    assert written.count((1200, 900)) <= len(renditions.QUALITIES)
    assert sum(width * height for width, height in written) <= 7 * 1200 * 900
