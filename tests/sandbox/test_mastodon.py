import time
from datetime import datetime

import pytest
from starlette.testclient import TestClient

from sandbox.mastodon.text import content, length
from tests.sandbox.conftest import Json, Mouth, opened, picture, public

STATUSES = "/api/v1/statuses"


def publish(mouth: Mouth, key: str = "", **fields: object) -> Json:
    headers = {"Idempotency-Key": key} if key else {}
    answer = mouth.post(STATUSES, json=fields, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()


def upload(mouth: Mouth, image: bytes, alt: str = "") -> Json:
    return mouth.post("/api/v2/media", files={"file": ("a.png", image, "image/png")}, data={"description": alt}).json()


def test_a_status_is_public_and_can_be_read_back(client: TestClient, mastodon: Mouth) -> None:
    status = publish(mastodon, status="Hola #Sevilla\n\nhttps://aurora.example/es?a=1&b=2", language="es")
    assert status["url"] == f"http://testserver/mastodon/@aurora_es/{status['id']}"
    assert '<a href="https://aurora.example/es?a=1&amp;b=2"' in status["content"]
    assert "#<span>Sevilla</span></a></p><p>" in status["content"]
    timeline = mastodon.get(f"/api/v1/accounts/{mastodon.account['remote_id']}/statuses?exclude_reblogs=true")
    assert [found["id"] for found in timeline.json()] == [status["id"]]
    assert mastodon.get(f"{STATUSES}/{status['id']}").json()["language"] == "es"
    assert mastodon.get(f"{STATUSES}/{status['id']}/source").json()["text"].startswith("Hola #Sevilla")
    assert public(client)[0]["link"] == "https://aurora.example/es?a=1&b=2"


def test_a_form_does_as_well_as_json(mastodon: Mouth, png: bytes) -> None:
    ids = [upload(mastodon, png)["id"] for _ in range(2)]
    answer = mastodon.post(STATUSES, data={"status": "Hola", "media_ids[]": ids})
    assert [item["id"] for item in answer.json()["media_attachments"]] == ids


def test_a_key_used_again_gives_the_first_status(client: TestClient, mastodon: Mouth) -> None:
    first = publish(mastodon, key="k1", status="Hola")
    assert publish(mastodon, key="k1", status="something else")["id"] == first["id"]
    assert publish(mastodon, key="k2", status="Hola")["id"] != first["id"]
    assert len(public(client)) == 2


def test_a_key_belongs_to_one_account(client: TestClient, mastodon: Mouth) -> None:
    other = Mouth(client, opened(client, "mastodon", "aurora_fr"))
    assert publish(mastodon, key="k", status="Hola")["id"] != publish(other, key="k", status="Hola")["id"]


def test_a_key_is_forgotten_after_an_hour(mastodon: Mouth, monkeypatch: pytest.MonkeyPatch) -> None:
    first = publish(mastodon, key="k", status="Hola")
    monkeypatch.setattr("sandbox.mastodon.statuses.KEY_LIFE", 0)
    assert publish(mastodon, key="k", status="Hola")["id"] != first["id"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Hola", 4),
        ("👨‍👩‍👧‍👦", 1),
        ("e\u0301", 1),
        ("https://a.example/" + "x" * 80, 23),
        ("see http://a.example.", 28),
        ("@ana@mastodon.example hi", 7),
        ("@ana hi", 7),
    ],
)
def test_characters_are_counted_as_mastodon_does(text: str, count: int) -> None:
    assert length(text) == count


def test_markup_in_a_text_is_no_markup() -> None:
    html = content('<script>alert(1)</script> https://a.example/"><b> #<i>', "")
    assert "<script>" not in html
    assert "<b>" not in html


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"status": "x" * 501}, "Validation failed: Text character limit of 500 exceeded"),
        ({"status": "x" * 500, "spoiler_text": "y"}, "Validation failed: Text character limit of 500 exceeded"),
        ({"status": "  "}, "Validation failed: Text can't be blank"),
        ({"status": "x", "visibility": "loud"}, "Validation failed: Visibility is not included in the list"),
        ({"status": "x", "media_ids": ["1", "2", "3", "4", "5"]}, "Cannot attach more than 4 files"),
        ({"status": "x", "media_ids": ["1"]}, "Media 1 not found or already attached to another post"),
    ],
)
def test_what_a_status_may_not_be(client: TestClient, mastodon: Mouth, fields: Json, sentence: str) -> None:
    answer = mastodon.post(STATUSES, json=fields)
    assert (answer.status_code, answer.json()) == (422, {"error": sentence})
    assert public(client) == []


def test_limits_are_read_from_the_instance(client: TestClient, mastodon: Mouth) -> None:
    client.post("/sandbox/settings", json={"mastodon_max_characters": 1000})
    limits = client.get("/mastodon/api/v2/instance").json()["configuration"]
    assert limits["statuses"]["max_characters"] == 1000
    assert limits["media_attachments"]["image_matrix_limit"] == 33_177_600
    publish(mastodon, status="x" * 1000)


