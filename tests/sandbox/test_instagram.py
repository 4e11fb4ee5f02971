from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.gallery import Gallery
from tests.sandbox.conftest import Mouth, Server, opened, picture, public


def media(instagram: Mouth, **form: Any) -> Any:
    return instagram.post(f"/{instagram.account['remote_id']}/media", data=form)


def publish(instagram: Mouth, container: str) -> Any:
    return instagram.post(f"/{instagram.account['remote_id']}/media_publish", data={"creation_id": container})


def made(instagram: Mouth, gallery: Gallery, **form: Any) -> str:
    """A container of a picture."""
    return media(instagram, image_url=gallery.hang(picture("JPEG"), "image/jpeg"), **form).json()["id"]


def state(instagram: Mouth, container: str) -> str:
    return instagram.get(f"/{container}?fields=status_code").json()["status_code"]


def code(answer: Any) -> tuple[int, int, int]:
    told = answer.json()["error"]
    return answer.status_code, told["code"], told.get("error_subcode", 0)


def test_a_picture_is_fetched_and_shown_once_its_container_is_published(
    client: TestClient, instagram: Mouth, gallery: Gallery
) -> None:
    container = made(instagram, gallery, caption="Hola", alt_text="Un coche")
    assert state(instagram, container) == "FINISHED"
    assert public(client) == []
    number = publish(instagram, container).json()["id"]
    [post] = public(client)
    assert (post["remote_id"], post["text"], post["media"][0]["alt"]) == (number, "Hola", "Un coche")
    assert state(instagram, container) == "PUBLISHED"
    assert code(publish(instagram, container)) == (400, 24, 2207008)
    fields = "?fields=caption,media_type,media_product_type,permalink"
    shown = instagram.get(f"/{number}{fields}").json()
    assert (shown["caption"], shown["media_type"], shown["media_product_type"]) == ("Hola", "IMAGE", "FEED")
    assert client.get(shown["permalink"]).status_code == 200
    assert instagram.get(f"/{instagram.account['remote_id']}/media{fields}").json()["data"] == [shown]


def test_a_carousel_shows_its_items_in_order(client: TestClient, instagram: Mouth, gallery: Gallery) -> None:
    items = [made(instagram, gallery, is_carousel_item="true") for _ in range(2)]
    assert code(publish(instagram, items[0])) == (400, 24, 2207008)
    container = media(instagram, media_type="CAROUSEL", children=",".join(items), caption="Dos").json()["id"]
    publish(instagram, container)
    [post] = public(client)
    assert (post["text"], len(post["media"])) == ("Dos", 2)
    assert code(media(instagram, media_type="CAROUSEL", children=items[0])) == (400, 100, 2207028)
    whole = [made(instagram, gallery) for _ in range(2)]
    assert code(media(instagram, media_type="CAROUSEL", children=",".join(whole)))[:2] == (400, 100)


def test_a_story_is_apart_from_the_posts(client: TestClient, instagram: Mouth, gallery: Gallery) -> None:
    publish(instagram, made(instagram, gallery, media_type="STORIES", caption="nobody sees this"))
    assert public(client)[0]["text"] == ""
    page = f"/{instagram.account['remote_id']}"
    assert instagram.get(f"{page}/media").json()["data"] == []
    assert len(instagram.get(f"{page}/stories").json()["data"]) == 1


@pytest.mark.parametrize(
    ("content", "form", "error"),
    [
        (b"", {}, (400, 9004, 2207052)),
        (b"no picture", {}, (400, 36001, 2207005)),
        (picture("PNG"), {}, (400, 36001, 2207005)),
        (picture("JPEG", (20, 30)), {}, (400, 36003, 2207009)),
        (picture("JPEG"), {"caption": "a" * 2201}, (400, 36004, 2207010)),
        (picture("JPEG"), {"caption": "@a" + " @b" * 20}, (400, 100, 2207040)),
        (picture("JPEG"), {"media_type": "VIDEO"}, (400, 100, 2207023)),
        (picture("JPEG"), {"alt_text": "a" * 1001}, (400, 100, 0)),
        (picture("JPEG"), {"upload_type": "resumable", "media_type": "REELS"}, (400, 100, 0)),
    ],
)
def test_what_is_wrong_is_said(instagram: Mouth, gallery: Gallery, content: bytes, form: dict, error: tuple) -> None:
    assert code(media(instagram, image_url=gallery.hang(content, "image/jpeg"), **form)) == error


