"""The API as a whole: who gets in where, what it says of deliveries, and that its schema is what was announced."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver

from accounts.models import Brand, Event, EventHead, Page, Role, User
from tests.caller import *  # noqa: F403
from tests.caller import Caller
from tests.cast import person
from tests.world import world

ROOT = Path(__file__).resolve().parent.parent.parent
SCHEMA = ROOT / "docs" / "api-schema.yaml"
LISTS = ["brands", "markets", "pages", "events", "campaigns", "guidelines", "assets", "posts", "publications", "slots",
         "deliveries", "webhooks"]  # fmt: skip
OURS = {"brands", "markets", "pages", "assets", "posts", "deliveries", "webhooks"}
"""Of which the world has exactly one."""


@pytest.mark.parametrize("name", LISTS)
def test_each_list_shows_what_the_key_reaches(name: str, caller: Caller, aurora: Any, spain: Any, france: Any) -> None:
    head = person("Hanna", Role.REVIEWER)
    world(aurora, spain, head)
    world(Brand.objects.create(name="Borealis", slug="borealis"), france, head)
    answer = caller.get(name)
    assert answer.status_code == 200
    assert b"orealis" not in answer.content
    if name in OURS:
        assert len(answer.json()["results"]) == 1


@pytest.mark.parametrize("name", LISTS)
def test_no_list_opens_without_the_right_to_read(name: str, made: Any) -> None:
    assert Caller(made("draft", "schedule", "assets")[1]).get(name).status_code == 403
    assert Client().get(f"/api/v1/{name}").status_code == 401


def test_a_delivery_is_read_with_its_attempts(caller: Caller, aurora: Any, spain: Any, dieter: User) -> None:
    here = world(aurora, spain, dieter)
    told = caller.get(f"deliveries/{here.delivery.pk}").json()
    assert (told["state"], told["attempts"]) == ("refused", [])
    [part] = told["follow_ups"]
    assert (part["kind"], part["position"], part["state"], part["attempts"]) == ("part", 2, "refused", [])
    assert "by hand" in part["reason"]
    assert caller.get("deliveries?state=published").json()["results"] == []


def test_who_follows_events_by_id_misses_none_that_comes_to_light_late(caller: Caller, madrid_mastodon: Page) -> None:
    """Ids are given when rows are written: one whose transaction ends late is smaller than one that was read before."""
    late, early = (Event.about("page.checked", madrid_mastodon, place=place) for place in ("late", "early"))
    late.pk, early.pk = 1_000_001, 1_000_002
    largest = 0
    for coming in (early, late):
        coming.save(force_insert=True)
        EventHead.seal_events()
        read = [one["id"] for one in caller.get(f"events?since={largest}").json()["results"]]
        assert coming.pk in read
        largest = max(largest, *read)
    assert read == [late.pk]


def test_a_list_never_says_whether_something_foreign_is_there(
    caller: Caller, aurora: Any, spain: Any, france: Any
) -> None:
    head = person("Hanna", Role.REVIEWER)
    mine = world(aurora, spain, head).page.pk
    foreign = world(Brand.objects.create(name="Borealis", slug="borealis"), france, head).page.pk
    found = [caller.get(f"publications?page={page}") for page in (mine, foreign, foreign + 1000, 10**30)]
    assert [answer.status_code for answer in found] == [200] * 4
    assert [len(answer.json()["results"]) > 0 for answer in found] == [True, False, False, False]
    assert caller.get("publications?page=first").status_code == 400


def test_addresses_that_lead_nowhere_and_methods_that_are_not_there_are_problems(caller: Caller) -> None:
    assert caller.get("nonsense")["Content-Type"] == "application/problem+json"
    answer = caller.ask("DELETE", "brands")
    assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    answer = caller.client.post(
        "/api/v1/posts", b"{", "application/json", headers={"Authorization": f"Bearer {caller.secret}"}
    )
    assert answer.status_code == 400
    answer = caller.client.post("/api/v1/posts", b"x", "text/csv", headers={"Authorization": f"Bearer {caller.secret}"})
    assert answer.status_code == 415


def test_nothing_of_the_api_approves() -> None:
    names = [str(pattern.pattern) for pattern in _api(get_resolver().url_patterns)]
    assert names
    assert not [name for name in names if "approv" in name or "decision" in name]


def _api(patterns: Any) -> Any:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _api(pattern.url_patterns)
        elif (pattern.name or "").startswith("api-"):
            yield pattern


def test_the_schema_is_the_one_that_was_announced(tmp_path: Path) -> None:
    now = tmp_path / "schema.yaml"
    call_command("spectacular", file=str(now), validate=True, fail_on_warn=True)
    words = "The API changed. Say so in docs/api-changes.md, then write docs/api-schema.yaml anew (docs/api.md)."
    assert now.read_text() == SCHEMA.read_text(), words


def test_its_pages_come_from_our_own_origin(client: Client, db: None) -> None:
    page = client.get("/api/docs")
    assert page.status_code == 200
    assert b"https://" not in page.content
