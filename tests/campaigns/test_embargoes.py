"""Embargoes: what they say to authors, who lays them down and lifts them, and how calendar and campaign show them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Brand, Event, Page, User
from campaigns.embargo import Embargo
from campaigns.models import Campaign, Post, Slot
from campaigns.models.post import Blocked
from campaigns.walltime import NonexistentTime, from_utc
from tests.caller import *  # noqa: F403
from tests.caller import Caller
from tests.carried import carried
from tests.cast import Write

TOMORROW = timezone.now().replace(second=0, microsecond=0) + timedelta(days=1)
UNTIL = Embargo(from_utc(TOMORROW, "Europe/Paris")[0], "Europe/Paris")


@pytest.fixture
def launch(aurora: Brand, dieter: User) -> Campaign:
    """Under embargo until this time tomorrow."""
    today = timezone.now().date()
    return Campaign.make(dieter, aurora, "Launch", today, today + timedelta(days=30), UNTIL)


def typed(campaign: Campaign, **more: str) -> dict[str, str]:
    names = {"name": campaign.name, "starts_on": str(campaign.starts_on), "ends_on": str(campaign.ends_on)}
    return {**names, "embargo_wall": f"{UNTIL.wall:%Y-%m-%dT%H:%M}", "embargo_zone": UNTIL.zone, **more}


# --- what it says


def test_what_is_planned_before_it_is_not_submitted_and_what_is_planned_for_its_end_is(
    write: Write, ana: User, launch: Campaign, madrid_mastodon: Page
) -> None:
    early = write(madrid_mastodon, campaign=launch.pk, at=TOMORROW - timedelta(minutes=1))
    with pytest.raises(Blocked) as blocked:
        early.submit(by=ana)
    sentence = f"Launch is under embargo until {UNTIL.wall:%d %B %Y, %H:%M} (Europe/Paris)."
    assert [finding.sentence for finding in blocked.value.findings] == [f"{sentence} Choose a time from then on."]
    write(madrid_mastodon, campaign=launch.pk, at=TOMORROW).submit(by=ana)
    write(madrid_mastodon, at=TOMORROW - timedelta(minutes=2)).submit(by=ana)


def test_what_waits_for_approval_is_not_approved_under_it(
    write: Write, ana: User, carmen: User, dieter: User, launch: Campaign, madrid_mastodon: Page
) -> None:
    launch.change(dieter, embargo=None)
    post = write(madrid_mastodon, campaign=launch.pk)
    post.submit(by=ana)
    launch.change(dieter, embargo=UNTIL)
    assert post.revision
    with pytest.raises(Blocked):
        post.approve(by=carmen, digest=post.revision.digest)


def test_of_two_equal_hours_it_lasts_until_the_later_and_an_hour_that_is_skipped_ends_none() -> None:
    assert Embargo(datetime(2031, 10, 26, 2, 30), "Europe/Madrid").at == datetime(2031, 10, 26, 1, 30, tzinfo=UTC)
    with pytest.raises(NonexistentTime):
        _ = Embargo(datetime(2031, 3, 30, 2, 30), "Europe/Madrid").at


def test_the_next_free_slot_is_none_before_its_end(
    client: Client, ana: User, launch: Campaign, madrid_mastodon: Page
) -> None:
    for weekday in range(7):
        Slot.make(ana, madrid_mastodon, weekday, from_utc(TOMORROW, "Europe/Madrid")[0].time())
    client.force_login(ana)
    asked = {"text": "Hola", "slot": "next", "pages": madrid_mastodon.pk, "campaign": launch.pk}
    assert client.post("/posts/new", asked).status_code == 302
    assert madrid_mastodon.publications.get().at == TOMORROW


# --- by whom


def test_whoever_makes_a_campaign_gives_it_one_and_guides_alone_change_it(
    client: Client, ana: User, dieter: User, aurora: Brand, launch: Campaign
) -> None:
    client.force_login(ana)
    assert client.post("/campaigns/new", {**typed(launch, name="Mine"), "brand": aurora.pk}).status_code == 302
    mine = Campaign.objects.get(name="Mine")
    assert (mine.embargo, mine.embargo_at) == (UNTIL, TOMORROW)
    assert "Nothing public before" not in client.get(f"/campaigns/{mine.pk}").content.decode()
    client.post(f"/campaigns/{mine.pk}", typed(mine, name="Still mine", embargo_wall=""))
    mine.refresh_from_db()
    assert (mine.name, mine.embargo) == ("Still mine", UNTIL)
    with pytest.raises(PermissionDenied):
        mine.change(ana, embargo=None)
    client.force_login(dieter)
    client.post(f"/campaigns/{mine.pk}", typed(mine, embargo_wall=""))
    mine.refresh_from_db()
    assert mine.embargo is None
    assert Event.objects.filter(what="campaign.changed").latest("pk").facts == {"changed": ["embargo"]}


def test_a_time_that_does_not_exist_is_said(client: Client, dieter: User, launch: Campaign) -> None:
    client.force_login(dieter)
    answer = client.post(f"/campaigns/{launch.pk}", typed(launch, embargo_wall="2031-03-30T02:30"))
    assert answer.status_code == 422
    assert "02:30 does not exist on 30 March 2031 in Europe/Paris" in answer.content.decode()


def test_the_database_keeps_no_half_of_one(launch: Campaign) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.update(embargo_at=None)


def test_who_renames_a_campaign_lifts_no_embargo_that_was_set_meanwhile(
    client: Client, dieter: User, launch: Campaign
) -> None:
    launch.change(dieter, embargo=None)
    client.force_login(dieter)
    opened = carried(client, f"/campaigns/{launch.pk}")
    launch.change(dieter, embargo=UNTIL)
    client.post(f"/campaigns/{launch.pk}", {**typed(launch, name="Big launch", embargo_wall=""), **opened})
    launch.refresh_from_db()
    assert (launch.name, launch.embargo) == ("Big launch", UNTIL)


def test_a_machine_makes_a_campaign_under_embargo(made: Any, aurora: Brand) -> None:
    caller = Caller(made("read", "draft")[1])
    asked = {"brand": "aurora", "name": "Launch", "starts_on": "2031-05-01", "ends_on": "2031-05-31"}
    until = {"wall": "2031-05-14T18:00", "zone": "Europe/Paris"}
    told = caller.post("campaigns", {**asked, "embargo": until}).json()
    assert told["embargo"] == {**until, "at": "2031-05-14T16:00:00Z"}
    assert caller.post("campaigns", {**asked, "name": "Other"}).json()["embargo"] is None
    for wrong in ({"zone": "Mars/Olympus"}, {"wall": "2031-03-30T02:30"}):
        assert caller.post("campaigns", {**asked, "name": "No", "embargo": {**until, **wrong}}).status_code == 400


# --- how it shows


def test_it_lies_over_the_days_of_the_campaign_until_it_ends(
    client: Client, ana: User, aurora: Brand, dieter: User, madrid_mastodon: Page
) -> None:
    until = Embargo(datetime(2031, 5, 14, 18), "Europe/Paris")
    Campaign.make(dieter, aurora, "Launch", date(2031, 5, 12), date(2031, 5, 30), until)
    client.force_login(ana)
    days = client.get("/?date=2031-05-14").context["days"]
    laid = {day.date.day: [(band.kind, band.label) for band in day.bands] for day in days if day.bands}
    label = "Launch: nothing before 14 May 2031, 18:00 (Europe/Paris)"
    assert laid == {day: [("embargo", label)] for day in (12, 13, 14)}


def test_the_campaign_says_it_and_how_much_it_holds(
    client: Client, ana: User, dieter: User, launch: Campaign, madrid_mastodon: Page, write: Write,
    approve: Callable[[Post], Post],
) -> None:  # fmt: skip
    launch.change(dieter, embargo=None)
    approve(write(madrid_mastodon, campaign=launch.pk))
    launch.change(dieter, embargo=UNTIL)
    client.force_login(ana)
    page = client.get(f"/campaigns/{launch.pk}").content.decode()
    assert f"nothing of it is public before {UNTIL}" in page
    assert "1 scheduled publication is planned for an earlier time, and held." in page
    assert "changed its embargo" in page
