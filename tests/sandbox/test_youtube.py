"""YouTube in the sandbox: resumable uploads, films that are private until an update says otherwise, quota, pages."""

from typing import Any

import httpx2 as httpx
import pytest
from starlette.testclient import TestClient

from tests.sandbox.conftest import Mouth, Server, film, opened, public

STEP = 256 * 1024
UPLOAD = "/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status"


def begin(youtube: Mouth, size: int, *, privacy: str = "private", **snippet: Any) -> httpx.Response:
    said = {"snippet": {"title": "Aurora", "description": "Ya", **snippet}, "status": {"privacyStatus": privacy}}
    return youtube.post(UPLOAD, json=said, headers={"X-Upload-Content-Length": str(size)})


def part(youtube: Mouth, session: str, content: bytes, where: str) -> httpx.Response:
    return youtube.put(session, content=content, headers={"Content-Range": f"bytes {where}"})


def uploaded(youtube: Mouth, content: bytes = b"", **said: Any) -> str:
    content = content or film()
    session = begin(youtube, len(content), **said).headers["location"]
    made = part(youtube, session, content, f"0-{len(content) - 1}/{len(content)}")
    assert made.status_code == 201
    return str(made.json()["id"])


def update(youtube: Mouth, video: str, **status: Any) -> httpx.Response:
    return youtube.put("/youtube/v3/videos?part=status", json={"id": video, "status": status})


def shown(youtube: Mouth, video: str) -> dict:
    [item] = youtube.get(f"/youtube/v3/videos?part=status,snippet&id={video}").json()["items"]
    return item


def test_a_film_arrives_by_parts_and_is_asked_how_far_it_came(client: TestClient, youtube: Mouth) -> None:
    content = film() + (STEP).to_bytes(4, "big") + b"free" + bytes(STEP - 8)
    size = len(content)
    session = begin(youtube, size).headers["location"]
    assert "range" not in part(youtube, session, b"", f"*/{size}").headers
    first = part(youtube, session, content[:STEP], f"0-{STEP - 1}/{size}")
    assert (first.status_code, first.headers["range"]) == (308, f"bytes=0-{STEP - 1}")
    again = part(youtube, session, content[:STEP], f"0-{STEP - 1}/{size}")
    assert (again.status_code, again.headers["range"]) == (308, f"bytes=0-{STEP - 1}")
    last = part(youtube, session, content[STEP:], f"{STEP}-{size - 1}/{size}")
    assert last.status_code == 201
    assert part(youtube, session, b"", f"*/{size}").json() == last.json()
    assert shown(youtube, last.json()["id"])["status"]["uploadStatus"] == "processed"
    assert public(client) == []


@pytest.mark.parametrize(
    ("content", "where"),
    [(b"a" * 9, "0-8/100"), (b"a", "0-8/100"), (b"a" * STEP, f"0-{STEP - 1}/101"), (b"", "nonsense")],
)
def test_parts_are_whole_steps_as_long_as_they_say(youtube: Mouth, content: bytes, where: str) -> None:
    session = begin(youtube, 100 if "/100" in where else 2 * STEP).headers["location"]
    assert part(youtube, session, content, where).status_code == 400


def test_an_upload_that_nobody_began_is_not_found(youtube: Mouth) -> None:
    session = begin(youtube, 9).headers["location"]
    assert part(youtube, session + "x", b"", "*/9").status_code == 404


@pytest.mark.parametrize(
    ("snippet", "reason"),
    [
        ({"title": ""}, "invalidTitle"),
        ({"title": "a" * 101}, "invalidTitle"),
        ({"title": "a < b"}, "invalidTitle"),
        ({"description": "ñ" * 2501}, "invalidDescription"),
        ({"description": "<3"}, "invalidDescription"),
        ({"categoryId": "cars"}, "invalidCategoryId"),
    ],
)
def test_what_is_wrong_with_the_words_is_said(youtube: Mouth, snippet: dict, reason: str) -> None:
    answer = begin(youtube, 9, **snippet)
    assert (answer.status_code, answer.json()["error"]["errors"][0]["reason"]) == (400, reason)
    assert begin(youtube, 9, privacy="secret").status_code == 403


def test_an_update_lets_the_public_see_a_film_and_clears_what_it_leaves_out(client: TestClient, youtube: Mouth) -> None:
    video = uploaded(youtube)
    update(youtube, video, privacyStatus="private", selfDeclaredMadeForKids=True)
    assert (shown(youtube, video)["status"]["selfDeclaredMadeForKids"], public(client)) == (True, [])
    for _ in range(2):
        assert update(youtube, video, privacyStatus="public").json()["status"]["privacyStatus"] == "public"
    [post] = public(client)
    assert (post["remote_id"], post["text"], post["media"][0]["mime"]) == (video, "Aurora\n\nYa", "video/mp4")
    assert shown(youtube, video)["status"]["selfDeclaredMadeForKids"] is False
    assert update(youtube, "x" * 11, privacyStatus="public").status_code == 404


