import pytest
from starlette.testclient import TestClient

from tests.sandbox.conftest import BlueskyMouth, Json, opened, public

RKEY, OTHER = "3lblmkf6uzk2a", "3lblmkf6uzk2b"


def record(text: str = "Hola", **more: object) -> Json:
    return {"$type": "app.bsky.feed.post", "text": text, "createdAt": "2026-11-23T18:00:00.000Z", **more}


def get_record(mouth: BlueskyMouth, rkey: str) -> object:
    params = {"repo": mouth.account["remote_id"], "collection": "app.bsky.feed.post", "rkey": rkey}
    return mouth.client.get(f"{mouth.account['home']}/xrpc/com.atproto.repo.getRecord", params=params)


def upload(mouth: BlueskyMouth, content: bytes) -> Json:
    answer = mouth.post("/xrpc/com.atproto.repo.uploadBlob", content=content, headers={"Content-Type": "image/png"})
    return answer.json()["blob"]


def facet(start: int, end: int, **feature: str) -> Json:
    feature = feature or {"$type": "app.bsky.richtext.facet#link", "uri": "https://a.example"}
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}


def images(*blobs: Json) -> Json:
    return {"$type": "app.bsky.embed.images", "images": [{"image": blob, "alt": "Un coche"} for blob in blobs]}


def test_a_record_is_public_and_can_be_read_back(client: TestClient, bluesky: BlueskyMouth) -> None:
    answer = bluesky.put(RKEY, record(langs=["es"])).json()
    assert answer["uri"] == f"at://{bluesky.account['remote_id']}/app.bsky.feed.post/{RKEY}"
    assert answer["commit"]["rev"]
    assert get_record(bluesky, RKEY).json() == {
        "uri": answer["uri"],
        "cid": answer["cid"],
        "value": record(langs=["es"]),
    }
    assert [(post["text"], post["key"]) for post in public(client)] == [("Hola", RKEY)]


def test_the_same_again_is_done_already(client: TestClient, bluesky: BlueskyMouth) -> None:
    first = bluesky.put(RKEY, record()).json()
    again = bluesky.put(RKEY, record())
    assert again.status_code == 200
    assert again.json()["cid"] == first["cid"]
    assert "commit" not in again.json()
    assert len(public(client)) == 1


def test_other_words_under_a_taken_key_are_refused(client: TestClient, bluesky: BlueskyMouth) -> None:
    bluesky.put(RKEY, record())
    answer = bluesky.put(RKEY, record("Adiós"))
    assert (answer.status_code, answer.json()["error"]) == (400, "InvalidSwap")
    assert [post["text"] for post in public(client)] == ["Hola"]


def test_replacing_a_record_does_not_change_what_people_see(client: TestClient, bluesky: BlueskyMouth) -> None:
    first = bluesky.put(RKEY, record()).json()
    assert bluesky.put(RKEY, record("Adiós"), swapRecord=first["cid"]).status_code == 200
    assert get_record(bluesky, RKEY).json()["value"]["text"] == "Adiós"
    assert [post["text"] for post in public(client)] == ["Hola"]


def test_create_record_fails_bare_when_the_key_is_taken(bluesky: BlueskyMouth) -> None:
    body = {"repo": bluesky.account["handle"], "collection": "app.bsky.feed.post", "record": record(), "rkey": RKEY}
    assert bluesky.post("/xrpc/com.atproto.repo.createRecord", json=body).status_code == 200
    again = bluesky.post("/xrpc/com.atproto.repo.createRecord", json=body)
    assert (again.status_code, again.json()["error"]) == (500, "InternalServerError")
    del body["rkey"]
    assert bluesky.post("/xrpc/com.atproto.repo.createRecord", json=body).status_code == 200


def test_a_record_that_is_not_there_is_a_400(bluesky: BlueskyMouth) -> None:
    answer = get_record(bluesky, RKEY)
    assert (answer.status_code, answer.json()["error"]) == (400, "RecordNotFound")


