"""Large files come in parts (tus 1.0.0): whatever breaks on the way, nothing that is here is sent or lost again."""

import base64
import hashlib
import socket
import threading
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts.models import Brand, Market, User
from campaigns.models import Asset, Part, Upload
from campaigns.models import upload as module
from campaigns.models.upload import Elsewhere
from publisher import chores
from tests.cast import film_bytes

TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture(autouse=True)
def spool(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A storage of its own, and parts of 1000 bytes."""
    settings.MEDIA_ROOT = str(tmp_path)
    monkeypatch.setattr(module, "PART", 1000)
    monkeypatch.setattr(module, "MOUTHFUL", 100)
    return tmp_path / "uploads"


class Sender:
    """Speaks tus, from a browser or with a key."""

    def __init__(self, client: Client, place: str = "/uploads", **headers: str) -> None:
        self.client, self.place, self.headers = client, place, TUS | headers

    def begin(self, length: int | str, name: str = "film.mp4", **headers: str) -> HttpResponse:
        about = {"Upload-Length": str(length), "Upload-Metadata": f"filename {coded(name.encode())},kind {coded(b'x')}"}
        answer: HttpResponse = self.client.post(self.place, headers=self.headers | about | headers)
        return answer

    def begun(self, data: bytes) -> str:
        return str(self.begin(len(data))["Location"])

    def offset(self, address: str) -> int:
        return int(self.client.head(address, headers=self.headers)["Upload-Offset"])

    def send(self, address: str, data: bytes, offset: int, **headers: str) -> HttpResponse:
        kind = headers.pop("kind", "application/offset+octet-stream")
        all_headers = self.headers | {"Upload-Offset": str(offset)} | headers
        answer: HttpResponse = self.client.generic("PATCH", address, data, kind, headers=all_headers)
        return answer


def coded(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.fixture
def sender(client: Client, ana: User) -> Sender:
    client.force_login(ana)
    return Sender(client)


DATA = bytes(range(256)) * 12
"""3,072 bytes: four parts."""


# --- the protocol


def test_it_says_what_it_speaks(sender: Sender) -> None:
    answer = sender.client.options("/uploads")
    assert (answer.status_code, answer["Tus-Version"], answer["Tus-Resumable"]) == (204, "1.0.0", "1.0.0")
    assert answer["Tus-Extension"] == "creation,termination,checksum,expiration"
    assert (answer["Tus-Checksum-Algorithm"], answer["Tus-Max-Size"]) == ("sha1,sha256", str(4 * 1024**3))


def test_a_file_comes_in_parts_and_is_the_same(sender: Sender, ana: User) -> None:
    address = sender.begun(DATA)
    for start, end in ((0, 1), (1, 1500), (1500, 3072)):
        assert sender.offset(address) == start
        answer = sender.send(address, DATA[start:end], start)
        assert (answer.status_code, answer["Upload-Offset"]) == (204, str(end))
    [upload] = Upload.objects.visible_to(ana)
    with upload.opened() as file:
        assert (file.name, file.read()) == ("film.mp4", DATA)


def test_another_version_is_not_spoken(sender: Sender) -> None:
    for headers in ({}, {"Tus-Resumable": "0.2.2"}):
        answer = sender.client.post("/uploads", headers=headers | {"Upload-Length": "5"})
        assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("length", "headers", "status"),
    [
        ("", {}, 400),
        ("-1", {}, 400),
        ("1.5", {}, 400),
        ("0", {}, 400),
        ("9" * 40, {}, 400),
        (str(4 * 1024**3 + 1), {}, 413),
        ("10", {"Upload-Metadata": "filename no-base64!"}, 400),
    ],
)
def test_what_cannot_begin(length: str, headers: dict[str, str], status: int, sender: Sender) -> None:
    assert sender.begin(length, **headers).status_code == status
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("offset", "headers", "data", "status"),
    [
        (1, {}, DATA[:10], 409),
        (0, {"kind": "text/plain"}, DATA, 415),
        (0, {"Upload-Offset": "x"}, DATA, 400),
        (0, {}, DATA + b"more", 413),
        (0, {"Upload-Checksum": "md4 " + coded(b"x")}, DATA, 400),
        (0, {"Upload-Checksum": "sha1 no-base64!"}, DATA, 400),
        (0, {"Upload-Checksum": "sha1 " + coded(hashlib.sha1(b"other").digest())}, DATA, 460),
    ],
)
def test_what_is_sent_wrong_changes_nothing(
    offset: int, headers: dict[str, str], data: bytes, status: int, sender: Sender, spool: Path
) -> None:
    address = sender.begun(DATA)
    assert sender.send(address, data, offset, **headers).status_code == status
    assert sender.offset(address) == 0
    assert not [path for path in spool.rglob("*") if path.is_file()]


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_what_has_its_checksum_is_kept(algorithm: str, sender: Sender) -> None:
    address = sender.begun(DATA)
    checksum = f"{algorithm} {coded(hashlib.new(algorithm, DATA).digest())}"
    assert sender.send(address, DATA, 0, **{"Upload-Checksum": checksum}).status_code == 204


def test_a_proxy_that_knows_few_methods_is_told_another_way(sender: Sender) -> None:
    address = sender.begun(DATA)
    answer = sender.client.generic(
        "POST", address, DATA, "application/offset+octet-stream",
        headers=TUS | {"X-HTTP-Method-Override": "PATCH", "Upload-Offset": "0"},
    )  # fmt: skip
    assert (answer.status_code, answer["Upload-Offset"]) == (204, str(len(DATA)))


def test_only_a_post_may_mean_something_else(sender: Sender) -> None:
    address = sender.begun(DATA)
    answer = sender.client.get(address, headers=TUS | {"X-HTTP-Method-Override": "DELETE"})
    assert (answer.status_code, sender.offset(address)) == (405, 0)


@pytest.mark.parametrize(("method", "address"), [("GET", "/uploads"), ("PUT", "/uploads"), ("GET", "/uploads/x")])
def test_other_methods_are_not_there(method: str, address: str, sender: Sender) -> None:
    assert sender.client.generic(method, address, headers=TUS).status_code == 405


def test_what_one_person_began_is_nobody_elses(sender: Sender, farid: User, gwen: User) -> None:
    address = sender.begun(DATA)
    other, reader = Client(), Client()
    other.force_login(farid)
    reader.force_login(gwen)
    assert Sender(other).send(address, DATA, 0).status_code == 404
    assert other.head(address, headers=TUS).status_code == 404
    assert other.delete(address, headers=TUS).status_code == 404
    assert Sender(reader).begin(5).status_code == 403
    assert Client().post("/uploads", headers=TUS).status_code == 302
    assert Upload.objects.get().offset == 0


def test_a_name_that_is_not_utf8_is_kept_as_far_as_it_can_be_read(sender: Sender) -> None:
    sender.begin(5, **{"Upload-Metadata": f"filename {coded(b'caf' + bytes([0xE9, 0]) + b'.jpg')}"})
    assert Upload.objects.get().name == "caf.jpg"


# --- what ends


def test_a_file_is_given_up(sender: Sender, spool: Path, django_capture_on_commit_callbacks: Any) -> None:
    address = sender.begun(DATA)
    sender.send(address, DATA[:1500], 0)
    with django_capture_on_commit_callbacks(execute=True):
        assert sender.client.delete(address, headers=TUS).status_code == 204
    assert sender.client.head(address, headers=TUS).status_code == 404
    assert not list(spool.iterdir())


def test_what_comes_after_it_was_given_up_is_not_kept(
    sender: Sender, spool: Path, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    address, stored = sender.begun(DATA), default_storage.save

    def given_up(*given: Any, **more: Any) -> str:
        with django_capture_on_commit_callbacks(execute=True):
            Upload.objects.get().drop()
        return stored(*given, **more)

    monkeypatch.setattr(default_storage, "save", given_up)
    assert sender.send(address, DATA[:1500], 0).status_code == 404
    assert not list(spool.iterdir())


def test_what_nobody_goes_on_with_is_cleaned_up(
    sender: Sender, spool: Path, django_capture_on_commit_callbacks: Any
) -> None:
    left, going_on = sender.begun(DATA), sender.begun(DATA)
    sender.send(left, DATA[:1500], 0)
    token = left.rpartition("/")[2]
    (spool / token / "orphan").write_bytes(b"stored by a process that was killed before it was written down")
    Upload.objects.filter(token=token).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert sender.client.head(left, headers=TUS).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        chores.tidy()
    assert [upload.token for upload in Upload.objects.all()] == [going_on.rpartition("/")[2]]
    assert not list(spool.iterdir())


def test_each_part_puts_the_end_off(sender: Sender) -> None:
    address = sender.begun(DATA)
    Upload.objects.update(expires_at=timezone.now() + timedelta(minutes=1))
    assert sender.send(address, DATA[:10], 0)["Upload-Expires"].endswith("GMT")
    assert Upload.objects.get().expires_at > timezone.now() + timedelta(hours=23)


# --- what breaks


class Breaking(BytesIO):
    """A connection that breaks after what it holds."""

    def read(self, size: int | None = -1, /) -> bytes:
        if not (data := super().read(size)):
            raise ConnectionResetError
        return data


def test_what_came_before_a_connection_broke_is_kept(sender: Sender, ana: User) -> None:
    sender.begun(DATA)
    upload = Upload.objects.get()
    upload.receive(Breaking(DATA[:2345]), 0)
    assert upload.offset == 2345
    upload.receive(BytesIO(DATA[2345:]), 2345)
    with upload.opened() as file:
        assert file.read() == DATA


def test_what_was_not_written_down_before_a_death_comes_again(sender: Sender, spool: Path) -> None:
    """A process is killed between storing a part and writing it down: its file is there, and nobody minds."""
    sender.begun(DATA)
    upload = Upload.objects.get()
    upload._stored(0, b"x" * 1000)
    upload.receive(BytesIO(DATA), 0)
    with upload.opened() as file:
        assert file.read() == DATA


def test_a_sender_that_wakes_up_late_writes_nothing_more(sender: Sender) -> None:
    sender.begun(DATA)
    upload = Upload.objects.get()

    class Slow(BytesIO):
        """While it is asked for its third mouthful, the same file comes by another connection."""

        asked = 0

        def read(self, size: int | None = -1, /) -> bytes:
            self.asked += 1
            if self.asked == 15:
                Upload.objects.get().receive(BytesIO(DATA[1000:]), 1000)
            return super().read(size)

    with pytest.raises(Elsewhere, match="Another connection"):
        upload.receive(Slow(b"y" * 3072), 0)
    whole = Upload.objects.get()
    assert whole.is_whole
    assert [part.start for part in Part.objects.order_by("start")] == [0, 1000, 2000, 3000]
    with whole.opened() as file:
        assert file.read() == b"y" * 1000 + DATA[1000:]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_file(sender: Sender) -> None:
    sender.begun(DATA)
    meet = threading.Barrier(2)

    def bring() -> None:
        meet.wait()
        try:
            Upload.objects.get().receive(BytesIO(DATA), 0)
        except Elsewhere:
            return
        finally:
            connection.close()

    both = [threading.Thread(target=bring) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    upload = Upload.objects.get()
    upload.receive(BytesIO(DATA[upload.offset :]), upload.offset)
    with upload.opened() as file:
        assert file.read() == DATA


def test_a_killed_connection_costs_nothing_that_arrived(live_server: Any, sender: Sender) -> None:
    address = sender.begun(DATA)
    site = urlsplit(live_server.url)
    head = (
        f"PATCH {address} HTTP/1.1\r\nHost: {site.netloc}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
        f"Content-Type: application/offset+octet-stream\r\nContent-Length: {len(DATA)}\r\n"
        f"Cookie: sessionid={sender.client.cookies['sessionid'].value}; csrftoken={'a' * 32}\r\n"
        f"X-CSRFToken: {'a' * 32}\r\n\r\n"
    )
    with socket.create_connection((site.hostname or "", site.port or 0)) as line:
        line.sendall(head.encode() + DATA[:2500])
        line.shutdown(socket.SHUT_WR)
        assert b"Upload-Offset: 2500" in line.makefile("rb").read()
    assert sender.offset(address) == 2500


# --- what becomes of it


@pytest.fixture
def whole(sender: Sender) -> str:
    data = film_bytes(1, (320, 240))
    address = sender.begun(data)
    sender.send(address, data, 0)
    return address.rpartition("/")[2]


def test_a_finished_upload_becomes_an_asset_once(
    whole: str, sender: Sender, aurora: Brand, spain: Market, spool: Path, django_capture_on_commit_callbacks: Any
) -> None:
    body = {"place": f"{aurora.pk}.{spain.pk}", "into": "library", "upload": whole}
    with django_capture_on_commit_callbacks(execute=True):
        answer = sender.client.post("/assets", body)
    asset = Asset.objects.get()
    assert (answer.status_code, asset.name, asset.market, asset.is_film) == (200, "film.mp4", spain, True)
    assert not list(spool.iterdir())
    again = sender.client.post("/assets", body)
    assert (again.status_code, "was used" in again.content.decode()) == (422, True)
    assert Asset.objects.count() == 1


def test_an_unfinished_one_becomes_none_and_stays(sender: Sender, aurora: Brand, spain: Market) -> None:
    token = sender.begun(DATA).rpartition("/")[2]
    answer = sender.client.post("/assets", {"place": f"{aurora.pk}.{spain.pk}", "upload": token})
    assert (answer.status_code, "is not here whole" in answer.content.decode()) == (422, True)
    assert Upload.objects.exists()


def test_what_is_no_picture_is_told(sender: Sender, aurora: Brand, spain: Market) -> None:
    address = sender.begun(DATA)
    sender.send(address, DATA, 0)
    body = {"place": f"{aurora.pk}.{spain.pk}", "upload": address.rpartition("/")[2]}
    answer = sender.client.post("/assets", body)
    assert (answer.status_code, "film.mp4 is not a JPEG" in answer.content.decode()) == (422, True)
    assert not Asset.objects.exists()
