import time
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from tests.sandbox.conftest import LinkedInMouth, public


def brought(linkedin: LinkedInMouth, content: bytes) -> str:
    """The name of an uploaded picture."""
    request = {"initializeUploadRequest": {"owner": linkedin.urn}}
    value = linkedin.post("/rest/images?action=initializeUpload", json=request).json()["value"]
    put = linkedin.client.put(value["uploadUrl"], headers=linkedin.headers, content=content)
    assert (put.status_code, put.content) == (201, b"")
    return str(value["image"])


def status_of(linkedin: LinkedInMouth, image: str) -> Any:
    return linkedin.get(f"/rest/images/{quote(image, safe='')}").json()["status"]


@pytest.mark.parametrize(
    ("little", "seen", "kept"),
    [
        (r"Ya \(2026\) #Aurora", "Ya (2026) #Aurora", r"Ya \(2026\) {hashtag|\#|Aurora}"),
        ("Ya (2026)", "Ya ", "Ya "),
        ("ana@aurora.example", "ana", "ana"),
        ("Hola @[Aurora](urn:li:organization:7)!", "Hola Aurora!", "Hola @[Aurora](urn:li:organization:7)!"),
        (r"#a\_b {hashtag|\#|c}", "#a_b #c", r"{hashtag|\#|a\_b} {hashtag|\#|c}"),
        ("C# ya", "C", "C"),
    ],
)
def test_a_post_ends_at_the_first_sign_that_is_not_escaped(
    client: TestClient, linkedin: LinkedInMouth, little: str, seen: str, kept: str
) -> None:
    answer = linkedin.say(little)
    assert (answer.status_code, answer.content) == (201, b"")
    assert [post["text"] for post in public(client)] == [seen]
    one = linkedin.get(f"/rest/posts/{quote(answer.headers['x-restli-id'], safe='')}").json()
    assert one["commentary"] == kept


@pytest.mark.parametrize(
    ("what", "status", "code"),
    [
        ({"commentary": "a" * 3001}, 400, "FIELD_LENGTH_TOO_LONG"),
        ({"commentary": " "}, 400, "INVALID_VALUE_BLANK_FIELD"),
        ({"author": "urn:li:person:1"}, 400, "INVALID_URN_TYPE"),
        ({"author": "urn:li:organization:1"}, 403, "ACCESS_DENIED"),
        ({"visibility": "CONNECTIONS"}, 400, "INVALID_VALUE_FOR_FIELD"),
        ({"distribution": {}}, 400, "INVALID_VALUE_FOR_FIELD"),
        ({"content": {"media": {"id": "urn:li:image:1"}}}, 400, "INVALID_IMAGE_ID"),
        ({"content": {"multiImage": {"images": []}}}, 400, "INVALID_VALUE_FOR_FIELD"),
        ({"content": {"article": {"source": "a.example", "title": "a"}}}, 400, "INVALID_URL"),
        ({"content": {"article": {"source": "https://a.example"}}}, 400, "MISSING_FIELD"),
    ],
)
def test_what_is_wrong_with_a_post_is_said_by_a_code(
    client: TestClient, linkedin: LinkedInMouth, what: dict, status: int, code: str
) -> None:
    answer = linkedin.say(**{"commentary": "Hola", **what})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert public(client) == []


def test_the_same_words_are_refused_even_when_the_first_are_deleted(linkedin: LinkedInMouth) -> None:
    urn = linkedin.say("Hola").headers["x-restli-id"]
    assert linkedin.delete(f"/rest/posts/{quote(urn, safe='')}").status_code == 204
    again = linkedin.say("Hola")
    assert (again.status_code, again.json()["code"]) == (422, "DUPLICATE_POST")
    assert urn in again.json()["message"]


def test_with_a_picture_the_same_words_are_taken(client: TestClient, linkedin: LinkedInMouth, png: bytes) -> None:
    content = {"media": {"id": brought(linkedin, png), "altText": "Un coche"}}
    assert [linkedin.say("Hola", content=content).status_code for _ in range(2)] == [201, 201]
    assert [post["media"][0]["alt"] for post in public(client)] == ["Un coche"] * 2


def test_a_picture_is_worked_on_before_it_can_be_shown(client: TestClient, linkedin: LinkedInMouth, png: bytes) -> None:
    client.post("/sandbox/settings", json={"linkedin_processing": 3600})
    image = brought(linkedin, png)
    assert status_of(linkedin, image) == "PROCESSING"
    answer = linkedin.say("Hola", content={"media": {"id": image}})
    assert (answer.status_code, answer.json()["code"]) == (400, "MEDIA_ASSET_WAITING_UPLOAD")
    client.post("/sandbox/settings", json={"linkedin_processing": 0})
    assert status_of(linkedin, brought(linkedin, png)) == "AVAILABLE"
    assert status_of(linkedin, brought(linkedin, b"no picture")) == "PROCESSING_FAILED"


@pytest.mark.parametrize(
    ("version", "status", "code"), [("", 400, "VERSION_MISSING"), ("202512", 426, "NONEXISTENT_VERSION")]
)
def test_each_call_names_a_version_that_lives(linkedin: LinkedInMouth, version: str, status: int, code: str) -> None:
    answer = linkedin.get("/rest/organizationAcls?q=roleAssignee", headers={"LinkedIn-Version": version})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_the_calls_of_a_day_are_counted_and_nothing_says_until_when(
    client: TestClient, linkedin: LinkedInMouth
) -> None:
    client.post("/sandbox/settings", json={"linkedin_calls_a_day": 1})
    assert linkedin.say("uno").status_code == 201
    refused = linkedin.say("dos")
    assert refused.status_code == 429
    assert not {"retry-after", "x-ratelimit-reset"} & set(refused.headers)


def test_the_permalink_leads_to_the_post(client: TestClient, linkedin: LinkedInMouth) -> None:
    urn = linkedin.say("en LinkedIn").headers["x-restli-id"]
    assert "en LinkedIn" in client.get(f"/linkedin/feed/update/{urn}/").text
    assert f"/linkedin/feed/update/{quote(urn)}/" in client.get(linkedin.account["address"]).text
    assert client.get("/linkedin/feed/update/urn:li:share:1/").status_code == 404


@pytest.mark.parametrize(("fails", "end"), [(0, "PUBLISHED"), (1, "PUBLISH_FAILED")])
def test_a_post_with_media_may_be_taken_long_before_it_is_out(
    client: TestClient, linkedin: LinkedInMouth, png: bytes, fails: int, end: str
) -> None:
    image = brought(linkedin, png)
    client.post("/sandbox/settings", json={"linkedin_publishing": 0.2, "linkedin_publishing_fails": fails})
    made = linkedin.say("Aurora", content={"media": {"id": image}})
    address = f"/rest/posts/{quote(made.headers['x-restli-id'], safe='')}"
    assert (made.status_code, linkedin.get(address).json()["lifecycleState"]) == (201, "PUBLISH_REQUESTED")
    patience = time.monotonic() + 5
    while linkedin.get(address).json()["lifecycleState"] != end:
        assert time.monotonic() < patience
    assert len(public(client)) == 1 - fails
