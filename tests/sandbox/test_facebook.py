import json
import time
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.sandbox.conftest import Mouth, opened, picture, public


def error(answer: Any) -> tuple[int, int, int | None]:
    """Status, code and subcode."""
    found = answer.json()["error"]
    assert found["fbtrace_id"] == answer.headers["x-fb-trace-id"]
    return answer.status_code, found["code"], found.get("error_subcode")


def stage(mouth: Mouth, image: bytes, alt: str = "") -> str:
    fields = {"published": "false", "alt_text_custom": alt}
    answer = mouth.post("/me/photos", data=fields, files={"source": ("a.png", image, "image/png")})
    assert answer.status_code == 200, answer.text
    assert "post_id" not in answer.json()
    return answer.json()["id"]


def test_a_post_is_public_and_can_be_read_back(client: TestClient, facebook: Mouth) -> None:
    page = facebook.account["remote_id"]
    post_id = facebook.post(f"/{page}/feed", data={"message": " Hola ", "link": "https://a.example/x"}).json()["id"]
    assert post_id.startswith(f"{page}_")
    asked = "id,message,created_time,permalink_url,attachments{target,media_type,subattachments}"
    since = int(time.time()) - 60
    (post,) = facebook.get(f"/{page}/published_posts", params={"fields": asked, "since": since}).json()["data"]
    assert post["message"] == "Hola"
    assert post["permalink_url"] == f"http://testserver/facebook/AuroraES/posts/{post_id.partition('_')[2]}"
    assert post["attachments"] == {"data": [{"target": {"url": "https://a.example/x"}, "media_type": "link"}]}
    assert facebook.get(f"/{post_id}").json().keys() == {"id", "message", "created_time"}
    assert public(client)[0]["link"] == "https://a.example/x"


@pytest.mark.parametrize("shape", ["json list", "json text", "indexed form"])
def test_staged_photos_become_an_album_in_their_order(facebook: Mouth, client: TestClient, shape: str) -> None:
    photos = [stage(facebook, picture("PNG", (40 + number, 30)), f"foto {number}") for number in range(3)]
    attached = [{"media_fbid": photo} for photo in photos]
    if shape == "json list":
        answer = facebook.post("/me/feed", json={"message": "Hola", "attached_media": attached})
    elif shape == "json text":
        answer = facebook.post("/me/feed", data={"message": "Hola", "attached_media": json.dumps(attached)})
    else:
        form = {f"attached_media[{number}]": json.dumps(entry) for number, entry in enumerate(attached)}
        answer = facebook.post("/me/feed", data={"message": "Hola", **form})
    asked = "attachments{subattachments{target},media_type}"
    (album,) = facebook.get(f"/{answer.json()['id']}?fields={asked}").json()["attachments"]["data"]
    assert album["media_type"] == "album"
    assert [photo["target"]["id"] for photo in album["subattachments"]["data"]] == photos
    assert [item["alt"] for item in public(client)[0]["media"]] == ["foto 0", "foto 1", "foto 2"]


def test_staged_photos_are_not_public_and_serve_once(client: TestClient, facebook: Mouth, png: bytes) -> None:
    photo = stage(facebook, png)
    assert public(client) == []
    attached = {"message": "Hola", "attached_media": [{"media_fbid": photo}]}
    assert facebook.post("/me/feed", json=attached).status_code == 200
    assert error(facebook.post("/me/feed", json=attached)) == (400, 100, 1366051)


def test_a_staged_photo_can_be_thrown_away(facebook: Mouth, png: bytes) -> None:
    photo = stage(facebook, png)
    assert facebook.delete(f"/{photo}").json() == {"success": True}
    attached = {"attached_media": [{"media_fbid": photo}]}
    assert error(facebook.post("/me/feed", json=attached)) == (400, 100, 33)


def test_a_photo_can_be_a_post_by_itself(client: TestClient, facebook: Mouth, png: bytes) -> None:
    answer = facebook.post("/me/photos", data={"message": "Hola"}, files={"source": ("a.png", png, "image/png")})
    post = facebook.get(f"/{answer.json()['post_id']}?fields=message,attachments").json()
    assert post["attachments"]["data"][0]["target"]["id"] == answer.json()["id"]
    assert [found["text"] for found in public(client)] == ["Hola"]


def test_the_same_words_twice_in_a_row_are_a_duplicate(client: TestClient, facebook: Mouth) -> None:
    assert facebook.post("/me/feed", data={"message": "Hola"}).status_code == 200
    refused = facebook.post("/me/feed", data={"message": "Hola"})
    assert error(refused) == (400, 506, 1455006)
    assert refused.json()["error"]["error_user_title"]
    facebook.post("/me/feed", data={"message": "Adiós"})
    assert facebook.post("/me/feed", data={"message": "Hola"}).status_code == 200
    assert len(public(client)) == 3


