"""Films are read before they are kept, shown by a poster, and lent to networks by an address that ends."""

import hashlib
import struct
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import av
import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import Brand, Page, User
from campaigns import films, links
from campaigns.content import Content, digest_of
from campaigns.films import BadFilm
from campaigns.models import Asset, Post
from campaigns.uploads import BadUpload
from publisher.networks.base import Placement, Refused
from publisher.pieces import piece_of
from tests.cast import film_bytes, film_file


def test_a_film_is_kept_as_it_came_with_what_it_says_of_itself(ana: User, aurora: Brand) -> None:
    upload = film_file(seconds=2, size=(320, 180))
    data = upload.read()
    asset = Asset.upload(ana, aurora, upload, alt="Un coche en marcha")
    assert (asset.mime, asset.width, asset.height, asset.is_film) == ("video/mp4", 320, 180, True)
    assert (asset.seconds, asset.rate, asset.codec, asset.sound) == (pytest.approx(2, abs=0.1), 25, "h264", "aac")
    assert (asset.checksum, asset.size) == (hashlib.sha256(data).hexdigest(), len(data))
    with asset.file.open("rb") as file:
        assert file.read() == data
    with asset.poster.open("rb") as poster, Image.open(poster) as still:
        assert (still.format, still.size) == ("JPEG", (320, 180))


def with_mp3() -> SimpleUploadedFile:
    """A film whose sound FFmpeg reads by what it calls mp3float."""
    with NamedTemporaryFile(suffix=".mp4") as file:
        with av.open(file.name, "w") as container:
            sight, sound = container.add_stream("h264", rate=25), container.add_stream("libmp3lame", rate=48_000)
            sight.width, sight.height, sight.pix_fmt = 320, 240, "yuv420p"
            for _ in range(25):
                container.mux(sight.encode(av.VideoFrame.from_image(Image.new("RGB", (320, 240), "red"))))
            container.mux(sight.encode(None))
            for number in range(41):
                silence = av.AudioFrame(format="fltp", layout="stereo", samples=1152)
                silence.rate, silence.pts = 48_000, number * 1152
                for plane in silence.planes:
                    plane.update(bytes(plane.buffer_size))
                container.mux(sound.encode(silence))
            container.mux(sound.encode(None))
        return SimpleUploadedFile("film.mp4", Path(file.name).read_bytes(), "video/mp4")


def test_a_sound_goes_by_its_kind_and_not_by_what_reads_it(ana: User, aurora: Brand) -> None:
    assert Asset.upload(ana, aurora, with_mp3()).sound == "mp3"


def copied(whole: bytes, form: str, options: dict[str, str] | None = None, **told: str) -> bytes:
    """The same film in a file of another kind, with what it is to tell of itself."""
    with NamedTemporaryFile() as file:
        with av.open(BytesIO(whole)) as source, av.open(file.name, "w", format=form, options=options or {}) as target:
            target.metadata.update(told)
            kept = source.streams.video[0]
            stream = target.add_stream_from_template(kept)
            for packet in source.demux(kept):
                if packet.dts is not None:
                    packet.stream = stream
                    target.mux(packet)
        return Path(file.name).read_bytes()


def early(whole: bytes, flags: str, **told: str) -> bytes:
    """With its index in front, and all that it tells."""
    return copied(whole, "mp4", options={"movflags": flags}, **told)


def shown(data: bytes) -> list[bytes]:
    """Its pictures as they are encoded."""
    with av.open(BytesIO(data)) as film:
        return [bytes(packet) for packet in film.demux(film.streams.video[0]) if packet.dts is not None]


def test_where_and_with_what_a_film_was_made_is_neither_kept_nor_sent(ana: User, aurora: Brand) -> None:
    place = {"location": "+59.9139+010.7522/", "creation_time": "2031-05-14T18:00:00Z", "make": "Kamera"}
    told = early(film_bytes(2, (320, 180)), "use_metadata_tags", **place)
    assert b"+59.9139" in told
    asset = Asset.upload(ana, aurora, SimpleUploadedFile("film.mp4", told))
    with asset.file.open("rb") as file:
        kept = file.read()
    assert not [word for word in (b"+59.9139", b"Kamera", b"2031") if word in kept]
    assert shown(kept) == shown(told)
    assert (asset.checksum, asset.size) == (hashlib.sha256(kept).hexdigest(), len(kept))
    again = Asset.upload(ana, aurora, SimpleUploadedFile("film.mp4", told))
    assert again.checksum == asset.checksum


