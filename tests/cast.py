"""The cast: the same people, brand and pages in every test."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageChops, ImageStat

from accounts.models import Brand, Credential, Health, Market, Membership, Network, Page, Role, User
from campaigns import overlays
from campaigns.draft import Draft, Picture, Plan
from campaigns.models import Asset, Overlay, Post, Publication
from campaigns.walltime import from_utc
from rig import film

PASSWORD = "correct horse battery"


@cache
def hashed_password() -> str:
    """Hashed once: hashing is slow on purpose."""
    return make_password(PASSWORD)


@pytest.fixture
def aurora(db: None) -> Brand:
    return Brand.objects.create(name="Aurora", slug="aurora")


@pytest.fixture
def spain(db: None) -> Market:
    return Market.objects.create(code="ES", name="Spain", time_zone="Europe/Madrid", languages=["es"])


@pytest.fixture
def france(db: None) -> Market:
    return Market.objects.create(code="FR", name="France", time_zone="Europe/Paris", languages=["fr"])


def person(name: str, role: Role, brand: Brand | None = None, market: Market | None = None) -> User:
    zone = market.time_zone if market else "Europe/Berlin"
    user = User.objects.create(
        email=f"{name.lower()}@aurora.example", password=hashed_password(), name=name, time_zone=zone
    )
    Membership.objects.create(user=user, role=role, brand=brand, market=market)
    return user


@pytest.fixture
def ana(aurora: Brand, spain: Market) -> User:
    return person("Ana", Role.COMMUNITY_MANAGER, aurora, spain)


@pytest.fixture
def bruno(aurora: Brand, spain: Market) -> User:
    return person("Bruno", Role.CONTRIBUTOR, aurora, spain)


@pytest.fixture
def carmen(aurora: Brand, spain: Market) -> User:
    return person("Carmen", Role.MARKET_LEAD, aurora, spain)


@pytest.fixture
def dieter(aurora: Brand) -> User:
    return person("Dieter", Role.REVIEWER, aurora)


@pytest.fixture
def erika(aurora: Brand) -> User:
    return person("Erika", Role.ADMINISTRATOR)


@pytest.fixture
def farid(aurora: Brand, france: Market) -> User:
    return person("Farid", Role.COMMUNITY_MANAGER, aurora, france)


@pytest.fixture
def gwen(aurora: Brand) -> User:
    return person("Gwen", Role.ANALYST, aurora)


@pytest.fixture
def lena(aurora: Brand) -> User:
    return person("Lena", Role.LEGAL, aurora)


def page_on(
    network: Network, brand: Brand, market: Market, home: str = "http://127.0.0.1:9", remote_id: str = ""
) -> Page:
    page = Page.objects.create(
        brand=brand,
        market=market,
        network=network,
        name=f"{brand.name} {market.name}",
        home=home,
        remote_id=remote_id or f"{network}-{market.code}",
        health=Health.CONNECTED,
    )
    Credential(page=page).seal({"token": "secret", "identifier": "aurora", "password": "secret"}).save()
    return page


@pytest.fixture
def madrid_mastodon(aurora: Brand, spain: Market) -> Page:
    return page_on(Network.MASTODON, aurora, spain)


@pytest.fixture
def madrid_bluesky(aurora: Brand, spain: Market) -> Page:
    return page_on(Network.BLUESKY, aurora, spain)


@pytest.fixture
def madrid_facebook(aurora: Brand, spain: Market) -> Page:
    return page_on(Network.FACEBOOK, aurora, spain)


@pytest.fixture
def paris_mastodon(aurora: Brand, france: Market) -> Page:
    return page_on(Network.MASTODON, aurora, france)


def plan(page: Page, at: datetime) -> Plan:
    """The page at that instant, as the clock of its market shows it."""
    wall, fold = from_utc(at, page.market.time_zone)
    return Plan(page, wall.replace(second=0, microsecond=0), page.market.time_zone, fold)


def in_an_hour() -> datetime:
    return timezone.now() + timedelta(hours=1)


def shown(*pictures: tuple[object, ...]) -> tuple[Picture, ...]:
    """Assets, each with its words and what is laid over it."""
    return tuple(Picture(*one) for one in pictures)  # type: ignore[arg-type]


Write = Callable[..., Post]


@pytest.fixture
def write(ana: User, aurora: Brand, spain: Market) -> Write:
    """Ana writes a draft for the given pages, an hour ahead."""

    def written(
        *pages: Page,
        text: str = "La nueva Aurora ya está aquí.",
        at: datetime | None = None,
        pictures: Iterable[tuple[object, ...]] = (),
        **more: object,
    ) -> Post:
        plans = tuple(plan(page, at or in_an_hour()) for page in pages)
        return Post.write(ana, aurora, spain, Draft(text=text, plan=plans, pictures=shown(*pictures), **more))  # type: ignore[arg-type]

    return written


@pytest.fixture
def approve(carmen: User, dieter: User) -> Callable[[Post], Post]:
    """Ana submits, Carmen and Dieter approve."""

    def approved(post: Post) -> Post:
        post.submit(by=post.author)
        assert post.revision
        post.approve(by=carmen, digest=post.revision.digest)
        post.approve(by=dieter, digest=post.revision.digest)
        return post

    return approved


def make_due(*publications: Publication) -> None:
    """Their time is now: what a test does instead of waiting."""
    for publication in publications:
        Publication.objects.filter(pk=publication.pk).update(at=timezone.now() - timedelta(seconds=1))
        publication.refresh_from_db()


def picture_file(
    name: str = "aurora.jpg", size: tuple[int, int] = (640, 480), form: str = "JPEG"
) -> SimpleUploadedFile:
    output = BytesIO()
    Image.new("RGB", size, (200, 60, 30)).save(output, form)
    return SimpleUploadedFile(name, output.getvalue(), f"image/{form.lower()}")


@cache
def film_bytes(seconds: float, size: tuple[int, int]) -> bytes:
    with TemporaryDirectory() as folder:
        return film.make(Path(folder) / "film.mp4", seconds, size).read_bytes()


def striped(
    stripes: int = 8, size: tuple[int, int] = (640, 480), form: str = "JPEG", name: str = ""
) -> SimpleUploadedFile:
    """A picture in which something is to be seen: bright and dark columns."""
    image, output = Image.new("L", size), BytesIO()
    image.putdata([255 * ((x * stripes // size[0]) % 2) for _ in range(size[1]) for x in range(size[0])])
    image.convert("RGB").save(output, form)
    return SimpleUploadedFile(name or f"stripes.{form.lower()}", output.getvalue(), f"image/{form.lower()}")


def many_coloured(by: User, brand: Brand, size: tuple[int, int], focus: tuple[float, float] = (0.5, 0.5)) -> Asset:
    """No two parts of it look the same."""
    across, down = Image.linear_gradient("L").rotate(90).resize(size), Image.linear_gradient("L").resize(size)
    output = BytesIO()
    Image.merge("RGB", (across, down, ImageChops.invert(across))).save(output, "JPEG", quality=95)
    upload = SimpleUploadedFile("colours.jpg", output.getvalue(), "image/jpeg")
    return Asset.upload(by, brand, upload, focal_x=focus[0], focal_y=focus[1])


def overlay_file(
    name: str = "logo.png", size: tuple[int, int] = (80, 40), form: str = "PNG", colour: str = "blue"
) -> SimpleUploadedFile:
    """The left half of it lets everything through, the right half nothing."""
    image, output = Image.new("RGBA", size), BytesIO()
    image.paste(colour, (size[0] // 2, 0, *size))
    image.save(output, form, **({"lossless": True} if form == "WEBP" else {}))
    return SimpleUploadedFile(name, output.getvalue(), f"image/{form.lower()}")


def overlay_of(brand: Brand, file: SimpleUploadedFile | None = None, **parts: object) -> Overlay:
    kept = overlays.clean(file or overlay_file())
    overlays.keep(kept)
    facts = {name: getattr(kept, name) for name in ("checksum", "width", "height")}
    return Overlay.objects.create(brand=brand, **{"name": "Logo"} | facts | parts)


@pytest.fixture
def logo(aurora: Brand) -> Overlay:
    """Blue and transparent, at the lower right of what it is laid over."""
    return overlay_of(aurora)


def apart(one: bytes, other: bytes) -> float:
    """How far the colours of two pictures are apart in the mean, of 255, whatever their sizes."""
    first, second = (Image.open(BytesIO(data)).convert("RGB").resize((90, 90)) for data in (one, other))
    return max(ImageStat.Stat(ImageChops.difference(first, second)).mean)


def film_file(seconds: float = 1, size: tuple[int, int] = (320, 240)) -> SimpleUploadedFile:
    """A real film, as somebody uploads it."""
    return SimpleUploadedFile("film.mp4", film_bytes(seconds, size), "video/mp4")


@pytest.fixture
def photo(ana: User, aurora: Brand) -> Asset:
    return Asset.upload(ana, aurora, picture_file(), alt="Un coche rojo al amanecer")
