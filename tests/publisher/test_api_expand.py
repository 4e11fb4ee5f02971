"""Rows in place of their ids, and only the fields that are wanted; and every error is a problem."""

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import Network, User
from campaigns.models import Campaign, Post
from publisher.models import Delivery
from tests.caller import *  # noqa: F403
from tests.caller import Caller
from tests.cast import page_on
from tests.world import World, refused, world


@pytest.fixture
def here(aurora: Any, spain: Any, dieter: User, caller: Caller) -> World:
    made = world(aurora, spain, dieter)
    campaign = Campaign.objects.create(brand=aurora, name="Mayo", starts_on="2027-05-01", ends_on="2027-05-31")
    Post.objects.update(campaign=campaign)
    made.asset.campaign = campaign
    made.asset.save()
    made.page.slots.create(weekday=2, wall="18:00")
    return made


EXPANDED = [
    ("pages", "brand,market", {"brand": "slug", "market": "code"}),
    ("events", "brand", {"brand": "slug"}),
    ("campaigns", "brand", {"brand": "name"}),
    ("assets", "brand,campaign", {"brand": "slug", "campaign": "name"}),
    ("posts", "brand,market,campaign", {"brand": "slug", "market": "code", "campaign": "name"}),
    ("publications", "page,post", {"page": "handle", "post": "text"}),
    ("slots", "page", {"page": "network"}),
    ("deliveries", "page,publication", {"page": "network", "publication": "post"}),
    ("webhooks", "brand,market", {"brand": "slug", "market": "code"}),
]


@pytest.mark.parametrize(("name", "expand", "holds"), EXPANDED, ids=[row[0] for row in EXPANDED])
def test_rows_stand_in_place_of_their_ids(
    name: str, expand: str, holds: dict[str, str], caller: Caller, here: World
) -> None:
    for row in caller.get(f"{name}?expand={expand}").json()["results"]:
        assert {part: inner for part, inner in holds.items() if inner in (row[part] or {inner})} == holds
        alone = caller.get(f"{name}/{row['id']}?expand={expand}").json()
        assert alone == row


def test_what_is_inside_is_shown_as_it_is_alone(caller: Caller, here: World) -> None:
    shown = caller.get(f"publications/{here.publication.pk}?expand=post,page").json()
    assert shown["post"] == caller.get(f"posts/{here.post.pk}").json()
    assert shown["page"] == caller.get(f"pages/{here.page.pk}").json()


@pytest.mark.parametrize("query", ["expand=secrets", "expand=brand", "fields=id,colour"])
def test_what_is_not_known_is_told(query: str, caller: Caller, here: World) -> None:
    for path in ("publications", f"publications/{here.publication.pk}"):
        answer = caller.get(f"{path}?{query}")
        assert answer.status_code == 400
        assert [one["pointer"] for one in answer.json()["errors"]] == [f"/{query.partition('=')[0]}"]


def test_only_what_is_wanted_is_shown_everywhere(caller: Caller, here: World) -> None:
    assert set(caller.get("key?fields=name,scopes").json()) == {"name", "scopes"}
    [row] = caller.get("deliveries?fields=id,page&expand=page").json()["results"]
    assert set(row) == {"id", "page"}
    assert row["page"]["network"] == "mastodon"
    changed = caller.patch(f"posts/{here.post.pk}?fields=text", {"text": "Adiós"}, If_Match="*")
    assert changed.json() == {"text": "Adiós"}


def test_an_unknown_field_of_an_answer_undoes_what_was_asked(caller: Caller, here: World) -> None:
    assert caller.patch(f"posts/{here.post.pk}?fields=colour", {"text": "Adiós"}, If_Match="*").status_code == 400
    here.post.refresh_from_db()
    assert here.post.text != "Adiós"


def test_the_etag_is_the_same_however_much_is_shown(caller: Caller, here: World) -> None:
    path = f"posts/{here.post.pk}"
    assert len({caller.get(f"{path}{query}")["ETag"] for query in ("", "?fields=id", "?expand=brand")}) == 1


@pytest.mark.parametrize(("name", "expand"), [row[:2] for row in EXPANDED], ids=[row[0] for row in EXPANDED])
def test_many_rows_take_as_many_queries_as_one(
    name: str, expand: str, caller: Caller, here: World, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(20) as first:
        caller.get(f"{name}?expand={expand}")
    for number in range(5):
        page = page_on(Network.MASTODON, here.brand, here.market, remote_id=str(number))
        page.slots.create(weekday=2, wall="18:00")
        like = here.publication
        like.page = page
        refused(like)
    assert Delivery.objects.count() == 6
    with django_assert_max_num_queries(len(first)):
        caller.get(f"{name}?expand={expand}")


def test_a_fault_of_ours_is_a_problem_too(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    caller.client.raise_request_exception = False
    monkeypatch.setattr(Post, "write", None)
    answer = caller.post("posts", {"brand": "aurora", "market": "ES", "text": "Hola"})
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert json.loads(answer.content)["status"] == 500


def test_people_get_pages_when_something_fails(client: Client, ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client.force_login(ana)
    client.raise_request_exception = False
    monkeypatch.setattr("campaigns.views.calendar.CalendarFilter", None)
    answer = client.get("/")
    assert (answer.status_code, answer["Content-Type"]) == (500, "text/html; charset=utf-8")


def test_what_django_itself_refuses_is_a_problem(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["marquee.example"]
    answer = Client().get("/api/v1/posts", headers={"Host": "other.example"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
