"""Films: what their bytes say, and what each network's API is strict about on a film's way to the public."""

import struct
import time
from base64 import b64encode

import pytest
from starlette.testclient import TestClient

from sandbox.media import look
from tests.sandbox.conftest import BlueskyMouth, LinkedInMouth, Mouth, film, picture, public


def settle(client: TestClient, seconds: float) -> None:
    client.post("/sandbox/settings", json={"film_processing": seconds})


def test_a_film_is_what_its_bytes_say() -> None:
    content = film()
    assert look(content) == ("video/mp4", 320, 240)
    assert look(content[: len(content) // 2]) == ("", 0, 0)
    assert look(content[:-1000]) == ("", 0, 0)
    assert look(content[:32].ljust(10_000, b"\0")) == ("", 0, 0)
    assert look(picture("AVIF")) == ("image/avif", 40, 30)


def test_a_film_has_the_sides_with_which_it_is_shown() -> None:
    """Telephones film lying and say how it has to be turned (ISO 14496-12: the matrix of `tkhd`)."""
    content = film()
    begin = content.index(b"tkhd") + 44
    turn = struct.pack(">9i", 0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000)
    assert look(content[:begin] + turn + content[begin + len(turn) :]) == ("video/mp4", 240, 320)


def test_facebook_says_which_part_it_wants(client: TestClient, facebook: Mouth) -> None:
    settle(client, 0)
    client.post("/sandbox/settings", json={"film_part": 1000})
    content, path = film(), f"/{facebook.account['remote_id']}/videos"
    begun = facebook.post(path, data={"upload_phase": "start", "file_size": len(content)}).json()
    assert (begun["start_offset"], begun["end_offset"]) == ("0", "1000")

    def send(start: int, end: int) -> dict:
        data = {"upload_phase": "transfer", "upload_session_id": begun["upload_session_id"], "start_offset": start}
        return facebook.post(path, data=data, files={"video_file_chunk": ("part", content[start:end])}).json()

    def finish() -> dict:
        data = {"upload_phase": "finish", "upload_session_id": begun["upload_session_id"], "published": "false"}
        return facebook.post(path, data=data).json()

    assert finish()["error"]["error_subcode"] == 1363033
    following = send(0, 1000)
    again = send(0, 1000)["error"]
    assert again["error_subcode"] == 1363037
    assert again["error_data"] == {name: int(place) for name, place in following.items()}
    while following["start_offset"] != following["end_offset"]:
        following = send(int(following["start_offset"]), int(following["end_offset"]))
    assert finish() == {"success": True}
    assert public(client) == []
    assert facebook.post(f"/{begun['video_id']}", data={"published": "true"}).json() == {"success": True}
    [post] = public(client)
    assert post["remote_id"] == begun["video_id"]
    shown = facebook.get(f"/{begun['video_id']}?fields=status,published").json()
    assert (shown["status"]["video_status"], shown["published"]) == ("ready", True)


@pytest.mark.parametrize(
    ("seconds", "size", "words"),
    [(3, (320, 240), "9:16"), (3, (270, 480), "at least 540 x 960"), (2, (540, 960), "from 3 to 90 seconds")],
)
def test_facebook_takes_upright_reels_of_some_length(
    client: TestClient, facebook: Mouth, seconds: float, size: tuple[int, int], words: str
) -> None:
    path, content = f"/{facebook.account['remote_id']}/video_reels", film(seconds, size)
    begun = facebook.post(path, data={"upload_phase": "start"}).json()
    place = begun["upload_url"].partition("/v26.0")[2]
    finish = {"upload_phase": "finish", "video_id": begun["video_id"], "video_state": "PUBLISHED"}
    assert "Missing" in facebook.post(path, data=finish).json()["error"]["message"]
    wrong = facebook.post(place, content=content, headers={"offset": "7", "file_size": str(len(content))})
    assert wrong.json()["debug_info"]["type"] == "OffsetInvalidError"
    facebook.post(place, content=content, headers={"offset": "0", "file_size": str(len(content))})
    assert words in facebook.post(path, data=finish).json()["error"]["message"]
    assert public(client) == []


def test_linkedin_counts_the_parts_by_their_tags(client: TestClient, linkedin: LinkedInMouth) -> None:
    def act(action: str, **request: object) -> dict:
        answer = linkedin.post(f"/rest/videos?action={action}", json={f"{action}Request": request})
        return answer.json() if answer.content else {}

    assert act("initializeUpload", owner=linkedin.urn, fileSizeBytes=74_999)["code"] == "INVALID_VALUE_FOR_FIELD"
    begun = act("initializeUpload", owner=linkedin.urn, fileSizeBytes=80_000)["value"]
    first, second = begun["uploadInstructions"]
    assert (first["firstByte"], first["lastByte"], second["lastByte"]) == (0, 65_535, 79_999)
    tags = [
        client.put(part["uploadUrl"], content=bytes(part["lastByte"] - part["firstByte"] + 1))
        .headers["etag"]
        .strip('"')
        for part in (first, second)
    ]
    assert client.put(second["uploadUrl"], content=b"short").status_code == 400
    assert act("finalizeUpload", video=begun["video"], uploadedPartIds=tags[:1])["code"] == "UPDATING_ASSET_FAILED"
    assert act("finalizeUpload", video=begun["video"], uploadToken="", uploadedPartIds=tags) == {}
    state = linkedin.get(f"/rest/videos/{begun['video']}").json()
    assert state["status"] in ("PROCESSING", "PROCESSING_FAILED")
    assert linkedin.say("Hola", content={"media": {"id": begun["video"]}}).status_code == 400


def test_pinterest_wants_its_fields_and_shows_a_film_when_it_is_ready(client: TestClient, pinterest: Mouth) -> None:
    settle(client, 3600)
    begun = pinterest.post("/media", json={"media_type": "video"}).json()
    file = {"file": ("a.mp4", film(4), "video/mp4")}
    assert client.post(begun["upload_url"], data={"key": "uploads/1"}, files=file).status_code == 403
    assert client.post(begun["upload_url"], data=begun["upload_parameters"], files=file).status_code == 204
    assert pinterest.get(f"/media/{begun['media_id']}").json()["status"] == "processing"
    source = {"source_type": "video_id", "media_id": begun["media_id"]}
    body = {"board_id": pinterest.account["remote_id"], "media_source": source}
    assert "cover image" in pinterest.post("/pins", json=body).json()["message"]
    source["cover_image_data"] = b64encode(picture("PNG")).decode()
    source["cover_image_content_type"] = "image/png"
    assert "not ready" in pinterest.post("/pins", json=body).json()["message"]
    assert public(client) == []


def test_bluesky_takes_a_film_only_with_leave_for_the_very_repository(bluesky: BlueskyMouth) -> None:
    def leave(**claims: object) -> str:
        wanted = {"aud": "did:web:testserver", "lxm": "com.atproto.repo.uploadBlob", **claims}
        return bluesky.get("/xrpc/com.atproto.server.getServiceAuth", params=wanted).json().get("token", "")

    def upload(token: str) -> int:
        query = {"did": bluesky.account["remote_id"], "name": "a.mp4"}
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "video/mp4"}
        return bluesky.post(
            "/xrpc/app.bsky.video.uploadVideo", params=query, content=film(), headers=headers
        ).status_code

    assert leave(exp=int(time.time()) + 7200) == ""
    assert upload(leave(aud="did:web:elsewhere")) == upload(leave(lxm="com.atproto.repo.putRecord")) == 401
    assert upload(bluesky.session["accessJwt"]) == 400
    assert [upload(leave()), upload(leave())] == [200, 409]
