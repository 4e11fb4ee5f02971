from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.gallery import Gallery
from tests.sandbox.conftest import Mouth, picture, public


def made(threads: Mouth, kind: str = "TEXT", **form: Any) -> Any:
    return threads.post("/me/threads", data={"media_type": kind, **form})


def publish(threads: Mouth, container: str) -> Any:
    return threads.post("/me/threads_publish", data={"creation_id": container})


def code(answer: Any) -> tuple[int, int, int]:
    told = answer.json()["error"]
    return answer.status_code, told["code"], told.get("error_subcode", 0)


def test_words_become_public_once_their_container_is_published(client: TestClient, threads: Mouth) -> None:
    container = made(threads, text="Hola", link_attachment="https://a.example/x").json()["id"]
    assert threads.get(f"/{container}?fields=status").json()["status"] == "FINISHED"
    assert public(client) == []
    number = publish(threads, container).json()["id"]
    [post] = public(client)
    assert (post["remote_id"], post["text"], post["link"]) == (number, "Hola", "https://a.example/x")
    assert threads.get(f"/{container}?fields=status").json()["status"] == "PUBLISHED"
    assert code(publish(threads, container)) == (400, 24, 4279009)
    assert code(threads.get(f"/{number}?fields=status"))[:2] == (400, 100)
    shown = threads.get(f"/{number}?fields=text,media_type,permalink,link_attachment_url").json()
    assert (shown["text"], shown["media_type"], shown["link_attachment_url"]) == ("Hola", "TEXT_POST", post["link"])
    assert "/threads/@aurora_es/post/" in shown["permalink"]
    assert client.get(shown["permalink"]).status_code == 200
    assert threads.get("/me/threads").json()["data"] == [{"id": number}]
    assert threads.delete(f"/{number}").json() == {"success": True}
    assert threads.get("/me/threads").json()["data"] == []


def test_pictures_are_fetched_and_shown_together(client: TestClient, threads: Mouth, gallery: Gallery) -> None:
    addresses = [gallery.hang(picture(kind), f"image/{kind.lower()}") for kind in ("JPEG", "PNG")]
    items = [
        made(threads, "IMAGE", image_url=address, alt_text="Un coche", is_carousel_item="true").json()["id"]
        for address in addresses
    ]
    publish(threads, made(threads, "CAROUSEL", children=",".join(items), text="Dos").json()["id"])
    [post] = public(client)
    assert [media["mime"] for media in post["media"]] == ["image/jpeg", "image/png"]
    assert {media["alt"] for media in post["media"]} == {"Un coche"}


@pytest.mark.parametrize(
    ("kind", "form", "error"),
    [
        ("POEM", {}, (400, 100, 0)),
        ("TEXT", {}, (400, 100, 0)),
        ("TEXT", {"text": "a" * 501}, (400, 100, 0)),
        ("TEXT", {"text": "👍" * 126}, (400, 100, 0)),
        ("TEXT", {"text": " ".join(f"https://a.example/{n}" for n in range(6))}, (400, 100, 0)),
        ("CAROUSEL", {"children": "1"}, (400, 100, 0)),
        ("IMAGE", {"link_attachment": "https://a.example"}, (400, 100, 0)),
        ("IMAGE", {"image_url": "http://127.0.0.1:9/x"}, (400, 1, 2207052)),
        ("VIDEO", {}, (400, 100, 0)),
    ],
)
def test_what_is_wrong_is_said(threads: Mouth, kind: str, form: dict, error: tuple) -> None:
    assert code(made(threads, kind, **form)) == error


@pytest.mark.parametrize(
    ("address", "word"), [("none", "FAILED_DOWNLOADING_VIDEO"), ("no film", "FAILED_PROCESSING_VIDEO")]
)
def test_a_film_fails_by_a_word(threads: Mouth, gallery: Gallery, address: str, word: str) -> None:
    url = "http://127.0.0.1:9/x" if address == "none" else gallery.hang(b"no film", "video/mp4")
    container = made(threads, "VIDEO", video_url=url).json()["id"]
    told = threads.get(f"/{container}?fields=status,error_message").json()
    assert (told["status"], told["error_message"]) == ("ERROR", word)


def test_what_is_not_ready_is_said_not_to_be_there(client: TestClient, threads: Mouth) -> None:
    client.post("/sandbox/settings", json={"meta_processing": 100})
    container = made(threads, text="Hola").json()["id"]
    assert code(publish(threads, container)) == (400, 24, 4279009)


def test_a_day_has_so_many_posts(client: TestClient, threads: Mouth) -> None:
    client.post("/sandbox/settings", json={"threads_posts_a_day": 0})
    assert code(publish(threads, made(threads, text="Hola").json()["id"])) == (400, 613, 0)
    limit = threads.get("/me/threads_publishing_limit?fields=quota_usage,config").json()
    assert limit["data"][0]["quota_usage"] == 0