def test_records_are_listed_newest_first_and_can_be_deleted(client: TestClient, bluesky: BlueskyMouth) -> None:
    bluesky.put(RKEY, record())
    bluesky.put(OTHER, record())
    params = {"repo": bluesky.account["remote_id"], "collection": "app.bsky.feed.post"}
    path = "/bluesky/xrpc/com.atproto.repo.listRecords"
    found = client.get(path, params={**params, "limit": "1"}).json()
    assert [entry["uri"][-13:] for entry in found["records"]] == [OTHER]
    rest = client.get(path, params={**params, "cursor": found["cursor"]}).json()
    assert [entry["uri"][-13:] for entry in rest["records"]] == [RKEY]
    for _ in range(2):
        assert bluesky.post("/xrpc/com.atproto.repo.deleteRecord", json={**params, "rkey": RKEY}).status_code == 200
    assert get_record(bluesky, RKEY).status_code == 400


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (record("é" * 301), "$.text"),
        (record("👨‍👩‍👧‍👦" * 130), "$.text"),
        (record(createdAt="2026-11-23T18:00:00"), "$.createdAt"),
        (record(createdAt="2026-11-23T18:00:00-00:00"), "$.createdAt"),
        (record(createdAt="2026-13-23T18:00:00Z"), "$.createdAt"),
        (record(langs=["a1", "es"]), "$.langs[0]"),
        (record(langs=["es", "ca", "eu", "gl"]), "$.langs"),
        (record(facets=[facet(0, 5)]), "$.facets[0].index"),
        (record(facets=[facet(2, 2)]), "$.facets[0].index"),
        (record("ñandú", facets=[facet(1, 3)]), "$.facets[0].index"),
        (record(facets=[facet(0, 3), facet(2, 4)]), "$.facets"),
        (record(facets=[facet(0, 3, **{"$type": "app.bsky.richtext.facet#mention", "did": "ana"})]), "features.did"),
        (
            record(embed={"$type": "app.bsky.embed.external", "external": {"uri": "https://a.example"}}),
            "$.embed.external",
        ),
        (record(embed=images(*[{}] * 5)), "$.embed.images"),
        (record(embed={"$type": "app.bsky.embed.images", "images": [{"image": {}}]}), "$.embed.images[0]"),
    ],
)
def test_what_a_record_may_not_be(client: TestClient, bluesky: BlueskyMouth, wrong: Json, where: str) -> None:
    answer = bluesky.put(RKEY, wrong)
    assert (answer.status_code, answer.json()["error"]) == (400, "InvalidRequest")
    assert answer.json()["message"].startswith("Invalid app.bsky.feed.post record: ")
    assert answer.json()["message"].endswith(where)
    assert public(client) == []


def test_300_graphemes_may_be_many_more_characters(bluesky: BlueskyMouth) -> None:
    assert bluesky.put(RKEY, record("e\u0301" * 300)).status_code == 200


def test_a_key_has_to_be_a_tid(bluesky: BlueskyMouth) -> None:
    for bad in ("hello", "zlblmkf6uzk2a", "3lblmkf6uzk21"):
        assert bluesky.put(bad, record()).json()["error"] == "InvalidRequest"


def test_a_picture_is_in_the_record(client: TestClient, bluesky: BlueskyMouth, png: bytes) -> None:
    blob = upload(bluesky, png)
    assert blob["ref"]["$link"].startswith("bafkrei")
    assert bluesky.put(RKEY, record(embed=images(blob))).status_code == 200
    (item,) = public(client)[0]["media"]
    assert (item["alt"], item["mime"], item["bytes"]) == ("Un coche", "image/png", len(png))


def test_a_blob_has_to_be_there_and_be_what_the_record_says(
    client: TestClient, bluesky: BlueskyMouth, png: bytes
) -> None:
    blob = upload(bluesky, png)
    absent = {**blob, "ref": {"$link": "bafkreiabsent"}}
    other_type, other_size = {**blob, "mimeType": "image/jpeg"}, {**blob, "size": 1}
    errors = [bluesky.put(RKEY, record(embed=images(bad))).json()["error"] for bad in (absent, other_type, other_size)]
    assert errors == ["BlobNotFound", "InvalidMimeType", "InvalidSize"]
    client.post("/sandbox/settings", json={"bluesky_blob_life": 0})
    assert bluesky.put(RKEY, record(embed=images(blob))).json()["error"] == "BlobNotFound"
    assert public(client) == []


