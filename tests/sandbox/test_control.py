from starlette.testclient import TestClient

from tests.sandbox.conftest import BlueskyMouth, Mouth, opened, public


def test_the_same_handle_is_the_same_account(client: TestClient) -> None:
    first = opened(client, "mastodon", "aurora_es", name="Aurora")
    assert opened(client, "mastodon", "Aurora_ES") == first
    assert opened(client, "facebook", "aurora_es")["remote_id"] != first["remote_id"]


def test_an_account_says_where_it_lives_and_what_opens_it(client: TestClient) -> None:
    facebook = opened(client, "facebook", "Aurora", token="page-token")
    assert facebook["home"] == "http://testserver/facebook/v26.0"
    assert facebook["secret"] == {"token": "page-token"}
    bluesky = opened(client, "bluesky", "aurora.test", password="abcd")
    assert bluesky["home"] == "http://testserver/bluesky"
    assert bluesky["remote_id"].startswith("did:plc:")
    assert bluesky["secret"] == {"identifier": "aurora.test", "password": "abcd", "video": "/bluesky"}


def test_a_new_token_revokes_the_old_one(client: TestClient, mastodon: Mouth) -> None:
    opened(client, "mastodon", "aurora_es", token="another")
    assert mastodon.get("/api/v1/accounts/verify_credentials").status_code == 401


def test_a_list_of_accounts_is_answered_by_a_list(client: TestClient) -> None:
    wanted = [{"network": "bluesky", "handle": f"page{number}.test"} for number in range(50)]
    answer = client.post("/sandbox/accounts", json=wanted).json()
    assert [account["handle"] for account in answer] == [account["handle"] for account in wanted]


def test_what_cannot_be_is_refused_in_words(client: TestClient) -> None:
    refused = [
        client.post("/sandbox/accounts", json={"network": "myspace", "handle": "tom"}),
        client.post("/sandbox/accounts", json={"network": "mastodon", "handle": "a/b"}),
        client.post("/sandbox/faults", json={"fault": "earthquake"}),
        client.post("/sandbox/faults", json={"fault": "delay", "secnds": 3}),
        client.post("/sandbox/settings", json={"latency": -1}),
        client.post("/sandbox/latency", json={}),
        client.post("/sandbox/faults", content=b"no json"),
        client.get("/sandbox/public?since_seq=x"),
    ]
    assert [answer.status_code for answer in refused] == [400] * len(refused)
    assert "delay" in refused[2].json()["error"]
    assert "secnds" in refused[3].json()["error"]


def test_public_posts_are_found_by_network_account_text_and_number(
    client: TestClient, mastodon: Mouth, facebook: Mouth, bluesky: BlueskyMouth
) -> None:
    mastodon.post("/api/v1/statuses", json={"status": "Hola Sevilla"})
    facebook.post("/me/feed", data={"message": "Hola Madrid"})
    bluesky.put("3lblmkf6uzk2a", {"text": "Hola Bilbao", "createdAt": "2026-11-23T18:00:00Z"})
    assert [post["text"] for post in public(client)] == ["Hola Sevilla", "Hola Madrid", "Hola Bilbao"]
    assert [post["seq"] for post in public(client)] == [1, 2, 3]
    assert [post["text"] for post in public(client, network="facebook")] == ["Hola Madrid"]
    assert [post["text"] for post in public(client, account=mastodon.account["remote_id"])] == ["Hola Sevilla"]
    assert [post["text"] for post in public(client, contains="Bilbao", since_seq=1)] == ["Hola Bilbao"]
    assert public(client, since_seq=3) == []


def test_a_deleted_post_stays_on_record(client: TestClient, mastodon: Mouth) -> None:
    status = mastodon.post("/api/v1/statuses", json={"status": "Hola"}).json()
    mastodon.delete(f"/api/v1/statuses/{status['id']}")
    (post,) = public(client)
    assert post["deleted_at"] >= post["at"] >= post["received_at"]
