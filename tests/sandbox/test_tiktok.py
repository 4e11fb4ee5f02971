"""TikTok in the sandbox: films by parts, pictures it fetches, what it says of a post, limits, privacy, pages."""

from collections.abc import Iterator
from typing import Any

import httpx2 as httpx
import pytest
from starlette.testclient import TestClient

from tests.gallery import Gallery
from tests.sandbox.conftest import Mouth, Server, film, opened, picture, public

PUBLIC = "PUBLIC_TO_EVERYONE"
MB = 1_000_000
UPRIGHT = (360, 640)


@pytest.fixture
def gallery() -> Iterator[Gallery]:
    with Gallery() as gallery, gallery.open():
        yield gallery


def begin(tiktok: Mouth, size: int, part: int = 0, count: int = 1, **info: Any) -> httpx.Response:
    source = {"source": "FILE_UPLOAD", "video_size": size, "chunk_size": part or size, "total_chunk_count": count}
    info = {"title": "Aurora", "privacy_level": PUBLIC, **info}
    return tiktok.post("/post/publish/video/init/", json={"post_info": info, "source_info": source})


def put(tiktok: Mouth, begun: Any, content: bytes, first: int, size: int) -> int:
    where = f"bytes {first}-{first + len(content) - 1}/{size}"
    upload = begun.json()["data"]["upload_url"]
    return int(tiktok.client.put(upload, content=content, headers={"Content-Range": where}).status_code)


def shown(tiktok: Mouth, content: bytes = b"", **info: Any) -> str:
    content = content or film(size=UPRIGHT)
    begun = begin(tiktok, len(content), **info)
    assert put(tiktok, begun, content, 0, len(content)) == 201
    return str(begun.json()["data"]["publish_id"])


def status(tiktok: Mouth, name: str) -> dict:
    return dict(tiktok.post("/post/publish/status/fetch/", json={"publish_id": name}).json()["data"])


def pictures(tiktok: Mouth, *addresses: str, **info: Any) -> httpx.Response:
    source = {"source": "PULL_FROM_URL", "photo_images": list(addresses), "photo_cover_index": 0}
    info = {"description": "Aurora", "privacy_level": PUBLIC, **info}
    said = {"media_type": "PHOTO", "post_mode": "DIRECT_POST", "post_info": info, "source_info": source}
    return tiktok.post("/post/publish/content/init/", json=said)


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def test_a_film_is_public_with_its_last_part(client: TestClient, tiktok: Mouth) -> None:
    content = film(size=UPRIGHT) + (11 * MB).to_bytes(4, "big") + b"free" + bytes(11 * MB - 8)
    size, part = len(content), len(content) // 2
    begun = begin(tiktok, size, part, 2)
    name = begun.json()["data"]["publish_id"]
    assert put(tiktok, begun, content[part:], part, size) == 416
    assert put(tiktok, begun, content[:part], 0, size) == 206
    assert put(tiktok, begun, content[:part], 0, size) == 416
    assert status(tiktok, name) == {"status": "PROCESSING_UPLOAD", "uploaded_bytes": part}
    assert public(client) == []
    assert put(tiktok, begun, content[part:], part, size) == 201
    [post] = public(client)
    assert (post["text"], post["key"], post["media"][0]["mime"]) == ("Aurora", name, "video/mp4")
    assert status(tiktok, name)["publicaly_available_post_id"] == [int(post["remote_id"])]
    assert put(tiktok, begun, content[part:], part, size) == 403


@pytest.mark.parametrize(
    ("size", "part", "count"),
    [(20 * MB, 4 * MB, 5), (20 * MB, 10 * MB, 1), (20 * MB, 6 * MB, 4), (300 * MB, 70 * MB, 4), (0, 1, 1)],
)
def test_parts_are_counted_as_tiktok_does(tiktok: Mouth, size: int, part: int, count: int) -> None:
    assert code(begin(tiktok, size, part, count)) == (400, "invalid_params")


def test_an_upload_has_a_key_and_an_end(client: TestClient, tiktok: Mouth) -> None:
    begun = begin(tiktok, 9)
    stranger = client.put(begun.json()["data"]["upload_url"] + "x", content=b"a", headers={})
    assert stranger.status_code == 404
    assert put(tiktok, begun, b"a" * 8, 0, 8) == 400
    client.post("/sandbox/settings", json={"tiktok_upload_life": 0})
    assert put(tiktok, begun, b"a" * 9, 0, 9) == 403


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"none", "file_format_check_failed"),
        (film(), "picture_size_check_failed"),
    ],
)
def test_what_is_wrong_with_a_film_shows_when_it_is_worked_on(
    client: TestClient, tiktok: Mouth, content: bytes, reason: str
) -> None:
    assert status(tiktok, shown(tiktok, content)) == {"status": "FAILED", "fail_reason": reason}
    client.post("/sandbox/settings", json={"tiktok_processing": 60})
    assert status(tiktok, shown(tiktok, content))["status"] == "PROCESSING_UPLOAD"
    assert public(client) == []


def test_work_and_moderation_take_their_time(client: TestClient, tiktok: Mouth) -> None:
    client.post("/sandbox/settings", json={"tiktok_moderation": 60})
    name = shown(tiktok)
    assert status(tiktok, name) == {"status": "PUBLISH_COMPLETE", "publicaly_available_post_id": []}
    assert listed(tiktok) == []
    client.post("/sandbox/settings", json={"tiktok_processing": 60})
    assert status(tiktok, shown(tiktok))["status"] == "PROCESSING_UPLOAD"