def test_a_picture_over_two_million_bytes_is_refused(bluesky: BlueskyMouth, png: bytes) -> None:
    blob = upload(bluesky, png + bytes(2_000_000))
    assert "blob too big (maximum 2000000" in bluesky.put(RKEY, record(embed=images(blob))).json()["message"]


def test_an_expired_token_is_a_400_and_is_refreshed(client: TestClient, bluesky: BlueskyMouth) -> None:
    client.post("/sandbox/settings", json={"bluesky_access_life": 0})
    bluesky.session = bluesky.login().json()
    answer = bluesky.put(RKEY, record())
    assert (answer.status_code, answer.json()["error"]) == (400, "ExpiredToken")
    client.post("/sandbox/settings", json={"bluesky_access_life": 60})
    bluesky.session = refresh(bluesky, bluesky.session["refreshJwt"]).json()
    assert bluesky.put(RKEY, record()).status_code == 200


def refresh(mouth: BlueskyMouth, token: str) -> object:
    path = f"{mouth.account['home']}/xrpc/com.atproto.server.refreshSession"
    return mouth.client.post(path, headers={"Authorization": f"Bearer {token}"})


def test_a_refresh_token_works_once_more_for_a_while(client: TestClient, bluesky: BlueskyMouth) -> None:
    old = bluesky.session["refreshJwt"]
    assert refresh(bluesky, old).status_code == 200
    assert refresh(bluesky, old).status_code == 200
    client.post("/sandbox/settings", json={"bluesky_grace": 0})
    assert refresh(bluesky, old).json() == {"error": "ExpiredToken", "message": "Token has been revoked"}


def test_a_new_app_password_ends_the_session(client: TestClient, bluesky: BlueskyMouth) -> None:
    opened(client, "bluesky", "aurora-es.test", password="changed")
    assert refresh(bluesky, bluesky.session["refreshJwt"]).json()["error"] == "ExpiredToken"
    assert bluesky.login().status_code == 401


def test_tokens_are_of_two_kinds(bluesky: BlueskyMouth) -> None:
    assert refresh(bluesky, bluesky.session["accessJwt"]).json()["error"] == "InvalidToken"
    bluesky.session["accessJwt"] = bluesky.session["refreshJwt"]
    assert bluesky.put(RKEY, record()).json()["error"] == "InvalidToken"
    bluesky.session["accessJwt"] = "x.y.z"
    assert bluesky.put(RKEY, record()).json()["error"] == "InvalidToken"


def test_nobody_writes_into_another_repository(client: TestClient, bluesky: BlueskyMouth) -> None:
    other = opened(client, "bluesky", "aurora-fr.test")
    assert bluesky.put(RKEY, record(), repo=other["remote_id"]).status_code == 401
    assert public(client) == []


def test_logging_in_for_every_post_is_not_allowed(bluesky: BlueskyMouth) -> None:
    answers = [bluesky.login() for _ in range(30)]
    assert answers[28].status_code == 200
    assert answers[29].status_code == 429
    assert int(answers[29].headers["retry-after"]) <= 300


def test_a_put_costs_two_points_of_five_thousand(bluesky: BlueskyMouth) -> None:
    headers = bluesky.put(RKEY, record()).headers
    assert (headers["ratelimit-limit"], headers["ratelimit-remaining"]) == ("5000", "4998")
    assert headers["ratelimit-policy"] == "5000;w=3600"


def test_handles_are_resolved(client: TestClient, bluesky: BlueskyMouth) -> None:
    path = "/bluesky/xrpc/com.atproto.identity.resolveHandle?handle="
    assert client.get(path + "aurora-es.test").json() == {"did": bluesky.account["remote_id"]}
    assert client.get(path + "nobody.test").status_code == 400
    profile = bluesky.get("/xrpc/app.bsky.actor.getProfile?actor=aurora-es.test").json()
    assert profile["displayName"] == "Aurora España"
