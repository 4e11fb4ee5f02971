"""Several assets are changed in one form: each by its own right, all or none, an event each."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Brand, Event, Market, User
from campaigns.models import Asset, Campaign, Rights
from tests.cast import picture_file

TODAY = timezone.localdate()
EVENTS = ["asset.described", "asset.rights_changed"]


@pytest.fixture
def three(ana: User, aurora: Brand, spain: Market) -> list[Asset]:
    tags = (["mar", "sol"], ["sol"], [])
    return [Asset.upload(ana, aurora, picture_file(f"{n}.jpg"), market=spain, tags=t) for n, t in enumerate(tags)]


def change(client: Client, assets: list[Asset], **typed: Any) -> Any:
    given = {f"rights-{name}": value for name, value in typed.items()}
    return client.post("/library/changes", {"asset": [asset.pk for asset in assets], **given})


def test_what_is_ticked_in_the_library_is_shown_in_one_form(as_ana: Client, three: list[Asset]) -> None:
    assert f'name="asset" value="{three[0].pk}" form="choose"' in as_ana.get("/library").content.decode()
    page = as_ana.get(f"/library/changes?asset={three[0].pk}&asset={three[1].pk}").content.decode()
    assert "Change 2 pictures or films" in page
    assert page.count('type="hidden" name="asset"') == 2


def test_tags_and_campaign_of_all_are_changed(as_ana: Client, aurora: Brand, three: list[Asset]) -> None:
    summer = Campaign.objects.create(brand=aurora, name="Summer", starts_on=TODAY, ends_on=TODAY)
    assert change(as_ana, three, adds="playa, sol", takes="mar", campaign=summer.pk).status_code == 302
    assert [asset.tags for asset in Asset.objects.order_by("pk")] == [
        ["sol", "playa"],
        ["sol", "playa"],
        ["playa", "sol"],
    ]
    assert {asset.campaign for asset in Asset.objects.all()} == {summer}
    assert list(Event.objects.filter(what__in=EVENTS).values_list("noun_id", flat=True).order_by("pk")) == [
        asset.pk for asset in three
    ]
    change(as_ana, three, campaign="none")
    assert {asset.campaign for asset in Asset.objects.all()} == {None}


def test_only_those_rights_that_are_ticked_are_changed(as_ana: Client, ana: User, three: list[Asset]) -> None:
    Rights.grant(three[0], ana, owner="Studio", licence="2027")
    last = TODAY + timedelta(days=90)
    change(as_ana, three, sets=["valid_until", "licence"], valid_until=last, owner="Nobody")
    found = [(one.owner, one.licence, one.valid_until) for one in Rights.objects.order_by("asset_id")]
    assert found == [("Studio", "", last), ("", "", last), ("", "", last)]


def test_one_that_is_not_theirs_keeps_all_from_being_changed(
    as_ana: Client, dieter: User, aurora: Brand, three: list[Asset]
) -> None:
    shared = Asset.upload(dieter, aurora, picture_file("logo.jpg"))
    answer = change(as_ana, [*three, shared], adds="playa")
    assert answer.status_code == 422
    assert "These belong to others in your brand: “logo.jpg”." in answer.content.decode()
    assert not Asset.objects.filter(tags__contains=["playa"]).exists()


def test_one_whose_rights_would_end_before_they_begin_keeps_all_from_being_changed(
    as_ana: Client, ana: User, three: list[Asset]
) -> None:
    Rights.grant(three[2], ana, valid_from=TODAY + timedelta(days=9))
    answer = change(as_ana, three, adds="playa", sets=["valid_until"], valid_until=TODAY)
    assert answer.status_code == 422
    assert "“2.jpg” may be shown from" in answer.content.decode()
    assert not Asset.objects.filter(tags__contains=["playa"]).exists()
    assert not Rights.objects.exclude(valid_until=None).exists()
    assert not Event.objects.filter(what="asset.described").exists()


@pytest.mark.parametrize("keys", [[], ["x"], range(1, 202)], ids=["none", "nonsense", "too many"])
def test_one_to_two_hundred_are_changed(keys: Any, as_ana: Client) -> None:
    answer = as_ana.post("/library/changes", {"asset": list(keys)}, follow=True)
    assert "Tick 1 to 200 pictures or films" in answer.content.decode()


def test_what_one_may_not_see_is_not_there(as_ana: Client, farid: User, aurora: Brand, france: Market) -> None:
    foreign = Asset.upload(farid, aurora, picture_file(), market=france)
    assert change(as_ana, [foreign], adds="playa").status_code == 404


def test_assets_of_several_brands_get_no_campaign_of_one(client: Client, erika: User, three: list[Asset]) -> None:
    person = User.objects.create_user("all@aurora.example", name="All")
    person.memberships.create(role="reviewer")
    other = Brand.objects.create(name="Borealis", slug="borealis")
    summer = Campaign.objects.create(brand=other, name="Summer", starts_on=TODAY, ends_on=TODAY)
    foreign = Asset.upload(person, other, picture_file())
    client.force_login(person)
    assert change(client, [three[0], foreign], campaign=summer.pk).status_code == 422


def test_the_form_asks_no_more_for_more_assets(as_ana: Client, ana: User, aurora: Brand, three: list[Asset]) -> None:
    more = [Asset.upload(ana, aurora, picture_file(f"m{n}.jpg")) for n in range(6)]
    counts = []
    for some in (three[:1], [*three, *more]):
        with CaptureQueriesContext(connection) as asked:
            as_ana.get("/library/changes", {"asset": [asset.pk for asset in some]})
        counts.append(len(asked))
    assert counts[0] == counts[1]
