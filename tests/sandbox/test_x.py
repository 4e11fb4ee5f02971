"""X as the sandbox imitates it: what it takes, what it gives back, and how its tokens turn."""

import time
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from sandbox.app import Sandbox
from tests.sandbox.conftest import Mouth, film, opened, picture, public


@pytest.fixture
def x(client: TestClient) -> Mouth:
    return Mouth(client, opened(client, "x", "aurora_es", name="Aurora España"))


def say(x: Mouth, text: str = "Hola", **more: Any) -> Any:
    return x.post("/tweets", json={"text": text, **more})


def upload(x: Mouth, content: bytes, category: str = "tweet_image") -> Any:
    return x.post("/media/upload", data={"media_category": category}, files={"media": ("a", content)})


def timeline(x: Mouth, **query: Any) -> Any:
    return x.get(f"/users/{x.account['remote_id']}/tweets", params={"tweet.fields": "entities,attachments", **query})


def refresh(x: Mouth, token: str = "", app: str = "") -> Any:
    secret = x.account["secret"]
    basic = b64encode((app or f"{secret['client_id']}:{secret['client_secret']}").encode()).decode()
    form = {"grant_type": "refresh_token", "refresh_token": token or secret["refresh"]}
    headers = {"Authorization": f"Basic {basic}"}
    return x.client.post(x.account["home"] + "/oauth2/token", data=form, headers=headers)


def test_a_post_is_public_as_it_was_written_and_given_back_as_x_does(client: TestClient, x: Mouth) -> None:
    told = say(x, "Más & más: https://aurora.example/es")
    assert told.status_code == 201
    assert told.headers["x-rate-limit-remaining"] == "99"
    post_id = told.json()["data"]["id"]
    [post] = public(client)
    assert (post["remote_id"], post["text"]) == (post_id, "Más & más: https://aurora.example/es")
    assert post["link"] == "https://aurora.example/es"
    [shown] = timeline(x).json()["data"]
    [url] = shown["entities"]["urls"]
    assert shown["text"] == f"Más &amp; más: {url['url']}"
    assert url["expanded_url"] == "https://aurora.example/es"
    page = client.get(f"/x/aurora_es/status/{post_id}").text
    assert "https://aurora.example/es" in page


def test_pictures_are_shown_with_their_description(client: TestClient, x: Mouth, png: bytes) -> None:
    media = upload(x, png).json()["data"]
    assert media["media_key"] == f"3_{media['id']}"
    metadata = {"id": media["id"], "metadata": {"alt_text": {"text": "Un coche"}}}
    assert x.post("/media/metadata", json=metadata).status_code == 200
    say(x, media={"media_ids": [media["id"]]})
    [shown] = public(client)[0]["media"]
    assert shown["alt"] == "Un coche"
    [post] = timeline(x).json()["data"]
    assert post["attachments"]["media_keys"] == [media["media_key"]]
    assert post["entities"]["urls"][0]["media_key"] == media["media_key"]


def test_a_film_comes_by_parts_and_is_worked_on(client: TestClient, x: Mouth) -> None:
    content = film()
    client.post("/sandbox/settings", json={"film_processing": 60})
    begun = {"media_category": "tweet_video", "media_type": "video/mp4", "total_bytes": len(content)}
    media = x.post("/media/upload/initialize", json=begun).json()["data"]
    assert media["media_key"] == f"7_{media['id']}"
    path = f"/media/upload/{media['id']}"

    def append(index: int, part: bytes) -> int:
        files = {"media": ("part", part)}
        return int(x.post(f"{path}/append", data={"segment_index": str(index)}, files=files).status_code)

    assert (append(1, content[1000:]), append(0, b"wrong"), append(1000, b"a")) == (200, 200, 400)
    assert x.post(f"{path}/finalize").status_code == 400
    assert append(0, content[:1000]) == 200
    for _again in range(2):
        assert x.post(f"{path}/finalize").json()["data"]["processing_info"]["state"] == "in_progress"
    assert say(x, media={"media_ids": [media["id"]]}).status_code == 400


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"text": "a" * 281}, 403, "not permitted"),
        ({"text": "  "}, 400, "invalid"),
        ({"text": "Hola", "status": "Hola"}, 400, "invalid"),
        ({"text": "Hola", "media": {"media_ids": ["1"]}}, 400, "invalid"),
        ({"text": "Hola", "media": {"media_ids": ["1", "2", "3", "4", "5"]}}, 400, "invalid"),
    ],
)
def test_what_a_post_may_not_be(client: TestClient, x: Mouth, body: dict, status: int, words: str) -> None:
    told = x.post("/tweets", json=body)
    assert told.status_code == status
    assert words in told.json()["detail"]
    assert public(client) == []


def test_what_an_upload_may_not_be(x: Mouth, png: bytes) -> None:
    wrong = [upload(x, b"text"), upload(x, png, "tweet_video"), upload(x, picture("GIF"))]
    assert [told.status_code for told in wrong] == [400, 400, 400]
    assert x.post("/media/metadata", json={"id": "1", "metadata": {}}).status_code == 400


def test_the_same_words_are_refused_for_a_while(client: TestClient, x: Mouth) -> None:
    statuses = [say(x).status_code, say(x, "Adiós").status_code, say(x).status_code]
    client.post("/sandbox/settings", json={"x_duplicate_window": 0})
    assert [*statuses, say(x).status_code] == [201, 201, 403, 201]


def test_a_quarter_of_an_hour_has_a_hundred_posts(x: Mouth) -> None:
    told = [say(x, f"Hola {number}") for number in range(101)]
    assert [answer.status_code for answer in told[-2:]] == [201, 429]
    assert 890 < int(told[-1].headers["x-rate-limit-reset"]) - time.time() <= 901


def test_a_timeline_comes_in_pages_from_a_moment_on(x: Mouth) -> None:
    assert timeline(x).json() == {"meta": {"result_count": 0}}
    for number in range(7):
        say(x, f"Hola {number}")
    first = timeline(x, max_results=5).json()
    second = timeline(x, max_results=5, pagination_token=first["meta"]["next_token"]).json()
    given = [post["text"] for post in first["data"] + second["data"]]
    assert given == [f"Hola {number}" for number in range(6, -1, -1)]
    assert "next_token" not in second["meta"]
    assert timeline(x, start_time="2100-01-01T00:00:00Z").json()["meta"]["result_count"] == 0
    assert [timeline(x, max_results=4).status_code, timeline(x, start_time="now").status_code] == [400, 400]


def test_a_refresh_voids_what_was(x: Mouth) -> None:
    first = x.account["secret"]
    told = refresh(x).json()
    assert x.get("/users/me").status_code == 401
    assert refresh(x).json()["error_description"] == "Value passed for the token was invalid."
    x.account["secret"] = {**first, "token": told["access_token"], "refresh": told["refresh_token"]}
    assert x.get("/users/me").json()["data"]["username"] == "aurora_es"
    assert refresh(x, app="someone:else").status_code == 401


def test_a_token_that_was_issued_outlives_a_restart_and_ends(tmp_path: Path) -> None:
    box = Sandbox(tmp_path)
    x = Mouth(TestClient(box), opened(TestClient(box), "x", "aurora_es"))
    x.account["secret"]["token"] = refresh(x).json()["access_token"]
    box.close()
    x.client = TestClient(Sandbox(tmp_path))
    assert x.get("/users/me").status_code == 200
    x.client.post("/sandbox/settings", json={"x_access_life": 0})
    assert x.get("/users/me").status_code == 401
