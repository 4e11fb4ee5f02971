"""The table of bad input in docs/api.md, row by row, as a machine meets it."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.models import Brand
from campaigns.models import Asset, Attachment
from publisher.networks.pictures import PictureRules
from publisher.pieces import picture_of
from publisher.renditions import rendered
from tests.caller import *  # noqa: F403
from tests.caller import Caller
from tests.campaigns.test_api_assets import by_url, pointers
from tests.campaigns.test_fetching import leads, serving
from tests.campaigns.test_pictures import SVG, bomb, cut, moving, with_gps
from tests.campaigns.test_tus_kills import speak, web
from tests.cast import film_file, picture_file
from tests.receiver import LOOPBACK

TWO_GIGABYTES = str(2 * 2**30)
FORM = "multipart/form-data; boundary=x"


def sent(caller: Caller, file: SimpleUploadedFile) -> Any:
    return caller.upload("assets", {"brand": "aurora", "market": "ES", "file": file})


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (bomb(), "at most 50 megapixels"),
        (moving("long.gif", "GIF", 600, (1000, 1000)), "too much for a GIF"),
        (SimpleUploadedFile("logo.png", SVG), "not a JPEG"),
        (SimpleUploadedFile("scan.jpg", b"II*\x00" + bytes(200)), "not a JPEG"),
        (picture_file("photo.jpg", form="PNG"), "named .jpg but is a PNG"),
        (cut(picture_file("half.jpg", (900, 900))), "damaged or cut short"),
        (cut(film_file()), "damaged or no film"),
        (moving("long.webp", "WEBP", 600, (1000, 1000)), "too much for a GIF"),
    ],
    ids=lambda value: value.name if isinstance(value, SimpleUploadedFile) else "",
)
def test_what_cannot_be_kept_is_told_and_leaves_nothing(file: SimpleUploadedFile, words: str, caller: Caller) -> None:
    file.seek(0)
    answer = sent(caller, file)
    assert (answer.status_code, pointers(answer)) == (400, {"/file"})
    assert words in answer.json()["errors"][0]["detail"]
    assert not Asset.objects.exists()


def test_what_is_too_large_is_refused(caller: Caller, settings: Any) -> None:
    settings.ASSET_BYTES = settings.FILM_BYTES = 500
    for file in (picture_file(), film_file()):
        answer = sent(caller, file)
        assert (answer.status_code, pointers(answer)) == (400, {"/file"})
    begun = {"Tus-Resumable": "1.0.0", "Authorization": f"Bearer {caller.secret}", "Upload-Length": "501"}
    assert caller.client.post("/api/v1/uploads", headers=begun).status_code == 413


def kept(caller: Caller, file: SimpleUploadedFile) -> tuple[Asset, bytes]:
    answer = sent(caller, file)
    assert answer.status_code == 201, answer.content
    asset = Asset.objects.get(pk=answer.json()["id"])
    with asset.file.open("rb") as stored:
        return asset, stored.read()


def test_what_hides_behind_a_picture_is_left_out(caller: Caller) -> None:
    data = picture_file().read() + b"PK\x03\x04<script>alert(1)</script>"
    assert b"script" not in kept(caller, SimpleUploadedFile("photo.jpg", data))[1]


def test_where_a_picture_was_taken_is_told_to_nobody(caller: Caller) -> None:
    asset, data = kept(caller, with_gps())
    picture = picture_of(Attachment(asset=asset).medium())
    small = rendered(
        picture, PictureRules(most=1, kinds=("image/jpeg",), size=8_000_000, narrowest=1, widest=1), lambda *_: ""
    )
    for seen in (data, small.read()):
        assert not Image.open(BytesIO(seen)).getexif()
        assert b"talks" not in seen


@pytest.mark.parametrize(
    ("image", "form"), [(Image.new("CMYK", (40, 20)), "JPEG"), (Image.new("I;16", (40, 20), 40_000), "PNG")]
)
def test_colours_become_those_of_screens(image: Image.Image, form: str, caller: Caller) -> None:
    output = BytesIO()
    image.save(output, form)
    shown = Image.open(BytesIO(kept(caller, SimpleUploadedFile("a", output.getvalue()))[1]))
    assert shown.mode in {"RGB", "L"}


def test_a_redirect_that_leads_inside_is_not_followed(caller: Caller, settings: Any) -> None:
    settings.OUTWARD_ALSO = LOOPBACK
    with serving({"/a.jpg": leads("http://10.0.0.1/a.jpg")}) as site:
        answer = by_url(caller, f"{site}/a.jpg")
    assert (answer.status_code, pointers(answer)) == (400, {"/url"})
    assert "10.0.0.1 is not on the public internet" in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "a"}])
@pytest.mark.parametrize(
    ("kind", "body"),
    [("application/json", b'{"brand": "aurora"'), (FORM, b"--x\r\nContent-Disposition: form-data; na")],
)
def test_a_body_of_two_gigabytes_is_refused_before_it_is_read(
    kind: str, body: bytes, headers: dict[str, str], caller: Caller
) -> None:
    answer = caller.client.post(
        "/api/v1/assets",
        body,
        content_type=kind,
        headers={"Authorization": f"Bearer {caller.secret}", **headers},
        CONTENT_LENGTH=TWO_GIGABYTES,
    )
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")


@pytest.mark.django_db(transaction=True)
def test_two_gigabytes_are_answered_while_they_are_still_coming(caller: Caller) -> None:
    head = {"Authorization": f"Bearer {caller.secret}", "Content-Type": FORM, "Content-Length": TWO_GIGABYTES}
    with web() as port, speak(port, "", "POST", "/api/v1/assets", b"--x\r\n", **head) as line:
        told = line.makefile("rb").read()
    assert told.startswith(b"HTTP/1.1 413 ")
    assert b"application/problem+json" in told


def test_what_is_not_utf8_is_no_json(caller: Caller) -> None:
    headers = {"Authorization": f"Bearer {caller.secret}"}
    answer = caller.client.post(
        "/api/v1/assets", b'{"brand": "caf\xe9"}', content_type="application/json", headers=headers
    )
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_a_field_that_nobody_knows_is_told(caller: Caller) -> None:
    answer = caller.upload("assets", {"brand": "aurora", "file": picture_file(), "colour": "red"})
    assert (answer.status_code, pointers(answer)) == (400, {"/colour"})
    assert not Asset.objects.exists()


def test_an_answer_that_nobody_can_give_is_refused_before_anything_is_kept(
    caller: Caller, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    answer = caller.upload("assets?expand=nonsense", {"brand": "aurora", "market": "ES", "file": picture_file()})
    assert (answer.status_code, pointers(answer)) == (400, {"/expand"})
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_a_key_without_the_scope_or_that_is_dead_brings_nothing(made: Any, aurora: Brand) -> None:
    assert sent(Caller(made("read", "draft")[1]), picture_file()).status_code == 403
    assert sent(Caller("nonsense"), picture_file()).status_code == 401
    assert not Asset.objects.exists()
