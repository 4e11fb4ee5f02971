"""What the API's description says holds of what nobody in their right mind asks, too."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.caller import *  # noqa: F403
from tests.caller import Caller


@pytest.mark.parametrize("method", ["DELETE", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"])
@pytest.mark.parametrize("path", ["key", "brands"])
def test_a_method_that_is_not_there_is_no_matter_of_scopes(path: str, method: str, made: Any) -> None:
    answer = Caller(made("read")[1]).ask(method, path)
    assert answer.status_code == 405
    assert "GET" in answer["Allow"]


@pytest.mark.parametrize(
    ("path", "pointer"),
    [
        ("posts?limit=0", "/limit"),
        ("posts?limit=201", "/limit"),
        ("posts?limit=many", "/limit"),
        ("pages?is_active=perhaps", "/is_active"),
        ("events?since=1.5", "/since"),
        ("slots?weekday=1.5", "/weekday"),
        ("publications?until=", "/until"),
        ("publications?until=0001-01-01T00:00:00%2B16:50", "/until"),
        ("posts?market=", "/market"),
        ("posts?fields=nonsense", "/fields"),
        ("posts?fields=", "/fields"),
        ("posts?expand=nonsense", "/expand"),
        ("posts?expand=brand,", "/expand"),
        ("webhooks/{webhook}/messages?fields=nonsense", "/fields"),
    ],
)
def test_what_narrows_a_list_and_means_nothing_is_refused(path: str, pointer: str, caller: Caller) -> None:
    webhook = caller.post("webhooks", {"name": "x", "url": "https://x.example", "brand": "aurora", "market": "ES"})
    answer = caller.get(path.format(webhook=webhook.json()["id"]))
    assert answer.status_code == 400
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


@pytest.mark.parametrize("path", ["deliveries?until", "publications?since", "posts?changed_since"])
def test_a_list_is_narrowed_by_any_clock_that_rfc_3339_knows(path: str, caller: Caller) -> None:
    assert caller.get(f"{path}=2545-08-27T11:08:13-20:54").status_code == 200


@pytest.mark.parametrize("path", ["brands/%00", "markets/%00", "posts/%00", "posts/9999999999999999999999", "posts/-1"])
def test_what_can_be_no_name_of_anything_is_not_there(path: str, caller: Caller) -> None:
    answer = caller.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_time_at_the_end_of_all_times_is_refused(year: str, caller: Caller, madrid_mastodon: Any) -> None:
    plan = [{"page": madrid_mastodon.pk, "wall": f"{year}-01-01T00:00"}, {"page": 1, "wall": f"{year}-12-31T23:59"}]
    answer = caller.post("posts", {"brand": "aurora", "market": "ES", "text": "Hola", "plan": plan})
    assert answer.status_code == 400
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/plan/0/wall", "/plan/1/wall"]


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("posts", {"placement": "\ud800"}, "/placement"),
        ("posts", {"\ud800": 1}, "/?"),
        ("posts", {"text": "a\0b"}, "/text"),
        ("posts", {"wordings": [{"network": "mastodon", "text": "a"}] * 2}, "/wordings"),
        ("webhooks", {"brand": "a\0b"}, "/brand"),
        ("webhooks", {"market": 7}, "/market"),
    ],
)
def test_what_no_row_can_hold_is_refused_with_its_place(path: str, body: Any, pointer: str, caller: Caller) -> None:
    whole = {"posts": {"text": "Hola"}, "webhooks": {"name": "x", "url": "https://x.example"}}[path]
    answer = caller.post(path, {"brand": "aurora", "market": "ES", **whole, **body})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert [fault["pointer"] for fault in answer.json()["errors"]] == [pointer]


def test_a_cursor_that_nobody_gave_leads_nowhere(caller: Caller) -> None:
    assert caller.get("posts?cursor=cD1hYmM=").status_code == 404  # p=abc


def test_a_page_of_a_list_says_where_the_others_are_as_it_is_described(caller: Caller) -> None:
    assert caller.get("posts").json() == {"next": None, "previous": None, "results": []}
    described = caller.client.get("/api/v1/schema?format=json").json()
    for name in ("next", "previous"):
        address = described["components"]["schemas"]["PaginatedPostList"]["properties"][name]
        assert address == {"type": ["string", "null"], "format": "uri"}


def test_what_may_be_left_out_or_stand_in_place_of_an_id_is_described(caller: Caller) -> None:
    described = caller.client.get("/api/v1/schema?format=json").json()["components"]["schemas"]["Publication"]
    assert "required" not in described
    assert {"$ref": "#/components/schemas/Page"} in described["properties"]["page"]["anyOf"]


def test_what_many_posts_are_answered_together_is_described(caller: Caller) -> None:
    described = caller.client.get("/api/v1/schema?format=json").json()["paths"]["/api/v1/posts/bulk"]["post"]
    assert set(described["responses"]) == {"201", "207", "422", "default"}
    assert set(described["responses"]["422"]["content"]) == {"application/json", "application/problem+json"}


def test_whoever_makes_a_campaign_is_told_to_name_its_brand(caller: Caller) -> None:
    described = caller.client.get("/api/v1/schema?format=json").json()["components"]["schemas"]
    assert set(described["NewCampaignRequest"]["required"]) == {"brand", "name", "starts_on", "ends_on"}


def test_headers_that_are_heeded_are_described(caller: Caller) -> None:
    described = caller.client.get("/api/v1/schema?format=json").json()["paths"]["/api/v1/posts/{id}"]["patch"]
    [header] = [one for one in described["parameters"] if one["in"] == "header"]
    assert (header["name"], header["required"]) == ("If-Match", True)


@pytest.mark.parametrize(
    "operation",
    [
        "posts_submission_create", "publications_cancellation_create", "webhooks_rotation_create",
        "webhooks_destroy", "slots_destroy",
    ],
)  # fmt: skip
def test_verbs_and_deletions_may_say_what_was_read(operation: str, caller: Caller) -> None:
    described = caller.client.get("/api/v1/schema?format=json").json()["paths"]
    [found] = [one for path in described.values() for one in path.values() if one["operationId"] == operation]
    [header] = [one for one in found["parameters"] if one["name"] == "If-Match"]
    assert not header.get("required")


@pytest.mark.parametrize(
    ("path", "method", "required"),
    [
        ("/api/v1/uploads", "post", {"Tus-Resumable", "Upload-Length"}),
        ("/api/v1/uploads/{token}", "patch", {"Tus-Resumable", "Upload-Offset"}),
        ("/api/v1/uploads/{token}", "delete", {"Tus-Resumable"}),
    ],
)
def test_the_headers_of_tus_are_described(path: str, method: str, required: set[str], caller: Caller) -> None:
    described = caller.client.get("/api/v1/schema?format=json").json()["paths"][path][method]
    headers = {one["name"]: one.get("required", False) for one in described["parameters"] if one["in"] == "header"}
    assert {name for name, needed in headers.items() if needed} == required
    assert ("Idempotency-Key" in headers) == (method == "post")
    assert "If-Match" not in headers, "Upload-Offset says what was read"
    assert ("Location" in described["responses"].get("201", {}).get("headers", {})) == (method == "post")


def test_bringing_an_asset_back_is_described_as_it_is_answered(caller: Caller) -> None:
    path = "/api/v1/assets/{id}/retirement"
    described = caller.client.get("/api/v1/schema?format=json").json()["paths"][path]["delete"]["responses"]
    assert list(described) == ["200", "default"]
    assert described["200"]["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Asset"}


def test_every_operation_has_an_example_that_fits_its_description(caller: Caller) -> None:
    described = caller.client.get("/api/v1/schema?format=json").json()
    components = described["components"]
    shown = 0
    for operation in (one for path in described["paths"].values() for one in path.values()):
        well = [body for status, body in operation["responses"].items() if status.startswith("2")]
        for body in [operation.get("requestBody", {}), *well]:
            for content in body.get("content", {}).values():
                [example] = content["examples"].values()
                value = components["examples"][example["$ref"].rpartition("/")[2]]["value"]
                Draft202012Validator({**content["schema"], "components": components}).validate(value)
                shown += 1
    assert shown > 60
    assert components["examples"]["NewPostRequest"]["value"]["brand"] == "marenne", "of the demo"


@pytest.mark.parametrize("path", ["key", "posts", "posts/1"])
def test_every_answer_says_how_many_calls_are_left(path: str, caller: Caller) -> None:
    assert caller.get(path)["RateLimit"].startswith('"key";r=')
