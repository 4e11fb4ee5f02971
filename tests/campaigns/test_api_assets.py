"""Machines push assets, say how they may be used, find them again, and hear what is wrong at its field."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Brand, Market, Page, User
from campaigns import fetching
from campaigns.models import Asset, Campaign, Post, Rights, Upload
from publisher.engine.release import release
from publisher.models import Delivery
from tests.caller import *  # noqa: F403
from tests.caller import Caller
from tests.campaigns.test_fetching import gives, serving
from tests.campaigns.test_tus import TUS, Sender
from tests.cast import Write, film_file, make_due, picture_file, striped
from tests.receiver import LOOPBACK

TODAY = timezone.localdate()


def pointers(answer: Any) -> set[str]:
    return {fault["pointer"] for fault in answer.json()["errors"]}


def pushed(caller: Caller, **more: Any) -> dict[str, Any]:
    answer = caller.upload("assets", {"brand": "aurora", "market": "ES", "file": striped(), **more})
    assert answer.status_code == 201, answer.content
    told: dict[str, Any] = answer.json()
    return told


def test_a_file_is_pushed_with_what_is_said_of_it(caller: Caller, aurora: Brand) -> None:
    summer = Campaign.objects.create(brand=aurora, name="Summer", starts_on=TODAY, ends_on=TODAY)
    told = pushed(caller, alt="Un coche", tags=["sol", "mar", "sol"], campaign=summer.pk, name="a.jpg", language="es")
    assert (told["brand"], told["market"], told["tags"], told["version"]) == ("aurora", "ES", ["sol", "mar"], 1)
    assert (told["name"], told["rights"], told["replaces"], told["replaced_by"]) == ("a.jpg", None, None, None)
    assert caller.get(f"assets/{told['id']}").json() == told


def test_what_is_said_and_the_rights_are_changed_by_those_who_read_them(caller: Caller, madrid_mastodon: Page) -> None:
    path = f"assets/{pushed(caller)['id']}"
    read = caller.get(path)
    change = {
        "alts": {"fr": "Une voiture"}, "focal_x": 0.25,
        "rights": {"owner": "Studio", "territories": ["ES"], "networks": ["mastodon"], "valid_until": "2031-05-14"},
    }  # fmt: skip
    told = caller.patch(path, change, If_Match=read["ETag"]).json()
    assert (told["alts"], told["focal_x"], told["rights"]["owner"]) == ({"fr": "Une voiture"}, 0.25, "Studio")
    assert told["rights"]["valid_until"] == "2031-05-14"
    assert caller.patch(path, {"alt": "x"}, If_Match=read["ETag"]).status_code == 412
    assert caller.patch(path, {"alt": "x"}).status_code == 428
    backwards = caller.patch(path, {"rights": {"valid_from": "2032-01-01"}}, If_Match="*")
    assert (backwards.status_code, pointers(backwards)) == (400, {"/rights/valid_until"})


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"focal_x": 1.5}, {"/focal_x"}),
        ({"rights": {"territories": ["Spain"]}}, {"/rights/territories/0"}),
        ({"rights": {"networks": ["myspace"]}}, {"/rights/networks/0"}),
        ({"rights": {"valid_until": "soon"}}, {"/rights/valid_until"}),
        ({"colour": "red"}, {"/colour"}),
        ({"campaign": 9999}, {"/campaign"}),
        ({"alts": {"fr": 7}, "tags": ["x" * 51]}, {"/tags/0"}),
        ({"alt": "a\ud800"}, {"/alt"}),
        ({"alt": "a\x00"}, {"/alt"}),
    ],
)
def test_every_fault_is_told_at_its_field(change: dict[str, Any], where: set[str], caller: Caller) -> None:
    told = pushed(caller)
    answer = caller.patch(f"assets/{told['id']}", change, If_Match="*")
    assert (answer.status_code, pointers(answer)) == (400, where)
    assert caller.get(f"assets/{told['id']}").json() == told


def test_what_belongs_to_all_markets_is_not_a_markets_to_change(caller: Caller, dieter: User, aurora: Brand) -> None:
    brands = Asset.upload(dieter, aurora, picture_file())
    assert caller.get(f"assets/{brands.pk}").status_code == 200
    assert caller.patch(f"assets/{brands.pk}", {"alt": "x"}, If_Match="*").status_code == 403
    assert caller.upload(f"assets/{brands.pk}/versions", {"file": striped()}).status_code == 403


def test_another_market_is_not_there(caller: Caller, farid: User, aurora: Brand, france: Market) -> None:
    french = Asset.upload(farid, aurora, picture_file(), market=france)
    for path in ("", "/versions", "/usage", "/duplicates"):
        assert caller.get(f"assets/{french.pk}{path}").status_code == 404
    answer = caller.upload("assets", {"brand": "aurora", "market": "FR", "file": picture_file()})
    assert (answer.status_code, pointers(answer)) == (400, {"/market"})


def test_versions(caller: Caller) -> None:
    first = pushed(caller, tags=["sol"])
    answer = caller.upload(f"assets/{first['id']}/versions", {"file": striped(3)})
    assert answer.status_code == 201
    second = answer.json()
    assert (second["version"], second["replaces"], second["tags"]) == (2, first["id"], ["sol"])
    assert caller.upload(f"assets/{first['id']}/versions", {"file": striped(5)}).status_code == 409
    shown = [one["id"] for one in caller.get(f"assets/{first['id']}/versions").json()]
    assert shown == [second["id"], first["id"]]
    assert caller.get(f"assets/{first['id']}").json()["replaced_by"] == second["id"]
    assert [one["id"] for one in caller.get("assets?current=true").json()["results"]] == [second["id"]]


def test_usage(
    caller: Caller, ana: User, write: Write, approve: Callable[[Post], Post], photo: Asset, madrid_mastodon: Page
) -> None:
    out, ahead = (
        approve(write(madrid_mastodon, pictures=((photo, ""),))),
        write(madrid_mastodon, pictures=((photo, ""),)),
    )
    make_due(*out.publications.all())
    release()
    Delivery.objects.update(state="published", permalink="https://social.example/1")
    told = caller.get(f"assets/{photo.pk}/usage").json()
    assert [(one["post"], one["status"]) for one in told["planned"]] == [(ahead.pk, "planned")]
    assert [(one["post"], one["status"], one["permalink"]) for one in told["released"]] == [
        (out.pk, "published", "https://social.example/1")
    ]


def test_duplicates(caller: Caller) -> None:
    first, again, smaller = pushed(caller), pushed(caller), pushed(caller, file=striped(size=(200, 150), form="PNG"))
    told = caller.get(f"assets/{first['id']}/duplicates").json()
    assert [(one["id"], one["apart"] == 0) for one in told] == [(again["id"], True), (smaller["id"], False)]
    assert caller.get(f"assets/{first['id']}/duplicates?fields=id").json() == [{"id": one["id"]} for one in told]
    assert caller.get(f"assets/{first['id']}/duplicates?fields=width").status_code == 400


def test_assets_are_found(caller: Caller, ana: User) -> None:
    kept = pushed(caller, alt="Dos camiones rojos", tags=["sol"])
    pushed(caller, file=film_file(), alt="Une voiture")
    Rights.grant(Asset.objects.get(pk=kept["id"]), ana, valid_until=TODAY)
    for query in (
        "q=cami%C3%B3n",
        "tag=sol",
        "mime=image/jpeg",
        f"rights_until={TODAY}",
        f"checksum={kept['checksum']}",
    ):
        assert [one["id"] for one in caller.get(f"assets?{query}").json()["results"]] == [kept["id"]], query
    for query in ("q=barco", "q=!!", "q=%14%5D", "tag=luna", f"rights_until={TODAY - timedelta(days=1)}", "market=FR"):
        assert caller.get(f"assets?{query}").json()["results"] == []


def test_queries_do_not_grow_with_rows(caller: Caller, ana: User) -> None:
    def listed() -> int:
        with CaptureQueriesContext(connection) as captured:
            caller.get("assets")
        return len(captured)

    Rights.grant(Asset.objects.get(pk=pushed(caller)["id"]), ana, owner="Studio")
    few = listed()
    for _ in range(4):
        asset = Asset.objects.get(pk=pushed(caller)["id"])
        Rights.grant(asset, ana, owner="Studio")
        asset.replace(ana, striped(3))
    assert listed() == few


# --- from an address


def by_url(caller: Caller, url: str, **headers: str) -> Any:
    return caller.post("assets", {"brand": "aurora", "market": "ES", "url": url, "alt": "Un coche"}, **headers)


def test_a_file_is_fetched_once(caller: Caller, settings: Any) -> None:
    settings.OUTWARD_ALSO = LOOPBACK
    asked = []

    def visit(handler: Any) -> None:
        asked.append(handler.path)
        gives(picture_file().read())(handler)

    with serving({"/mar.jpg": visit}) as site:
        first, second = (by_url(caller, f"{site}/mar.jpg", Idempotency_Key="a") for _ in range(2))
    assert (first.status_code, first.json()) == (201, second.json())
    assert (first.json()["name"], first.json()["alt"]) == ("mar.jpg", "Un coche")
    assert asked == ["/mar.jpg"]


def test_nothing_inside_is_fetched_and_nothing_is_kept(caller: Caller, settings: Any) -> None:
    settings.OUTWARD_ALSO = []
    with serving({"/mar.jpg": gives(picture_file().read())}) as site:
        answer = by_url(caller, f"{site}/mar.jpg")
    assert (answer.status_code, pointers(answer)) == (400, {"/url"})
    assert "not on the public internet" in answer.json()["errors"][0]["detail"]
    assert not Asset.objects.exists()


def test_what_is_no_picture_is_told_where_it_came_from(caller: Caller, settings: Any) -> None:
    settings.OUTWARD_ALSO = LOOPBACK
    with serving({"/a.jpg": gives(b"<svg/>")}) as site:
        answer = by_url(caller, f"{site}/a.jpg")
    assert (answer.status_code, pointers(answer)) == (400, {"/url"})
    assert not Asset.objects.exists()


def test_who_comes_while_others_are_fetched_is_told_when_to_come_again(
    caller: Caller, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OUTWARD_ALSO = LOOPBACK
    with serving({"/mar.jpg": gives(picture_file().read())}) as site:
        with monkeypatch.context() as crowd:
            crowd.setattr(fetching, "_room", threading.Semaphore(0))
            crowded = by_url(caller, f"{site}/mar.jpg", Idempotency_Key="a")
        assert (crowded.status_code, crowded["Retry-After"], crowded.json()["code"]) == (429, "6", "busy")
        assert by_url(caller, f"{site}/mar.jpg", Idempotency_Key="a").status_code == 201


def test_exactly_one_source_is_given(caller: Caller) -> None:
    none = caller.post("assets", {"brand": "aurora"})
    two = caller.upload("assets", {"brand": "aurora", "file": picture_file(), "url": "https://aurora.example/a.jpg"})
    assert [(answer.status_code, pointers(answer)) for answer in (none, two)] == [(400, {"/file"})] * 2


# --- bad files


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "not a JPEG"),
        ("photo.png", striped().read(), "named .png but is a JPEG"),
        ("cut.jpg", striped().read()[:900], "damaged or cut short"),
        ("caf\udce9.jpg", b"nothing", "not a JPEG"),
        ("a.pdf", b"%PDF-1.7\n" + striped().read(), "not a JPEG"),
    ],
)
def test_a_bad_file_is_told_and_leaves_nothing(name: str, data: bytes, words: str, caller: Caller) -> None:
    upload = SimpleUploadedFile("a", data)
    upload.name = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    answer = caller.upload("assets", {"brand": "aurora", "file": upload})
    assert (answer.status_code, pointers(answer)) == (400, {"/file"})
    assert words in answer.json()["errors"][0]["detail"]
    assert not Asset.objects.exists()


# --- by tus


def test_a_machine_uploads_by_tus(caller: Caller) -> None:
    machine = Sender(caller.client, "/api/v1/uploads", Authorization=f"Bearer {caller.secret}")
    data = film_file().read()
    address = machine.begun(data)
    assert address.startswith("/api/v1/uploads/")
    machine.send(address, data[:5000], 0)
    assert machine.offset(address) == 5000
    body = {"brand": "aurora", "market": "ES", "upload": address.rpartition("/")[2], "tags": ["film"]}
    early = caller.post("assets", body)
    assert (early.status_code, early.json()["errors"][0]["pointer"]) == (400, "/upload")
    answer = machine.send(address, data[5000:], 5000)
    assert (answer.status_code, "RateLimit" in answer.headers) == (204, True)
    made = caller.post("assets", body, Idempotency_Key="a")
    assert (made.status_code, made.json()["mime"], made.json()["tags"]) == (201, "video/mp4", ["film"])
    assert caller.post("assets", body, Idempotency_Key="a").json() == made.json()
    assert caller.post("assets", body).status_code == 400


def test_an_upload_that_is_begun_twice_by_one_call_is_one(caller: Caller) -> None:
    def begun(length: str) -> Any:
        headers = {"Authorization": f"Bearer {caller.secret}", "Idempotency-Key": "a", "Upload-Length": length}
        return caller.client.post("/api/v1/uploads", content_type="application/octet-stream", headers=TUS | headers)

    first, second = begun("5"), begun("5")
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert (second["Tus-Resumable"], second["Idempotent-Replay"]) == ("1.0.0", "true")
    assert begun("6").status_code == 422
    assert Upload.objects.count() == 1


def test_a_machine_needs_the_scope(made: Any) -> None:
    secret = made("read", "draft")[1]
    answer = Client().post("/api/v1/uploads", headers=TUS | {"Authorization": f"Bearer {secret}", "Upload-Length": "5"})
    assert answer.status_code == 403
    assert Client().post("/api/v1/uploads", headers=TUS | {"Upload-Length": "5"}).status_code == 401


def test_a_new_version_comes_by_tus(caller: Caller) -> None:
    first = caller.upload("assets", {"brand": "aurora", "market": "ES", "file": picture_file()}).json()["id"]
    machine = Sender(caller.client, "/api/v1/uploads", Authorization=f"Bearer {caller.secret}")
    data = film_file().read()
    address = machine.begun(data)
    machine.send(address, data, 0)
    answer = caller.post(f"assets/{first}/versions", {"upload": address.rpartition("/")[2]})
    assert (answer.status_code, answer.json()["version"]) == (201, 2)