def test_a_film_that_was_turned_stays_turned(ana: User, aurora: Brand) -> None:
    told = turned(early(film_bytes(1, (320, 180)), "use_metadata_tags", make="Kamera"))
    asset = Asset.upload(ana, aurora, SimpleUploadedFile("film.mp4", told))
    assert (asset.width, asset.height) == (180, 320)
    with asset.file.open("rb") as file, av.open(file) as film:
        assert abs(next(film.decode(video=0)).rotation) == 90


def turned(film: bytes) -> bytes:
    """As a telephone held upright marks it: in the matrix of the track's header (ISO 14496-12, 8.3.2)."""
    header = film.index(b"tkhd") + 4 + 40
    matrix = struct.pack(">9i", 0, 0x10000, 0, -0x10000, 0, 0, 180 << 16, 0, 0x40000000)
    return film[:header] + matrix + film[header + 36 :]


def test_a_film_whose_pictures_are_larger_than_any_camera_s_is_not_opened(
    ana: User, aurora: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(films, "PIXELS", 320 * 240 - 1)
    with pytest.raises(BadFilm, match="320 × 240 pixels"):
        Asset.upload(ana, aurora, film_file())


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("cut.mp4", lambda whole: whole[: len(whole) // 3], "damaged"),
        ("fake.mp4", lambda whole: whole[:12] + b"x" * 500, "damaged"),
        ("end.mp4", lambda whole: early(whole, "faststart")[: len(whole) // 2], "cut short"),
        ("film.jpg", lambda whole: whole, "named .jpg but is a film"),
        ("film.webm", lambda whole: whole, "named .webm but is a film"),
        ("film.mkv", lambda whole: copied(whole, "matroska"), "is a Matroska / WebM film"),
    ],
)
def test_what_does_not_play_is_refused_in_words(
    name: str, data: Callable[[bytes], bytes], words: str, ana: User, aurora: Brand
) -> None:
    upload = SimpleUploadedFile(name, data(film_file().read()))
    with pytest.raises(BadFilm, match=words):
        Asset.upload(ana, aurora, upload)
    assert not Asset.objects.exists()


def test_a_film_that_is_too_large_is_refused_before_it_is_read(ana: User, aurora: Brand, settings: Any) -> None:
    settings.FILM_BYTES = 1000
    with pytest.raises(BadUpload, match="at most"):
        Asset.upload(ana, aurora, film_file())


def test_a_page_shows_the_poster_and_gives_the_film(client: Client, ana: User, aurora: Brand) -> None:
    asset = Asset.upload(ana, aurora, film_file())
    client.force_login(ana)
    poster = client.get(f"/assets/{asset.pk}?size=thumb")
    assert poster["Content-Type"] == "image/jpeg"
    assert client.get(f"/assets/{asset.pk}")["Content-Type"] == "video/mp4"


def test_a_film_reaches_the_network_by_parts_and_only_as_approved(
    write: Callable[..., Post], madrid_mastodon: Page, ana: User, aurora: Brand
) -> None:
    upload = film_file()
    data = upload.read()
    asset = Asset.upload(ana, aurora, upload)
    [content] = write(madrid_mastodon, pictures=((asset, "Un coche"),), placement="reel").contents()
    film = piece_of(content).film
    assert film
    assert film.read(0, 10) + film.read(10, len(data)) == data
    assert (film.alt, film.codec, piece_of(content).placement) == ("Un coche", "h264", Placement.REEL)
    with asset.file.storage.open(asset.file.name, "wb") as file:
        file.write(data + b"more")
    with pytest.raises(Refused, match="changed after it was approved"):
        film.read(0, 10)


def test_a_networks_preflight_says_when_it_takes_no_film(
    write: Callable[..., Post], madrid_bluesky: Page, ana: User, aurora: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    from publisher.networks import NETWORKS
    from publisher.networks.base import Takes

    monkeypatch.setattr(type(NETWORKS["bluesky"]), "takes", Takes(pictures=4))
    post = write(madrid_bluesky, pictures=((Asset.upload(ana, aurora, film_file()), ""),), placement="story")
    sentences = " ".join(finding.sentence for finding in post.findings())
    assert "Bluesky takes no films." in sentences
    assert "Bluesky has no stories here." in sentences


def test_a_second_film_is_not_left_out_in_silence(
    write: Callable[..., Post], madrid_mastodon: Page, ana: User, aurora: Brand
) -> None:
    films = tuple((Asset.upload(ana, aurora, film_file(seconds)), "") for seconds in (1, 2))
    [finding] = write(madrid_mastodon, pictures=films).findings()
    assert finding.sentence.endswith("A post shows one film. Remove 1.")


def test_digests_of_posts_without_films_are_what_they_were() -> None:
    """The manifests that people approved before there were films hash to the same."""
    medium = {"asset": 1, "file": "a.jpg", "checksum": "0" * 64, "mime": "image/jpeg", "width": 1, "height": 1,
              "size": 1, "alt": ""}  # fmt: skip
    old = {
        "publication": 1, "page": 1, "brand": 1, "market": 1, "network": "mastodon", "campaign": None,
        "wall": "2026-05-14T18:00", "zone": "Europe/Madrid", "fold": 0, "text": "Hola", "link": "",
        "first_comment": "", "language": "es", "media": [medium], "tags": [],
    }  # fmt: skip
    assert Content.from_json(old).digest == digest_of(old)


def test_the_address_for_networks_is_open_complete_and_by_ranges(client: Client, ana: User, aurora: Brand) -> None:
    upload = film_file()
    data = upload.read()
    asset = Asset.upload(ana, aurora, upload)
    path = links.address(str(asset.file.name), asset.mime).partition("/files/")[2]
    whole = client.get(f"/files/{path}")
    assert (whole.status_code, whole["Content-Type"], b"".join(whole)) == (200, "video/mp4", data)
    part = client.get(f"/files/{path}", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 10-19/{len(data)}")
    assert b"".join(part) == data[10:20]
    assert client.get(f"/files/{path}", headers={"Range": f"bytes={len(data)}-"}).status_code == 416
    assert client.head(f"/files/{path}")["Content-Length"] == str(len(data))


def test_an_address_that_was_altered_or_has_ended_leads_nowhere(
    client: Client, ana: User, aurora: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    asset = Asset.upload(ana, aurora, film_file())
    path = links.address(str(asset.file.name), asset.mime).partition("/files/")[2]
    foreign = signing.dumps(["../secret", "text/plain"], salt="another")
    for wrong in ("x" + path, f"{foreign}.txt", "nonsense"):
        assert client.get(f"/files/{wrong}").status_code == 404
    monkeypatch.setattr(links, "LIFE", timedelta(seconds=-1))
    assert client.get(f"/files/{path}").status_code == 404


def test_without_a_public_address_there_is_none(ana: User, aurora: Brand, settings: Any) -> None:
    settings.PUBLIC_MEDIA = ""
    assert links.address("a.jpg", "image/jpeg") == ""


def test_a_film_is_uploaded_in_the_composer(client: Client, ana: User, aurora: Brand, spain: Any) -> None:
    client.force_login(ana)
    answer = client.post("/assets", {"place": f"{aurora.pk}.{spain.pk}", "picture_files": film_file()})
    assert answer.status_code == 200
    assert "film-mark" in answer.content.decode()
    wrong = client.post(
        "/assets", {"place": f"{aurora.pk}.{spain.pk}", "picture_files": SimpleUploadedFile("a.mp4", b"0000ftypnope")}
    )
    assert wrong.status_code == 422
    assert BytesIO(wrong.content).read().decode().count("field-error") == 1
