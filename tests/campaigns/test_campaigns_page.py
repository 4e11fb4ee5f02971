"""Campaigns on their pages: what runs, comes and is over, and all that belongs to one of them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Brand, Event, Market, Page, Role, User
from campaigns.models import Asset, Campaign, Guideline, Post
from publisher.models import Delivery, Freeze
from tests.carried import carried
from tests.cast import Write, person, picture_file
from tests.world import refused

MAY = {"name": "Launch", "starts_on": "2031-05-01", "ends_on": "2031-05-31"}


@pytest.fixture
def launch(aurora: Brand, dieter: User) -> Campaign:
    today = timezone.now().date()
    return Campaign.make(dieter, aurora, "Launch", today - timedelta(days=1), today + timedelta(days=30))


def test_whoever_drafts_for_the_brand_makes_one(as_ana: Client, ana: User, aurora: Brand) -> None:
    answer = as_ana.post("/campaigns/new", {**MAY, "brand": aurora.pk})
    campaign = Campaign.objects.get()
    assert answer["Location"] == f"/campaigns/{campaign.pk}"
    assert (campaign.brand, campaign.name, campaign.ends_on) == (aurora, "Launch", date(2031, 5, 31))
    assert Event.objects.get(what="campaign.made").by == ana


def test_a_brands_names_are_told_apart_and_time_runs_forwards(as_ana: Client, aurora: Brand, launch: Campaign) -> None:
    twice = as_ana.post("/campaigns/new", {**MAY, "brand": aurora.pk})
    assert twice.status_code == 422
    assert "Aurora has a campaign of that name." in twice.content.decode()
    backwards = as_ana.post("/campaigns/new", {**MAY, "name": "Other", "brand": aurora.pk, "ends_on": "2031-04-01"})
    assert "A campaign ends on its first day or later." in backwards.content.decode()
    assert list(Campaign.objects.all()) == [launch]


def test_a_change_is_kept_with_what_changed_and_the_brand_stays(as_ana: Client, launch: Campaign) -> None:
    other = Brand.objects.create(name="Borealis", slug="borealis")
    as_ana.post(f"/campaigns/{launch.pk}", {**MAY, "name": "Big launch", "brand": other.pk})
    launch.refresh_from_db()
    assert (launch.name, launch.brand.name) == ("Big launch", "Aurora")
    assert Event.objects.get(what="campaign.changed").facts == {"changed": ["name", "starts_on", "ends_on"]}
    assert (
        "changed its name and its first day and its last day" in as_ana.get(f"/campaigns/{launch.pk}").content.decode()
    )


def test_the_verbs_ask_too(gwen: User, ana: User, aurora: Brand, launch: Campaign) -> None:
    for verb in (
        lambda: Campaign.make(gwen, aurora, "Mine", date(2031, 1, 1), date(2031, 1, 2)),
        lambda: launch.change(gwen, name="Mine"),
    ):
        with pytest.raises(PermissionDenied):
            verb()
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.make(ana, aurora, "Launch", date(2031, 1, 1), date(2031, 1, 2))


@pytest.mark.parametrize(
    ("first", "second"),
    [({"ends_on": "2031-05-10"}, {"starts_on": "2031-05-20"}), ({"ends_on": "2031-05-10"}, {"ends_on": "2031-05-20"})],
    ids=["whose days would not be in order", "the same day"],
)
def test_two_who_move_its_days_at_once_are_told(
    first: dict[str, str], second: dict[str, str], as_ana: Client, ana: User, aurora: Brand
) -> None:
    launch = Campaign.make(ana, aurora, "Launch", date(2031, 5, 1), date(2031, 5, 31))
    path = f"/campaigns/{launch.pk}"
    opened = carried(as_ana, path)
    as_ana.post(path, {**MAY, **first, **opened})
    answer = as_ana.post(path, {**MAY, **second, **opened}, follow=True)
    page = answer.content.decode()
    assert "Somebody changed this meanwhile. It is shown as it is now: change it again." in page
    assert ("has a campaign of that name" in page, 'value="2031-05-10"' in page) == (False, True)
    launch.refresh_from_db()
    assert (launch.starts_on, launch.ends_on) == (date(2031, 5, 1), date(2031, 5, 10))


def test_what_runs_stands_before_what_comes_and_what_is_over(
    as_ana: Client, ana: User, aurora: Brand, launch: Campaign
) -> None:
    today = timezone.localdate(timezone=ana.zone)
    for name, starts, ends in (("Coming", 5, 9), ("Over", -9, -5), ("Ends today", -3, 0)):
        days = {"starts_on": today + timedelta(days=starts), "ends_on": today + timedelta(days=ends)}
        Campaign.objects.create(brand=aurora, name=name, **days)
    Campaign.objects.create(
        brand=Brand.objects.create(name="B", slug="b"), name="Foreign", starts_on=today, ends_on=today
    )
    parts = as_ana.get("/campaigns").context["parts"]
    assert {part: [campaign.name for campaign, _ in those] for part, those in parts} == {
        "Running": ["Ends today", "Launch"],
        "Coming": ["Coming"],
        "Past": ["Over"],
    }


def test_numbers_are_of_what_one_may_see(
    client: Client, ana: User, dieter: User, farid: User, aurora: Brand, france: Market, launch: Campaign,
    madrid_mastodon: Page, madrid_bluesky: Page, paris_mastodon: Page, write: Write, approve: Callable[[Post], Post],
) -> None:  # fmt: skip
    approve(write(madrid_mastodon, madrid_bluesky, campaign=launch.pk))
    Delivery.objects.filter(pk=refused(Post.objects.get().publications.first()).pk).update(state="published")
    refused(Post.objects.get().publications.first())
    write(madrid_mastodon, campaign=launch.pk)
    write(madrid_mastodon)
    client.force_login(ana)
    page = client.get(f"/campaigns/{launch.pk}")
    spain = {"code": "ES", "name": "Spain", "planned": 1, "approved": 2, "published": 1, "care": 1}
    assert page.context["markets"] == [spain]
    assert page.context["posts"] == [("draft", 1), ("approved", 1)]
    ((_, count),) = client.get("/campaigns").context["parts"][0][1]
    assert (count["planned"], count["approved"]) == (1, 2)
    client.force_login(farid)
    assert client.get(f"/campaigns/{launch.pk}").context["markets"] == []


def test_its_page_shows_what_belongs_to_it(
    as_ana: Client, ana: User, dieter: User, aurora: Brand, france: Market, launch: Campaign, madrid_mastodon: Page
) -> None:
    other = Campaign.make(dieter, aurora, "Other", launch.starts_on, launch.ends_on)
    mine = Asset.upload(ana, aurora, picture_file(), alt="Mine", campaign=launch)
    Asset.upload(ana, aurora, picture_file(), alt="Theirs", campaign=other)
    rule = {"kind": Guideline.Kind.BANNED_WORDS, "sentence": "No.", "brand": aurora}
    Guideline.lay_down(dieter, **rule, words=["mine"], campaign=launch)
    Guideline.lay_down(dieter, **rule, words=["theirs"], campaign=other)
    Guideline.lay_down(dieter, **rule, words=["all"])
    for reason, scope in (("Mine", {"campaign": launch}), ("Theirs", {"campaign": other}), ("All", {})):
        Freeze.set(dieter, reason, brand=aurora, **scope)
    Freeze.objects.create(brand=aurora, market=france, reason="France", by=dieter)
    context = as_ana.get(f"/campaigns/{launch.pk}").context
    assert list(context["assets"]) == [mine]
    assert [rule.words for rule in context["rules"]] == [["mine"]]
    assert context["other_rules"] == 1
    assert {freeze.reason for freeze in context["stops"]} == {"Mine", "All"}


def test_it_leads_to_its_calendar_and_to_its_dry_run(
    as_ana: Client, launch: Campaign, madrid_mastodon: Page, write: Write
) -> None:
    mine = write(madrid_mastodon, campaign=launch.pk)
    write(madrid_mastodon)
    page = as_ana.get(f"/campaigns/{launch.pk}")
    days = as_ana.get(f"/?{page.context['calendar']}").context["days"]
    assert [card.post for day in days for card in day.cards] == [mine.pk]
    form = as_ana.get(f"/dry-runs?campaign={launch.pk}").context["form"]
    assert (form["campaign"].value(), form["brand"].value()) == (launch.pk, launch.brand_id)


def test_a_campaign_that_ended_long_ago_can_still_be_asked_for(as_ana: Client, aurora: Brand) -> None:
    old = Campaign.objects.create(brand=aurora, name="Old", starts_on="2020-01-01", ends_on="2020-02-01")
    foreign = Campaign.objects.create(
        brand=Brand.objects.create(name="B", slug="b"), name="Foreign", starts_on="2020-01-01", ends_on="2020-02-01"
    )

    def chosen(query: str) -> Any:
        return as_ana.get(f"/?campaign={query}").context["filters"].set_values.get("campaign")

    assert chosen(str(old.pk)) == str(old.pk)
    assert [chosen(query) for query in ("", str(foreign.pk), "x", "9" * 30)] == [None] * 4


def test_a_role_that_reads_is_offered_no_form(client: Client, gwen: User, launch: Campaign) -> None:
    client.force_login(gwen)
    page = client.get(f"/campaigns/{launch.pk}").content.decode()
    assert "Change it" not in page
    assert client.post(f"/campaigns/{launch.pk}", MAY).status_code == 403


def test_the_number_of_queries_does_not_grow_with_the_campaigns(
    as_ana: Client, aurora: Brand, launch: Campaign, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    def over(*names: int) -> None:
        Campaign.objects.bulk_create(
            Campaign(brand=aurora, name=f"{name}", starts_on="2020-01-01", ends_on="2020-02-01") for name in names
        )

    over(0)
    with django_assert_max_num_queries(15) as first:
        as_ana.get("/campaigns")
    over(*range(1, 120))
    with django_assert_num_queries(len(first)):
        content = as_ana.get("/campaigns").content.decode()
    assert "1–50 of 120" in content


def test_a_person_of_one_market_makes_campaigns_of_their_brand_only(
    client: Client, aurora: Brand, spain: Market
) -> None:
    client.force_login(person("Bea", Role.CONTRIBUTOR, aurora, spain))
    other = Brand.objects.create(name="Borealis", slug="borealis")
    assert client.post("/campaigns/new", {**MAY, "brand": other.pk}).status_code == 422
