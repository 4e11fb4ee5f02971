"""Files in a bucket instead of a folder: private, opened for a while, never held whole, and published all the same."""

import json
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import Brand, Network, User
from campaigns import links, orphans
from campaigns.models import Asset, Upload
from campaigns.uploads import BadUpload
from publisher import files
from publisher.environment import Environment
from publisher.management.commands import doctor
from publisher.models import Delivery
from tests.bucket import fetch, names, started_s3, variables
from tests.cast import film_file, picture_file
from tests.peer import Sandbox, free_port
from tests.publisher.conftest import Connect, work

MEGABYTE = 1024 * 1024
FETCHING = [Network.INSTAGRAM, Network.THREADS]
SENT_BYTES = [Network.MASTODON, Network.FACEBOOK]


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    with started_s3() as address:
        yield address


@pytest.fixture
def keep_in(settings: Any) -> Callable[..., Any]:
    """Marquee keeps its files in the bucket that these variables name."""

    def kept(told: dict[str, str]) -> Any:
        settings.STORAGES = settings.STORAGES | {"default": files.storage(Environment(told))}
        settings.BUCKET, settings.BUCKET_LINKS = told["MARQUEE_S3_BUCKET"], True
        return default_storage

    return kept


@pytest.fixture
def bucket(s3: str, keep_in: Callable[..., Any]) -> Any:
    bucket = keep_in(variables(s3))
    bucket.bucket.create(CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return bucket


@pytest.fixture
def photo(bucket: Any, ana: User, aurora: Brand) -> Asset:
    return Asset.upload(ana, aurora, picture_file(), alt="Un coche rojo al amanecer")


# --- who may see what


def test_what_is_uploaded_is_private(bucket: Any, photo: Asset) -> None:
    assert names(bucket) == [photo.file.name]
    address = photo.file.url
    assert fetch(address)[0] == 200
    assert fetch(address.partition("?")[0])[0] == 403


def test_people_get_links_that_are_signed_and_end(bucket: Any, photo: Asset, client: Client, ana: User) -> None:
    """The S3 of these tests honours every signature for ever; what it is asked for is what ends a link elsewhere."""
    client.force_login(ana)
    answer = client.get(f"/assets/{photo.pk}")
    asked = parse_qs(urlsplit(answer["Location"]).query)
    assert (answer.status_code, asked["X-Amz-Expires"], len(asked["X-Amz-Signature"][0])) == (302, ["3600"], 64)
    assert answer["Cache-Control"] == "private, max-age=3240", "a browser forgets the link before it ends"
    with photo.file.open("rb") as file:
        assert fetch(answer["Location"]) == (200, "image/jpeg", file.read())


def test_small_pictures_are_made_once_and_lent_like_all_others(
    bucket: Any, photo: Asset, client: Client, ana: User
) -> None:
    client.force_login(ana)
    for _ in range(2):
        status, mime, data = fetch(client.get(f"/assets/{photo.pk}?size=thumb")["Location"])
        with Image.open(ContentFile(data)) as small:
            assert (status, mime, small.size) == (200, "image/webp", (160, 120))
    assert names(bucket, "small/") == [f"small/{photo.checksum}-160.webp"]


def test_a_film_is_shown_by_its_poster_and_played_from_the_bucket(
    bucket: Any, client: Client, ana: User, aurora: Brand
) -> None:
    film = Asset.upload(ana, aurora, film_file())
    client.force_login(ana)
    assert fetch(client.get(f"/assets/{film.pk}?size=preview")["Location"])[:2] == (200, "image/jpeg")
    status, mime, part = fetch(client.get(f"/assets/{film.pk}")["Location"], Range="bytes=4-7")
    assert (status, mime, part) == (206, "video/mp4", b"ftyp")


def test_nobody_gets_a_link_to_what_is_not_theirs(
    photo: Asset, client: Client, farid: User, aurora: Brand, spain: Any
) -> None:
    Asset.objects.update(market=spain)
    client.force_login(farid)
    assert client.get(f"/assets/{photo.pk}").status_code == 404


def test_a_bucket_that_browsers_do_not_reach_is_read_for_them(
    photo: Asset, client: Client, ana: User, settings: Any
) -> None:
    settings.BUCKET_LINKS = False
    client.force_login(ana)
    whole, thumb = client.get(f"/assets/{photo.pk}"), client.get(f"/assets/{photo.pk}?size=thumb")
    with photo.file.open("rb") as file:
        assert whole.getvalue() == file.read()
    assert (thumb.status_code, thumb["Content-Type"]) == (200, "image/webp")
    assert whole["Cache-Control"] == "private, max-age=31536000, immutable"


def test_networks_get_an_address_of_marquees_own_and_what_they_ask_of_it(
    photo: Asset, client: Client, settings: Any
) -> None:
    """Not one of the bucket: TikTok takes only addresses of a domain that is known to be ours, and follows none."""
    settings.PUBLIC_MEDIA = "https://marquee.example"
    path = links.address(str(photo.file.name), photo.mime).removeprefix("https://marquee.example")
    with photo.file.open("rb") as file:
        data = file.read()
    assert client.get(path).getvalue() == data
    part = client.get(path, headers={"range": "bytes=10-19"})
    assert (part.status_code, part.getvalue()) == (206, data[10:20])


# --- what is large is never held whole


def test_a_large_file_goes_in_parts_and_is_read_in_parts(bucket: Any, tmp_path: Path) -> None:
    large = tmp_path / "film.mp4"
    with large.open("wb") as file:
        file.truncate(40 * MEGABYTE)
        file.seek(30 * MEGABYTE)
        file.write(b"a word")
    with large.open("rb") as file:
        name = bucket.save("assets/film.mp4", File(file))
    assert bucket.bucket.Object(name).e_tag.endswith('-5"'), "five parts of 8 MB"
    tracemalloc.start()
    try:
        with bucket.open(name, "rb") as film:
            film.seek(30 * MEGABYTE)
            assert film.read(6) == b"a word"
            film.seek(0)
            assert sum(len(part) for part in iter(lambda: film.read(MEGABYTE), b"")) == 40 * MEGABYTE
        assert tracemalloc.get_traced_memory()[1] < 10 * MEGABYTE
    finally:
        tracemalloc.stop()


def test_what_is_not_there_is_told_as_a_folder_tells_it(bucket: Any) -> None:
    for ask in (bucket.open, bucket.size):
        with pytest.raises(FileNotFoundError):
            ask("assets/none.jpg")
    assert not bucket.exists("assets/none.jpg")


def test_an_upload_in_parts_is_put_together_and_its_parts_go(
    bucket: Any, ana: User, aurora: Brand, django_capture_on_commit_callbacks: Any
) -> None:
    data = film_file().read()
    upload = Upload.begin(ana, "film.mp4", len(data))
    for start in range(0, len(data), 4000):
        upload.receive(ContentFile(data[start : start + 4000]), start)
    assert len(names(bucket, "uploads/")) == -(-len(data) // 4000)
    with upload.opened() as file:
        film = Asset.upload(ana, aurora, file)
    with django_capture_on_commit_callbacks(execute=True):
        upload.drop()
    assert sorted(names(bucket)) == sorted([film.file.name, film.poster.name])
    with film.file.open("rb") as file:
        assert file.read() == data


def test_what_cannot_be_kept_leaves_nothing(bucket: Any, ana: User, aurora: Brand) -> None:
    for upload in (picture_file, film_file):
        with pytest.raises(IntegrityError), transaction.atomic():
            Asset.upload(ana, aurora, upload(), focal_x=7)
    assert names(bucket) == []


def test_what_was_written_for_a_row_that_never_came_goes(bucket: Any, photo: Asset, ana: User, aurora: Brand) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _ = Asset.upload(ana, aurora, film_file()).pk / 0
    upload = Upload.begin(ana, "film.mp4", 10)
    upload.receive(ContentFile(b"12345"), 0)
    upload.delete()
    bucket.connection.meta.client.create_multipart_upload(Bucket=bucket.bucket_name, Key="assets/half.mp4")
    assert orphans.remove(timedelta(0)) == 3
    assert names(bucket) == [photo.file.name]
    assert list(bucket.bucket.multipart_uploads.all()) == []


# --- publishing


@pytest.mark.parametrize("network", [*FETCHING, *SENT_BYTES])
def test_a_picture_in_the_bucket_becomes_public(
    network: str, photo: Asset, connect: Connect, due: Callable[..., Delivery], sandbox: Sandbox
) -> None:
    page = connect(network)
    delivery = due(page, pictures=((photo, "Un coche"),))
    with sandbox.set(film_processing=0):
        work(network)
    delivery.refresh_from_db()
    assert delivery.state == "published", delivery.reason
    [post] = sandbox.public(page.remote_id)
    assert [medium["sha256"] for medium in post["media"]] == [photo.checksum]


@pytest.mark.parametrize("network", [Network.INSTAGRAM, Network.LINKEDIN])
def test_what_is_made_to_fit_is_kept_in_the_bucket(
    network: str, bucket: Any, ana: User, aurora: Brand, connect: Connect, due: Callable[..., Delivery],
    sandbox: Sandbox,
) -> None:  # fmt: skip
    asset = Asset.upload(ana, aurora, picture_file("a.webp", (1600, 400), "WEBP"))
    page = connect(network)
    due(page, pictures=((asset, "Un coche"),))
    work(network)
    [medium] = sandbox.public(page.remote_id)[0]["media"]
    assert medium["mime"] == "image/jpeg"
    assert len(names(bucket, "renditions/")) == 1


@pytest.mark.parametrize("network", [Network.MASTODON, Network.LINKEDIN])
def test_posts_wait_while_the_bucket_is_away(
    network: str, bucket: Any, keep_in: Callable[..., Any], s3: str, ana: User, aurora: Brand, connect: Connect,
    due: Callable[..., Delivery], sandbox: Sandbox,
) -> None:  # fmt: skip
    name, asset = bucket.bucket_name, Asset.upload(ana, aurora, picture_file("a.webp", (800, 600), "WEBP"))
    page = connect(network)
    delivery = due(page, pictures=((asset, "Un coche"),))
    keep_in(variables(f"http://127.0.0.1:{free_port()}"))
    work(network)
    delivery.refresh_from_db()
    assert (delivery.state, sandbox.public(page.remote_id)) == ("queued", [])
    assert "storage for pictures and films does not answer" in delivery.reason
    keep_in(variables(s3) | {"MARQUEE_S3_BUCKET": name})
    Delivery.objects.update(next_at=timezone.now() - timedelta(seconds=1))
    work(network)
    assert len(sandbox.public(page.remote_id)) == 1
    assert [attempt.outcome for attempt in delivery.attempts.all()] == ["published"]


def test_who_uploads_while_the_bucket_is_away_is_told(keep_in: Callable[..., Any], ana: User, aurora: Brand) -> None:
    keep_in(variables(f"http://127.0.0.1:{free_port()}"))
    with pytest.raises(BadUpload, match="Try again in a few minutes"):
        Asset.upload(ana, aurora, picture_file())
    assert not Asset.objects.exists()


# --- the doctor


def test_a_bucket_that_works_and_is_private_is_well(bucket: Any) -> None:
    assert list(doctor.bucket()) == []
    assert names(bucket) == []


def test_a_bucket_that_is_not_there_is_named(keep_in: Callable[..., Any], s3: str) -> None:
    told = variables(s3)
    keep_in(told)
    [sentence] = doctor.bucket()
    assert told["MARQUEE_S3_BUCKET"] in sentence
    assert "NoSuchBucket" in sentence


def test_a_bucket_that_anybody_reads_is_named(bucket: Any) -> None:
    allowed = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}
    bucket.bucket.Policy().put(Policy=json.dumps({"Version": "2012-10-17", "Statement": [allowed]}))
    [sentence] = doctor.bucket()
    assert sentence.startswith("Anybody can read")


# --- the settings


def test_pages_may_show_what_the_bucket_lends() -> None:
    amazon = files.origins(Environment({"MARQUEE_S3_BUCKET": "aurora", "MARQUEE_S3_REGION": "eu-west-1"}))
    assert {"https://aurora.s3.eu-west-1.amazonaws.com", "https://s3.eu-west-1.amazonaws.com"} < set(amazon)
    own = {"MARQUEE_S3_BUCKET": "aurora", "MARQUEE_S3_ENDPOINT": "https://s3.aurora.example:9000/"}
    assert files.origins(Environment(own)) == [
        "https://s3.aurora.example:9000",
        "https://aurora.s3.aurora.example:9000",
    ]


def test_half_a_pair_of_keys_is_named() -> None:
    environment = Environment({"MARQUEE_S3_BUCKET": "aurora", "MARQUEE_S3_KEY": "key", "MARQUEE_ENV": "development"})
    files.storage(environment)
    assert environment.problems == ["MARQUEE_S3_KEY and MARQUEE_S3_SECRET belong together; one of them is missing."]