def test_what_a_post_may_not_be(client: TestClient, facebook: Mouth, png: bytes) -> None:
    photos = {"source": ("a.svg", b"<svg/>", "image/svg+xml")}
    webp = {"source": ("a.webp", picture("WEBP"), "image/webp")}
    assert error(facebook.post("/me/feed", data={"message": "  "})) == (400, 100, None)
    assert error(facebook.post("/me/feed", data={"message": "x" * 63_207})) == (400, 100, None)
    assert error(facebook.post("/me/feed", data={"link": "aurora"})) == (400, 100, 2061006)
    assert error(facebook.post("/me/feed", data={"attached_media": "7"})) == (400, 100, None)
    assert error(facebook.post("/me/photos", files=photos)) == (400, 100, 1366046)
    assert error(facebook.post("/me/photos", files=webp)) == (400, 100, 1366046)
    assert error(facebook.post("/me/photos", data={"message": "x"})) == (400, 324, None)
    assert public(client) == []


def test_a_token_opens_its_own_page_only(client: TestClient, facebook: Mouth) -> None:
    other = opened(client, "facebook", "AuroraFR")["remote_id"]
    assert error(facebook.post(f"/{other}/feed", data={"message": "Hola"})) == (403, 200, None)
    assert error(facebook.post("/12345/feed", data={"message": "Hola"})) == (400, 100, 33)
    assert public(client) == []


def test_without_a_good_token_nothing_is_done(client: TestClient, facebook: Mouth) -> None:
    facebook.account["secret"]["token"] = "wrong"
    assert error(facebook.post("/me/feed", data={"message": "Hola"})) == (400, 190, None)
    assert error(client.get("/facebook/v26.0/me")) == (400, 104, None)


def test_a_token_may_stand_in_the_query_or_the_form(client: TestClient, facebook: Mouth) -> None:
    token = facebook.account["secret"]["token"]
    me = client.get("/facebook/v26.0/me", params={"access_token": token, "fields": "id,name,link"})
    assert me.json() == {
        "id": facebook.account["remote_id"],
        "name": "Aurora España",
        "link": "http://testserver/facebook/AuroraES",
    }
    form = {"access_token": token, "message": "Hola"}
    assert client.post("/facebook/v26.0/me/feed", data=form).status_code == 200


def test_an_unknown_field_fails_the_whole_call(facebook: Mouth) -> None:
    assert error(facebook.get("/me?fields=id,page_fans")) == (400, 100, None)
    assert error(facebook.get("/me/published_posts?fields=id{")) == (400, 100, None)


def test_posts_are_paged_newest_first(client: TestClient, facebook: Mouth) -> None:
    ids = [facebook.post("/me/feed", data={"message": f"n{number}"}).json()["id"] for number in range(3)]
    first = facebook.get("/me/published_posts?limit=2").json()
    assert [post["id"] for post in first["data"]] == [ids[2], ids[1]]
    rest = client.get(first["paging"]["next"], headers=facebook.headers).json()
    assert [post["id"] for post in rest["data"]] == [ids[0]]
    assert "next" not in rest["paging"]
    assert facebook.get(f"/me/published_posts?since={int(time.time()) + 60}").json() == {"data": []}


def test_a_deleted_post_is_gone(facebook: Mouth) -> None:
    post_id = facebook.post("/me/feed", data={"message": "Hola"}).json()["id"]
    assert facebook.delete(f"/{post_id}").json() == {"success": True}
    assert error(facebook.get(f"/{post_id}")) == (400, 100, 33)
    assert facebook.get("/me/published_posts").json()["data"] == []


def test_the_budget_of_a_page_is_told_and_kept(client: TestClient, facebook: Mouth) -> None:
    client.post("/sandbox/settings", json={"facebook_calls_a_day": 4})
    page = facebook.account["remote_id"]
    usage = [facebook.get("/me").headers["x-business-use-case-usage"] for _ in range(4)]
    assert [json.loads(each)[page][0]["call_count"] for each in usage] == [25, 50, 75, 100]
    over = facebook.post("/me/feed", data={"message": "Hola"})
    assert error(over)[1] == 80001
    told = json.loads(over.headers["x-business-use-case-usage"])[page][0]
    assert 1400 < told["estimated_time_to_regain_access"] <= 1440
    assert public(client) == []