def test_a_film_that_is_none_fails_while_it_is_worked_on(instagram: Mouth, gallery: Gallery) -> None:
    address = gallery.hang(b"no film", "video/mp4")
    container = media(instagram, media_type="REELS", video_url=address).json()["id"]
    told = instagram.get(f"/{container}?fields=status_code,status").json()
    assert told["status_code"] == "ERROR"
    assert "2207026" in told["status"]
    assert code(publish(instagram, container)) == (400, 24, 2207008)


def test_a_container_is_worked_on_and_ends(client: TestClient, instagram: Mouth, gallery: Gallery) -> None:
    client.post("/sandbox/settings", json={"meta_processing": 100})
    container = made(instagram, gallery)
    assert state(instagram, container) == "IN_PROGRESS"
    assert code(publish(instagram, container)) == (400, 9007, 2207027)
    client.post("/sandbox/settings", json={"meta_container_life": 0})
    assert state(instagram, container) == "EXPIRED"
    assert code(publish(instagram, container)) == (400, 24, 2207008)


def test_a_day_has_so_many_posts(client: TestClient, instagram: Mouth, gallery: Gallery) -> None:
    client.post("/sandbox/settings", json={"instagram_posts_a_day": 1})
    one, other = made(instagram, gallery), made(instagram, gallery)
    publish(instagram, one)
    assert code(publish(instagram, other)) == (400, 9, 2207042)
    limit = instagram.get(
        f"/{instagram.account['remote_id']}/content_publishing_limit?fields=quota_usage,config"
    ).json()
    assert limit["data"] == [{"quota_usage": 1, "config": {"quota_total": 1, "quota_duration": 86_400}}]


def test_bytes_come_by_parts_from_where_they_ended(client: TestClient, instagram: Mouth) -> None:
    """Only by the login of Facebook."""
    instagram.account["home"] = instagram.account["home"].replace("/api/", "/api/facebook/")
    begun = media(instagram, media_type="REELS", upload_type="resumable").json()
    headers = {**instagram.headers, "file_size": "7"}

    def put(offset: str, content: bytes) -> int:
        return client.post(begun["uri"], content=content, headers={**headers, "offset": offset}).status_code

    def there() -> int:
        told = instagram.get(f"/{begun['id']}?fields=video_status").json()
        return told["video_status"]["uploading_phase"]["bytes_transferred"]

    assert (put("", b"no "), put("0", b"no "), there()) == (400, 206, 3)
    assert (put("0", b"film"), there(), state(instagram, begun["id"])) == (416, 3, "IN_PROGRESS")
    assert (put("3", b"film"), there(), state(instagram, begun["id"])) == (200, 7, "ERROR")


def test_a_token_of_a_day_is_renewed(client: TestClient, instagram: Mouth) -> None:
    path = "/instagram/api/refresh_access_token?grant_type=ig_refresh_token"
    assert code(client.get(path, headers=instagram.headers))[:2] == (400, 100)
    client.post("/sandbox/settings", json={"meta_token_age": 0})
    fresh = client.get(path, headers=instagram.headers).json()
    assert fresh["expires_in"] == 60 * 86_400
    assert code(instagram.get("/me"))[:2] == (400, 190)
    instagram.account["secret"]["token"] = fresh["access_token"]
    assert instagram.get("/me?fields=user_id").json()["user_id"] == instagram.account["remote_id"]


def test_containers_outlive_a_restart_and_know_what_was_made_of_them(lasting: Server, gallery: Gallery) -> None:
    instagram = Mouth(lasting.client, opened(lasting.client, "instagram", "aurora_es"))
    one, other = made(instagram, gallery), made(instagram, gallery)
    publish(instagram, one)
    lasting.stop()
    lasting.start()
    instagram.client = lasting.client
    assert (state(instagram, one), state(instagram, other)) == ("PUBLISHED", "FINISHED")
    assert code(publish(instagram, one)) == (400, 24, 2207008)
