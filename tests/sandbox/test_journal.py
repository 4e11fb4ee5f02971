import signal
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sandbox.app import Sandbox
from tests.sandbox.conftest import BlueskyMouth, Mouth, Server, opened, public
from tests.sandbox.test_bluesky import RKEY, get_record, images, record, refresh, upload


def test_nothing_answered_for_is_lost_when_the_process_is_killed(lasting: Server, tmp_path: Path, png: bytes) -> None:
    mouth = Mouth(lasting.client, opened(lasting.client, "mastodon", "aurora_es"))
    media = mouth.post("/api/v2/media", files={"file": ("a.png", png, "image/png")}).json()
    body = {"status": "Hola", "media_ids": [media["id"]]}
    first = mouth.post("/api/v1/statuses", json=body, headers={"Idempotency-Key": "k"}).json()
    gone = mouth.post("/api/v1/statuses", json={"status": "Adiós"}).json()
    mouth.delete(f"/api/v1/statuses/{gone['id']}")
    before = public(lasting.client)
    lasting.stop(signal.SIGKILL)
    with (tmp_path / "journal.jsonl").open("ab") as journal:
        journal.write(b'{"kind":"post","value":{"se')

    lasting.start()
    mouth.client = lasting.client
    assert public(lasting.client) == before
    again = mouth.post("/api/v1/statuses", json=body, headers={"Idempotency-Key": "k"}).json()
    assert again["id"] == first["id"]
    assert lasting.client.get(media["url"]).content == png
    mouth.post("/api/v1/statuses", json={"status": "after the crash"})
    lasting.stop()

    lasting.start()
    assert [post["text"] for post in public(lasting.client)] == ["Hola", "Adiós", "after the crash"]


def restarted(box: Sandbox, folder: Path) -> TestClient:
    box.close()
    return TestClient(Sandbox(folder))


def test_other_words_outlive_a_restart_and_media_that_is_not_named_again_is_gone(tmp_path: Path, png: bytes) -> None:
    box = Sandbox(tmp_path)
    mouth = Mouth(TestClient(box), opened(TestClient(box), "mastodon", "aurora_es"))
    media = mouth.post("/api/v2/media", files={"file": ("a.png", png, "image/png")}).json()
    made = mouth.post("/api/v1/statuses", json={"status": "Hola", "media_ids": [media["id"]]}).json()
    mouth.put(f"/api/v1/statuses/{made['id']}", json={"status": "Adiós"})
    [post] = public(restarted(box, tmp_path))
    assert (post["text"], post["media"]) == ("Adiós", [])


def test_sessions_records_and_blobs_outlive_a_restart(tmp_path: Path, png: bytes) -> None:
    box = Sandbox(tmp_path)
    bluesky = BlueskyMouth(TestClient(box), opened(TestClient(box), "bluesky", "aurora.test"))
    bluesky.session = bluesky.login().json()
    blob = upload(bluesky, png)
    cid = bluesky.put(RKEY, record(embed=images(blob))).json()["cid"]
    bluesky.put(RKEY, record("Adiós"), swapRecord=cid)
    refresh(bluesky, bluesky.session["refreshJwt"])

    bluesky.client = restarted(box, tmp_path)
    bluesky.client.post("/sandbox/settings", json={"bluesky_grace": 0})
    assert get_record(bluesky, RKEY).json()["value"]["text"] == "Adiós"
    assert [post["text"] for post in public(bluesky.client)] == ["Hola"]
    assert bluesky.put(RKEY, record("Adiós")).status_code == 200
    assert refresh(bluesky, bluesky.session["refreshJwt"]).json()["error"] == "ExpiredToken"


def test_staged_and_forgotten_photos_outlive_a_restart(tmp_path: Path, png: bytes) -> None:
    box = Sandbox(tmp_path)
    client = TestClient(box)
    facebook = Mouth(client, opened(client, "facebook", "Aurora"))
    files = {"source": ("a.png", png, "image/png")}
    kept, gone = (facebook.post("/me/photos", data={"published": "0"}, files=files).json()["id"] for _ in "ab")
    facebook.delete(f"/{gone}")
    facebook.client = restarted(box, tmp_path)
    attached = [{"attached_media": [{"media_fbid": photo}]} for photo in (gone, kept)]
    assert [facebook.post("/me/feed", json=body).status_code for body in attached] == [400, 200]


def test_a_journal_has_one_writer(tmp_path: Path) -> None:
    box = Sandbox(tmp_path)
    with pytest.raises(BlockingIOError):
        Sandbox(tmp_path)
    box.close()