def test_a_private_status_is_not_public(client: TestClient, mastodon: Mouth) -> None:
    status = publish(mastodon, status="psst", visibility="private")
    assert public(client) == []
    assert client.get(f"/mastodon{STATUSES}/{status['id']}").status_code == 404
    assert mastodon.get(f"{STATUSES}/{status['id']}").status_code == 200


def test_a_picture_is_attached_once(client: TestClient, mastodon: Mouth, png: bytes) -> None:
    media = upload(mastodon, png, "Un coche")
    assert media["url"] is not None
    assert media["meta"]["original"]["width"] == 40
    assert client.get(media["url"]).content == png
    publish(mastodon, status="", media_ids=[media["id"]])
    assert public(client)[0]["media"][0]["alt"] == "Un coche"
    assert mastodon.get(f"/api/v1/media/{media['id']}").status_code == 404
    again = mastodon.post(STATUSES, json={"status": "again", "media_ids": [media["id"]]})
    assert again.status_code == 422


def test_media_in_the_works_has_to_be_waited_for(client: TestClient, mastodon: Mouth, png: bytes) -> None:
    client.post("/sandbox/settings", json={"mastodon_processing": 60})
    answer = mastodon.post("/api/v2/media", files={"file": ("a.png", png, "image/png")})
    assert (answer.status_code, answer.json()["url"]) == (202, None)
    path, media_id = f"/api/v1/media/{answer.json()['id']}", answer.json()["id"]
    assert mastodon.get(path).status_code == 206
    early = mastodon.post(STATUSES, json={"status": "x", "media_ids": [media_id]})
    assert early.json()["error"].startswith("Cannot attach files that have not finished processing")
    client.post("/sandbox/settings", json={"mastodon_processing": 0})
    assert upload(mastodon, png)["url"] is not None


def test_another_account_cannot_use_my_picture(client: TestClient, mastodon: Mouth, png: bytes) -> None:
    media = upload(mastodon, png)
    other = Mouth(client, opened(client, "mastodon", "aurora_fr"))
    assert other.get(f"/api/v1/media/{media['id']}").status_code == 404
    assert other.post(STATUSES, json={"status": "x", "media_ids": [media["id"]]}).status_code == 422


def test_what_is_no_picture_is_refused(mastodon: Mouth) -> None:
    for bad in (b"<svg/>", b"", picture("BMP"), picture("PNG", (6000, 6000))):
        answer = mastodon.post("/api/v2/media", files={"file": ("a.png", bad, "image/png")})
        assert answer.status_code == 422


def test_without_a_good_token_nothing_is_done(client: TestClient, mastodon: Mouth) -> None:
    mastodon.account["secret"]["token"] = "wrong"
    answer = mastodon.post(STATUSES, json={"status": "x"})
    assert (answer.status_code, answer.json()) == (401, {"error": "The access token is invalid"})
    assert client.post(f"/mastodon{STATUSES}", json={"status": "x"}).status_code == 401
    assert public(client) == []


def test_300_statuses_in_three_hours(client: TestClient, mastodon: Mouth, monkeypatch: pytest.MonkeyPatch) -> None:
    families = {"api": (1000, 300), "create": (3, 3 * 3600), "media": (30, 1800), "delete": (30, 1800)}
    monkeypatch.setattr("sandbox.mastodon.limits.FAMILIES", families)
    answers = [mastodon.post(STATUSES, json={"status": f"n{number}"}) for number in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].json() == {"error": "Too many requests"}
    headers = answers[-1].headers
    assert (headers["x-ratelimit-limit"], headers["x-ratelimit-remaining"]) == ("3", "0")
    assert "retry-after" not in headers
    assert 0 < datetime.fromisoformat(headers["x-ratelimit-reset"]).timestamp() - time.time() <= 3 * 3600
    assert len(public(client)) == 3


def test_every_answer_has_a_trace_id(client: TestClient, mastodon: Mouth) -> None:
    assert mastodon.get("/api/v1/accounts/verify_credentials").headers["x-request-id"]
    assert client.get("/mastodon/api/v1/nothing").headers["x-request-id"]


def test_the_timeline_is_paged_newest_first(mastodon: Mouth) -> None:
    ids = [publish(mastodon, status=f"n{number}")["id"] for number in range(5)]
    path = f"/api/v1/accounts/{mastodon.account['remote_id']}/statuses"
    first = mastodon.get(f"{path}?limit=2")
    assert [status["id"] for status in first.json()] == [ids[4], ids[3]]
    assert f"max_id={ids[3]}" in first.headers["link"]
    assert [status["id"] for status in mastodon.get(f"{path}?max_id={ids[3]}").json()] == [ids[2], ids[1], ids[0]]
    assert [status["id"] for status in mastodon.get(f"{path}?since_id={ids[3]}").json()] == [ids[4]]


def test_a_broken_body_is_a_bad_request(mastodon: Mouth) -> None:
    answer = mastodon.post(STATUSES, content=b"{", headers={"Content-Type": "application/json"})
    assert answer.status_code == 400