def listed(tiktok: Mouth, **body: Any) -> list[dict]:
    fields = "id,create_time,title,video_description"
    return list(tiktok.post(f"/video/list/?fields={fields}", json=body).json()["data"]["videos"])


def test_pictures_are_fetched_and_shown_in_order(client: TestClient, tiktok: Mouth, gallery: Gallery) -> None:
    kinds = [("JPEG", "image/jpeg"), ("WEBP", "image/webp")]
    addresses = [gallery.hang(picture(kind), mime) for kind, mime in kinds]
    made = pictures(tiktok, *addresses, title="Aurora", description="Ya")
    assert code(made) == (200, "ok")
    [post] = public(client)
    assert (post["text"], [media["mime"] for media in post["media"]]) == ("Aurora\n\nYa", [mime for _, mime in kinds])
    assert status(tiktok, made.json()["data"]["publish_id"])["status"] == "PUBLISH_COMPLETE"
    assert [row["id"] for row in listed(tiktok)] == [post["remote_id"]]


def test_pictures_that_cannot_be_had_or_shown_fail(client: TestClient, tiktok: Mouth, gallery: Gallery) -> None:
    png = gallery.hang(picture("PNG"), "image/png")
    large = gallery.hang(picture("JPEG", (1100, 1100)), "image/jpeg")
    faults = (png, "file_format_check_failed"), (png + "x", "photo_pull_failed"), (large, "picture_size_check_failed")
    for address, reason in faults:
        name = pictures(tiktok, address).json()["data"]["publish_id"]
        assert status(tiktok, name) == {"status": "FAILED", "fail_reason": reason}
    assert public(client) == []


@pytest.mark.parametrize(
    ("info", "wanted"),
    [
        ({"title": "🚗" * 1101}, (400, "invalid_params")),
        ({"privacy_level": "FOLLOWER_OF_CREATOR"}, (403, "privacy_level_option_mismatch")),
        ({"privacy_level": None}, (403, "privacy_level_option_mismatch")),
    ],
)
def test_what_is_wrong_with_a_post_is_said(tiktok: Mouth, info: dict, wanted: tuple[int, str]) -> None:
    assert code(begin(tiktok, 9, **info)) == wanted


def test_pictures_have_limits_of_their_own(tiktok: Mouth) -> None:
    for info in ({"title": "a" * 91}, {"description": "a" * 4001}):
        assert code(pictures(tiktok, "http://127.0.0.1:9/", **info)) == (400, "invalid_params")
    assert code(pictures(tiktok)) == (400, "invalid_params")
    assert code(pictures(tiktok, *["http://127.0.0.1:9/"] * 36)) == (400, "invalid_params")


def test_an_app_that_is_not_audited_posts_for_the_account_alone(client: TestClient, tiktok: Mouth) -> None:
    client.post("/sandbox/settings", json={"tiktok_audited": 0})
    assert code(begin(tiktok, 9)) == (403, "unaudited_client_can_only_post_to_private_accounts")
    name = shown(tiktok, privacy_level="SELF_ONLY")
    assert status(tiktok, name) == {"status": "PUBLISH_COMPLETE", "publicaly_available_post_id": []}
    assert public(client) == []


def test_an_account_begins_few_posts(client: TestClient, tiktok: Mouth) -> None:
    client.post("/sandbox/settings", json={"tiktok_posts_a_day": 2, "tiktok_begins_a_minute": 3})
    assert [code(begin(tiktok, 9)) for _ in range(4)] == [
        (200, "ok"),
        (200, "ok"),
        (403, "spam_risk_too_many_posts"),
        (429, "rate_limit_exceeded"),
    ]


def test_others_learn_nothing_of_a_post(client: TestClient, tiktok: Mouth) -> None:
    other = Mouth(client, opened(client, "tiktok", "hesper_es"))
    for name in (shown(tiktok), begin(tiktok, 9).json()["data"]["publish_id"], "none"):
        answer = other.post("/post/publish/status/fetch/", json={"publish_id": name})
        assert code(answer) == (400, "invalid_params")


def test_a_fault_may_be_meant_for_the_last_part_alone(client: TestClient, tiktok: Mouth) -> None:
    rule = {"fault": "error_before_create", "operation": "create", "account": tiktok.account["remote_id"]}
    begun = begin(tiktok, 20 * MB, 10 * MB, 2)
    client.post("/sandbox/faults", json={**rule, "contains": "Aurora"})
    assert put(tiktok, begun, bytes(10 * MB), 0, 20 * MB) == 206
    assert put(tiktok, begun, bytes(10 * MB), 10 * MB, 20 * MB) == 500


def test_a_page_shows_caption_and_film(client: TestClient, tiktok: Mouth) -> None:
    shown(tiktok, title="Aurora <b> en https://a.example/x")
    [post] = public(client)
    for page in (f"/tiktok/@aurora_es/video/{post['remote_id']}", tiktok.account["address"]):
        html = client.get(page).text
        assert "Aurora &lt;b&gt;" in html
        assert "<video" in html


def test_what_became_of_a_post_outlives_a_restart(lasting: Server) -> None:
    tiktok = Mouth(lasting.client, opened(lasting.client, "tiktok", "aurora_es"))
    name = shown(tiktok)
    lasting.stop()
    lasting.start()
    tiktok.client = lasting.client
    assert status(tiktok, name)["status"] == "PUBLISH_COMPLETE"
