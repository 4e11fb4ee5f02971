"""Pictures and films as cameras, telephones and designers leave them: what can be made to fit goes out everywhere."""

import struct
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.models import Brand, Network, User
from campaigns.models import Asset
from publisher.models import Delivery
from publisher.networks import NETWORKS
from publisher.networks.pictures import GIF
from tests.cast import film_bytes
from tests.peer import Sandbox
from tests.publisher.conftest import Connect, work

Due = Callable[..., Delivery]
PICTURED = [network for network in Network if NETWORKS[network].takes.pictures]
FILMED = [(network, place) for network in Network for place in NETWORKS[network].takes.placements]
FILMED = [(network, place) for network, place in FILMED if NETWORKS[network].takes.films]


def file(name: str, image: Image.Image, form: str, **options: Any) -> SimpleUploadedFile:
    output = BytesIO()
    image.save(output, form, **options)
    return SimpleUploadedFile(name, output.getvalue())


def awkward() -> list[SimpleUploadedFile]:
    lying = Image.Exif()
    lying[0x0112] = 6
    logo = Image.new("RGB", (600, 400), "red").quantize(2)
    return [
        file("print.jpg", Image.new("CMYK", (600, 400), (0, 200, 200, 0)), "JPEG"),
        file("deep.png", Image.new("I;16", (600, 400), 40_000), "PNG"),
        file("logo.png", logo, "PNG", transparency=0),
        file("huge.png", Image.new("RGBA", (4000, 3000), (200, 30, 30, 90)), "PNG"),
        file("dot.png", Image.new("RGB", (1, 1)), "PNG"),
        file("line.png", Image.new("RGB", (3, 90)), "PNG"),
        file("turned.jpg", Image.new("RGB", (600, 400)), "JPEG", exif=lying),
        file("scan.tiff", Image.new("CMYK", (600, 400), (0, 200, 200, 0)), "TIFF", compression="tiff_lzw"),
        file("paint.bmp", Image.new("RGB", (600, 400), "red"), "BMP"),
        file("telephone.avif", Image.new("RGBA", (600, 400), (200, 30, 30, 90)), "AVIF"),
        file("two.jpg", Image.new("RGB", (600, 400)), "MPO", save_all=True, append_images=[Image.new("RGB", (60, 40))]),
    ]


def wave() -> SimpleUploadedFile:
    frames = [Image.new("RGB", (60, 40), color) for color in ("red", "blue")]
    return file("wave.webp", frames[0], "WEBP", save_all=True, append_images=frames[1:], duration=100)


def upright(seconds: float, width: int, height: int) -> SimpleUploadedFile:
    """A film that lies on its side, and says so, as telephones make them (ISO 14496-12: the matrix of `tkhd`)."""
    content = film_bytes(seconds, (height, width))
    begin = content.index(b"tkhd") + 44
    turn = struct.pack(">9i", 0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000)
    return SimpleUploadedFile("telephone.mp4", content[:begin] + turn + content[begin + len(turn) :])


def gone_out(*deliveries: Delivery) -> list[Delivery]:
    """Nobody waits between two steps."""
    rows = Delivery.objects.filter(pk__in=[delivery.pk for delivery in deliveries]).order_by("pk")
    network, most = deliveries[0].network, 40 * len(deliveries)
    while rows.filter(state__in=["queued", "ready", "unsure"]).update(next_at=timezone.now()) and (most := most - 1):
        work(network)
    return list(rows)


@pytest.mark.parametrize("network", PICTURED)
def test_what_can_be_made_to_fit_is_never_refused(
    network: Network, ana: User, aurora: Brand, connect: Connect, due: Due, sandbox: Sandbox
) -> None:
    """Each on a page of its own, of which networks take fewer posts a minute."""
    rules = NETWORKS[network].picture_rules({})
    assert rules
    moves = [wave()] if rules.gif or GIF in rules.kinds else []
    assets = [Asset.upload(ana, aurora, upload, alt="Rojo") for upload in (*awkward(), *moves)]
    sent = gone_out(*[due(connect(network), pictures=((asset, "Rojo"),)) for asset in assets])
    assert {(asset.name, one.state, one.reason) for asset, one in zip(assets, sent, strict=True)} == {
        (asset.name, "published", "") for asset in assets
    }
    assert [len(sandbox.public(one.page.remote_id)) for one in sent] == [1] * len(sent)


@pytest.mark.parametrize(("network", "place"), FILMED)
def test_a_film_that_lies_on_its_side_is_what_it_looks_like(
    network: Network, place: str, ana: User, aurora: Brand, connect: Connect, due: Due
) -> None:
    film = Asset.upload(ana, aurora, upright(15, 540, 960))
    assert (film.width, film.height) == (540, 960)
    [delivery] = gone_out(due(connect(network), pictures=((film, ""),), placement=place))
    assert (delivery.state, delivery.reason) == ("published", "")
