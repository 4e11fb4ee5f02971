"""Brands and markets are changed on a page of their own, by administrators of all of them."""

import re

import pytest
from django.test import Client

from accounts.models import Brand, Event, Market, Page, User
from tests.carried import carried

AURORA = {"name": "Aurora", "approval_stages": ["head_office", "legal"]}


@pytest.fixture
def first(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser("first@aurora.example", name="First"))
    return client


def test_brands_are_shown_with_their_stages_and_markets(first: Client, madrid_mastodon: Page) -> None:
    page = first.get("/brands").content.decode()
    assert all(text in page for text in ("Aurora", "Head office", "Spain", "Europe/Madrid"))


def test_a_brand_is_renamed_and_keeps_its_slug(first: Client, aurora: Brand) -> None:
    path, slug = f"/brands/{aurora.pk}", aurora.slug
    assert first.post(path, {**AURORA, "name": "Eos Motors", **carried(first, path)}).status_code == 302
    aurora.refresh_from_db()
    assert (aurora.name, aurora.slug, aurora.approval_stages) == ("Eos Motors", slug, ["head_office", "legal"])
    assert Event.objects.get(what="brand.changed").facts["changed"] == ["approval_stages", "name"]


def test_a_brand_that_is_renamed_keeps_the_order_of_its_stages(first: Client, aurora: Brand) -> None:
    order = ["market", "legal", "head_office"]
    Brand.objects.update(approval_stages=order)
    page = first.get(f"/brands/{aurora.pk}").content.decode()
    assert re.findall(r'name="approval_stages" value="(\w+)"', page) == order


def test_a_market_is_changed(first: Client, spain: Market) -> None:
    path = f"/markets/{spain.pk}"
    typed = {"code": "es", "name": "España", "time_zone": "Atlantic/Canary", "languages": "es"}
    assert first.post(path, {**typed, **carried(first, path)}).status_code == 302
    spain.refresh_from_db()
    assert spain.shown() == {**typed, "code": "ES", "languages": ["es"]}
    assert Event.objects.get(what="market.changed").facts["changed"] == ["name", "time_zone"]


def test_nobody_overwrites_what_they_were_not_shown(first: Client, aurora: Brand) -> None:
    path = f"/brands/{aurora.pk}"
    before = carried(first, path)
    first.post(path, {**AURORA, "name": "Eos", **before})
    answer = first.post(path, {**AURORA, "name": "Nyx", **before}, follow=True)
    assert "Somebody changed this meanwhile." in answer.content.decode()
    assert Brand.objects.get(pk=aurora.pk).name == "Eos"


def test_a_form_that_was_not_shown_changes_nothing(first: Client, aurora: Brand) -> None:
    answer = first.post(f"/brands/{aurora.pk}", {**AURORA, "name": "Nyx", "seen": "forged"})
    assert (answer.status_code, Brand.objects.get(pk=aurora.pk).name) == (422, aurora.name)
    assert "This form is not as it was shown." in answer.content.decode()


def test_the_name_of_another_is_refused(first: Client, aurora: Brand) -> None:
    Brand.objects.create(name="Borealis", slug="borealis")
    path = f"/brands/{aurora.pk}"
    answer = first.post(path, {**AURORA, "name": "borealis", **carried(first, path)})
    assert (answer.status_code, b"There is a brand of that name." in answer.content) == (422, True)


PLACES = {"brands", "api-keys", "webhooks", "imports", "library", "notices", "feeds"}


@pytest.mark.parametrize(
    ("name", "hidden"),
    [("ana", {"brands", "api-keys", "webhooks"}), ("lena", {"brands", "api-keys", "webhooks", "imports"})],
)
def test_the_palette_leads_to_what_one_may(
    name: str, hidden: set[str], client: Client, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))
    page = client.get("/").content.decode()
    assert {place for place in PLACES if f'id="go-{place}"' in page} == PLACES - hidden


def test_the_palette_of_who_founds_has_all(first: Client) -> None:
    page = first.get("/").content.decode()
    assert all(f'id="go-{place}"' in page for place in PLACES - {"imports"})
