"""The page of API keys: what administrators see of them, and how a secret is shown once."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import ApiKey, Brand, Market, Role, User
from accounts.models.key import Scope
from tests.caller import *  # noqa: F403
from tests.caller import Caller
from tests.cast import person

TYPED = {"name": "PIM", "scopes": ["read", "draft"], "life": "30", "a_minute": 60}


def secret_in(answer: Any) -> str:
    return str(answer.context["secret"])


@pytest.fixture
def site(client: Client, erika: User) -> Client:
    client.force_login(erika)
    return client


def test_a_key_is_made_and_its_secret_shown_once(site: Client, aurora: Brand, spain: Market) -> None:
    answer = site.post("/keys", {**TYPED, "brands": aurora.pk, "markets": spain.pk})
    assert secret_in(answer) in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    told = Caller(secret_in(answer)).get("key").json()
    assert (told["name"], told["scopes"], told["brands"], told["markets"]) == (
        "PIM",
        ["read", "draft"],
        ["aurora"],
        ["ES"],
    )
    key = ApiKey.objects.get()
    assert key.expires_at
    assert timedelta(days=29) < key.expires_at - timezone.now() < timedelta(days=31)
    assert secret_in(answer) not in site.get("/keys").content.decode()


def test_brands_and_markets_left_open_mean_all_for_who_administers_all(site: Client, aurora: Brand) -> None:
    told = Caller(secret_in(site.post("/keys", {**TYPED, "life": ""}))).get("key").json()
    assert (told["brands"], told["markets"], told["expires_at"]) == ([], [], None)


def test_who_administers_one_market_chooses_it_and_sees_no_other(
    client: Client, aurora: Brand, spain: Market, france: Market
) -> None:
    client.force_login(person("Marta", Role.ADMINISTRATOR, aurora, spain))
    content = client.get("/keys").content.decode()
    assert "Spain" in content
    assert "France" not in content
    assert client.post("/keys", TYPED).status_code == 422
    assert client.post("/keys", {**TYPED, "brands": aurora.pk, "markets": spain.pk}).status_code == 200


def test_two_places_of_ones_own_are_not_their_corners(
    client: Client, aurora: Brand, spain: Market, france: Market
) -> None:
    borealis = Brand.objects.create(name="Borealis", slug="borealis")
    marta = person("Marta", Role.ADMINISTRATOR, aurora, spain)
    marta.memberships.create(role=Role.ADMINISTRATOR, brand=borealis, market=france)
    client.force_login(marta)
    both = {"brands": [aurora.pk, borealis.pk], "markets": [spain.pk, france.pk]}
    answer = client.post("/keys", {**TYPED, **both})
    assert answer.status_code == 422
    assert "You do not administer Aurora in France." in answer.content.decode()
    assert not ApiKey.objects.exists()


def test_what_was_typed_wrong_is_told_beside_its_field(site: Client) -> None:
    content = site.post("/keys", {"name": "PIM", "a_minute": 0}).content.decode()
    assert "Choose at least one." in content
    assert 'value="PIM"' in content


def test_a_secret_is_changed_with_an_overlap_or_without(site: Client, made: Any) -> None:
    key, old = made()
    new = secret_in(site.post(f"/keys/{key.pk}/rotation", {"days": 1}))
    assert [Caller(one).get("key").status_code for one in (old, new)] == [200, 200]
    newest = secret_in(site.post(f"/keys/{key.pk}/rotation", {"days": 0}))
    assert [Caller(one).get("key").status_code for one in (old, new, newest)] == [401, 401, 200]


def test_a_revoked_key_opens_nothing_and_stays_in_the_list(site: Client, made: Any) -> None:
    key, secret = made()
    site.post(f"/keys/{key.pk}/revocation")
    assert Caller(secret).get("key").status_code == 401
    assert "Revoked" in site.get("/keys").content.decode()
    assert site.post(f"/keys/{key.pk}/rotation", {"days": 0}).status_code == 404


def test_the_list_says_what_each_may_where_and_when_it_was_used(site: Client, made: Any) -> None:
    _, secret = made(Scope.READ)
    assert "Never" in site.get("/keys").content.decode()
    Caller(secret).get("key")
    content = site.get("/keys").content.decode()
    assert "Never" not in content
    assert secret[:9] in content
    assert secret not in content


def test_keys_that_reach_further_than_ones_own_are_not_there(
    client: Client, made: Any, aurora: Brand, spain: Market
) -> None:
    wide, _ = made(markets=[None])
    client.force_login(person("Marta", Role.ADMINISTRATOR, aurora, spain))
    assert "DAM" not in client.get("/keys").content.decode()
    assert client.post(f"/keys/{wide.pk}/revocation").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_keys(
    site: Client, made: Any, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    made()
    with django_assert_max_num_queries(15) as first:
        site.get("/keys")
    for _ in range(60):
        made()
    with django_assert_num_queries(len(first)):
        assert "1–50 of 61" in site.get("/keys").content.decode()
