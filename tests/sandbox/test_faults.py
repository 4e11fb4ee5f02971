"""What a fault answers. How connections die is in test_connections.py."""

import json
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.sandbox.conftest import BlueskyMouth, Mouth, public

Publish = Callable[[str], Any]


@pytest.fixture(params=["mastodon", "bluesky", "facebook"])
def network(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def publish(network: str, mastodon: Mouth, bluesky: BlueskyMouth, facebook: Mouth) -> Publish:
    keys = iter(f"3lblmkf6uzk2{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")
    record = {"createdAt": "2026-11-23T18:00:00Z"}
    publishers: dict[str, Publish] = {
        "mastodon": lambda text: mastodon.post("/api/v1/statuses", json={"status": text}),
        "bluesky": lambda text: bluesky.put(next(keys), {**record, "text": text}),
        "facebook": lambda text: facebook.post("/me/feed", data={"message": text}),
    }
    return publishers[network]


def set_fault(client: TestClient, fault: str, **rule: Any) -> int:
    answer = client.post("/sandbox/faults", json={"fault": fault, "operation": "create", **rule})
    return int(answer.json()["id"])


@pytest.mark.parametrize(("fault", "made"), [("error_before_create", 0), ("error_after_create", 1)])
@pytest.mark.parametrize("status", [500, 502, 503])
def test_an_error_says_nothing_of_what_was_done(
    client: TestClient, publish: Publish, fault: str, made: int, status: int
) -> None:
    set_fault(client, fault, status=status)
    answer = publish("Hola")
    assert answer.status_code == status
    assert "error" in answer.json()
    assert len(public(client)) == made


def test_a_truncated_answer_is_a_success_that_cannot_be_read(client: TestClient, publish: Publish) -> None:
    set_fault(client, "truncated_answer")
    answer = publish("Hola")
    assert answer.status_code == 200
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert len(public(client)) == 1


def test_a_rate_limit_tells_when_to_come_again(client: TestClient, publish: Publish, network: str) -> None:
    set_fault(client, "rate_limited", seconds=600)
    answer = publish("Hola")
    headers = answer.headers
    if network == "mastodon":
        assert answer.status_code == 429
        assert 590 < datetime.fromisoformat(headers["x-ratelimit-reset"]).timestamp() - time.time() <= 600
        assert headers["x-ratelimit-remaining"] == "0"
    elif network == "bluesky":
        assert (answer.status_code, answer.json()["error"]) == (429, "RateLimitExceeded")
        assert headers["retry-after"] == "600"
        assert 590 < int(headers["ratelimit-reset"]) - time.time() <= 601
    else:
        assert answer.json()["error"]["code"] == 80001
        (usage,) = json.loads(headers["x-business-use-case-usage"]).values()
        assert usage[0]["estimated_time_to_regain_access"] == 10
    assert public(client) == []


@pytest.mark.parametrize(("code", "status"), [(4, 403), (17, 400), (32, 403), (613, 400), (368, 400)])
def test_graph_has_many_ways_to_say_too_fast(client: TestClient, facebook: Mouth, code: int, status: int) -> None:
    set_fault(client, "rate_limited", code=code)
    answer = facebook.post("/me/feed", data={"message": "Hola"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_an_expired_token_and_a_duplicate_are_said_in_the_networks_words(
    client: TestClient, publish: Publish, network: str
) -> None:
    set_fault(client, "expired_token", count=1)
    set_fault(client, "duplicate_refusal")
    expired, duplicate = publish("Hola"), publish("Hola")
    expected = {
        "mastodon": ((401, "The access token was revoked"), (422, "Duplicate record")),
        "bluesky": ((400, "ExpiredToken"), (400, "InvalidSwap")),
    }
    if network == "facebook":
        assert (expired.json()["error"]["code"], expired.json()["error"]["error_subcode"]) == (190, 463)
        assert duplicate.json()["error"]["code"] == 506
    else:
        assert (
            tuple((answer.status_code, answer.json()["error"]) for answer in (expired, duplicate)) == expected[network]
        )
    assert public(client) == []


def test_a_repeat_that_fails_though_the_first_is_out(client: TestClient, mastodon: Mouth) -> None:
    set_fault(client, "replay_error")
    headers = {"Idempotency-Key": "k"}
    statuses = [mastodon.post("/api/v1/statuses", json={"status": "Hola"}, headers=headers).status_code for _ in "ab"]
    assert statuses == [200, 500]
    assert len(public(client)) == 1


def test_a_rule_hits_only_what_it_names(client: TestClient, mastodon: Mouth, facebook: Mouth) -> None:
    rule = {"account": facebook.account["remote_id"], "contains": "Hola", "network": "facebook", "count": 1}
    fault = set_fault(client, "error_before_create", **rule)
    assert mastodon.post("/api/v1/statuses", json={"status": "Hola"}).status_code == 200
    assert facebook.post("/me/feed", data={"message": "Adiós"}).status_code == 200
    assert facebook.get("/me/published_posts").status_code == 200
    assert facebook.post("/me/feed", data={"message": "Hola 1"}).status_code == 500
    assert facebook.post("/me/feed", data={"message": "Hola 2"}).status_code == 200
    (listed,) = client.get("/sandbox/faults").json()["faults"]
    assert (listed["id"], listed["hits"]) == (fault, 1)


def test_faults_may_be_meant_for_media_reading_or_logging_in(
    client: TestClient, mastodon: Mouth, bluesky: BlueskyMouth, facebook: Mouth, png: bytes
) -> None:
    set_fault(client, "error_before_create", operation="media")
    files = {"source": ("a.png", png, "image/png")}
    assert facebook.post("/me/photos", data={"published": "false"}, files=files).status_code == 500
    assert facebook.post("/me/photos", data={"message": "Hola"}, files=files).status_code == 200
    set_fault(client, "error_before_create", operation="auth", account=bluesky.account["handle"])
    assert bluesky.login().status_code == 500
    assert mastodon.get("/api/v1/accounts/verify_credentials").status_code == 200


def test_chance_is_repeatable_by_its_seed(client: TestClient, facebook: Mouth) -> None:
    def throw() -> list[int]:
        set_fault(client, "error_before_create", operation="auth", probability=0.5, seed=7)
        statuses = [facebook.get("/me").status_code for _ in range(20)]
        client.delete("/sandbox/faults")
        return statuses

    first = throw()
    assert 3 <= first.count(500) <= 17
    assert throw() == first


def test_a_delay_is_added_to_whatever_else_goes_wrong(client: TestClient, facebook: Mouth) -> None:
    set_fault(client, "delay", seconds=0.2)
    set_fault(client, "error_after_create")
    began = time.monotonic()
    assert facebook.post("/me/feed", data={"message": "Hola"}).status_code == 500
    assert time.monotonic() - began >= 0.2


def test_a_network_refuses_in_its_own_words(client: TestClient, facebook: Mouth) -> None:
    set_fault(client, "refused", network="facebook", why="content")
    answer = facebook.post("/me/feed", data={"message": "Hola"})
    assert (answer.status_code, answer.json()["error"]["error_subcode"]) == (400, 1346003)
    assert public(client) == []


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"network": "telegram", "why": "blocked"}, "one of permission, misconfigured, content, media, not 'blocked'"),
        ({"why": "content"}, "that of a named network, not 'content'"),
    ],
)
def test_a_refusal_that_a_network_has_not_is_no_fault(client: TestClient, rule: dict[str, str], words: str) -> None:
    answer = client.post("/sandbox/faults", json={"fault": "refused", **rule})
    assert answer.status_code == 400
    assert words in answer.json()["error"]


def test_a_fault_taken_away_is_over(client: TestClient, facebook: Mouth) -> None:
    fault = set_fault(client, "error_before_create")
    assert client.delete(f"/sandbox/faults/{fault}").json() == {"removed": 1}
    assert client.delete(f"/sandbox/faults/{fault}").status_code == 404
    assert facebook.post("/me/feed", data={"message": "Hola"}).status_code == 200
