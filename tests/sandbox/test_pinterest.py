from base64 import b64encode
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.sandbox.conftest import Mouth, picture, public


def image(content: bytes, mime: str = "image/png") -> dict:
    return {"content_type": mime, "data": b64encode(content).decode()}


def pin(pinterest: Mouth, *contents: bytes, **more: Any) -> Any:
    items = [image(content) for content in contents]
    several = {"source_type": "multiple_image_base64", "items": items}
    source = {"source_type": "image_base64", **items[0]} if len(items) == 1 else several
    body = {"board_id": pinterest.account["remote_id"], "media_source": source, **more}
    return pinterest.post("/pins", json=body)


def test_a_pin_comes_back_as_it_was_made(client: TestClient, pinterest: Mouth, png: bytes) -> None:
    said = {"title": "Aurora", "description": "Ya está aquí.", "link": "https://a.example/?x=1", "alt_text": "Un coche"}
    made = pin(pinterest, png, **said)
    assert made.status_code == 201
    assert {name: made.json()[name] for name in said} == said
    assert "T" in made.json()["created_at"]
    assert not made.json()["created_at"].endswith("Z")
    [post] = public(client)
    assert (post["text"], post["link"]) == ("Aurora\n\nYa está aquí.", said["link"])
    assert pinterest.get(f"/pins/{made.json()['id']}").json() == made.json()


@pytest.mark.parametrize(
    ("what", "status", "code", "words"),
    [
        ({"board_id": "aurora"}, 400, 1, r"does not match"),
        ({"board_id": "1"}, 404, 40, "Board not found"),
        ({"title": "a" * 101}, 400, 1, "title is too long"),
        ({"description": "a" * 801}, 400, 1, "description is too long"),
        ({"alt_text": "a" * 501}, 400, 1, "alt_text is too long"),
        ({"link": "a.example"}, 400, 1, "link"),
        ({"media_source": None}, 400, 1, "media_source"),
        ({"media_source": {"source_type": "image_base64", **image(b"none")}}, 400, 1, "could not be read"),
        ({"media_source": {"source_type": "multiple_image_base64", "items": []}}, 400, 1, "maxItems=5"),
    ],
)
def test_what_is_wrong_with_a_pin_is_said(
    client: TestClient, pinterest: Mouth, png: bytes, what: dict, status: int, code: int, words: str
) -> None:
    answer = pin(pinterest, png, **what)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert words in answer.json()["message"]
    assert public(client) == []


def test_the_pictures_of_a_carousel_have_one_size(pinterest: Mouth, png: bytes) -> None:
    assert pin(pinterest, png, png).json()["media"]["media_type"] == "multiple_images"
    assert pin(pinterest, png, picture("PNG", (50, 30))).status_code == 400


def test_a_board_lists_its_pins_page_by_page(pinterest: Mouth, png: bytes) -> None:
    numbers = [pin(pinterest, png).json()["id"] for _ in range(3)]
    board = f"/boards/{pinterest.account['remote_id']}/pins?page_size=2"
    first = pinterest.get(board).json()
    last = pinterest.get(f"{board}&bookmark={first['bookmark']}").json()
    assert [one["id"] for one in [*first["items"], *last["items"]]] == numbers[::-1]
    assert last["bookmark"] is None


def test_an_app_on_trial_creates_nothing(client: TestClient, pinterest: Mouth, png: bytes) -> None:
    client.post("/sandbox/settings", json={"pinterest_trial": 1})
    answer = pin(pinterest, png)
    assert (answer.status_code, answer.json()["code"], public(client)) == (403, 29, [])


def test_a_used_up_minute_tells_when_the_next_begins(client: TestClient, pinterest: Mouth, png: bytes) -> None:
    client.post("/sandbox/settings", json={"pinterest_calls_a_minute": 1})
    assert pin(pinterest, png).headers["x-userendpoint-ratelimit-remaining"] == "0"
    refused = pin(pinterest, png)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["x-userendpoint-ratelimit-reset-seconds"]) <= 60
    assert pinterest.get("/user_account").status_code == 200


def test_a_page_shows_title_picture_and_link(client: TestClient, pinterest: Mouth, png: bytes) -> None:
    number = pin(pinterest, png, title="Aurora <b>", description="Ya", link="https://a.example/x").json()["id"]
    for page in (f"/pin/{number}/", pinterest.account["address"]):
        shown = client.get(page).text
        assert "<strong>Aurora &lt;b&gt;</strong>" in shown
        assert 'href="https://a.example/x"' in shown
    pinterest.delete(f"/pins/{number}")
    assert client.get(f"/pin/{number}/").status_code == 404