def test_a_film_that_becomes_private_or_goes_is_public_no_longer(client: TestClient, youtube: Mouth) -> None:
    first, second = (uploaded(youtube, privacy="public") for _ in "ab")
    update(youtube, first, privacyStatus="private")
    youtube.delete(f"/youtube/v3/videos?id={second}")
    assert [bool(post["deleted_at"]) for post in public(client)] == [True, True]
    assert youtube.get(f"/youtube/v3/videos?part=status&id={second}").json()["items"] == []


def comment(youtube: Mouth, video: str, text: str = "Ya.") -> httpx.Response:
    said = {"videoId": video, "topLevelComment": {"snippet": {"textOriginal": text}}}
    return youtube.post("/youtube/v3/commentThreads?part=snippet", json={"snippet": said})


def test_comments_stand_below_their_film_and_go_with_it(client: TestClient, youtube: Mouth) -> None:
    video = uploaded(youtube, privacy="public")
    numbers = [comment(youtube, video, text).json()["id"] for text in ("Uno.", "Dos.")]
    where = f"/youtube/v3/commentThreads?part=snippet&videoId={video}&order=time&maxResults=1"
    first = youtube.get(where).json()
    second = youtube.get(f"{where}&pageToken={first['nextPageToken']}").json()
    assert [page["items"][0]["id"] for page in (first, second)] == numbers[::-1]
    assert "nextPageToken" not in second
    assert [post["reply_to"] for post in public(client)] == ["", video, video]
    youtube.delete(f"/youtube/v3/videos?id={video}")
    assert all(post["deleted_at"] for post in public(client))
    assert comment(youtube, video).status_code == 404


@pytest.mark.parametrize(
    ("status", "text", "reason"),
    [
        ({"privacyStatus": "private"}, "Ya.", "commentsDisabled"),
        ({"selfDeclaredMadeForKids": True}, "Ya.", "commentsDisabled"),
        ({}, " ", "commentTextRequired"),
        ({}, "a" * 10_001, "commentTextTooLong"),
    ],
)
def test_comments_that_youtube_does_not_take(youtube: Mouth, status: dict, text: str, reason: str) -> None:
    video = uploaded(youtube)
    update(youtube, video, **{"privacyStatus": "public", **status})
    assert comment(youtube, video, text).json()["error"]["errors"][0]["reason"] == reason


def test_what_is_no_film_fails_in_the_work_on_it(client: TestClient, youtube: Mouth) -> None:
    video = uploaded(youtube, b"none")
    assert shown(youtube, video)["status"]["uploadStatus"] == "failed"
    update(youtube, video, privacyStatus="public")
    assert public(client) == []


def test_work_on_a_film_takes_its_time(client: TestClient, youtube: Mouth) -> None:
    client.post("/sandbox/settings", json={"film_processing": 60})
    assert shown(youtube, uploaded(youtube))["status"]["uploadStatus"] == "uploaded"


def test_others_see_no_private_film(client: TestClient, youtube: Mouth) -> None:
    other = Mouth(client, opened(client, "youtube", "hesper_es"))
    video = uploaded(youtube)
    assert other.get(f"/youtube/v3/videos?part=status&id={video}").json()["items"] == []
    assert update(other, video, privacyStatus="public").status_code == 404


@pytest.mark.parametrize("setting", ["youtube_inserts_a_day", "youtube_units_a_day"])
def test_a_used_up_quota_is_said(client: TestClient, youtube: Mouth, setting: str) -> None:
    client.post("/sandbox/settings", json={setting: 0})
    answer = begin(youtube, 9) if "inserts" in setting else youtube.get("/youtube/v3/channels?mine=true")
    assert (answer.status_code, answer.json()["error"]["errors"][0]["reason"]) == (403, "quotaExceeded")


def test_a_page_shows_title_words_and_film(client: TestClient, youtube: Mouth) -> None:
    video = uploaded(youtube, privacy="public", title="Aurora & más", description="En https://a.example/x")
    for page in (f"/watch?v={video}", youtube.account["address"]):
        html = client.get(page).text
        assert "<strong>Aurora &amp; más</strong>" in html
        assert 'href="https://a.example/x"' in html
        assert "<video" in html
    assert client.get("/watch?v=none").status_code == 404


def test_a_private_film_outlives_a_restart(lasting: Server) -> None:
    youtube = Mouth(lasting.client, opened(lasting.client, "youtube", "aurora_es"))
    video, gone = uploaded(youtube), uploaded(youtube)
    youtube.delete(f"/youtube/v3/videos?id={gone}")
    lasting.stop()
    lasting.start()
    youtube.client = lasting.client
    assert update(youtube, video, privacyStatus="public").status_code == 200
    assert youtube.get(f"/youtube/v3/videos?part=status&id={gone}").json()["items"] == []
    assert [post["remote_id"] for post in public(lasting.client)] == [video]
