"""What was approved for a time before its campaign's embargo ends is held, and a person is told; nothing else waits."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Brand, Network, Page, User
from campaigns.embargo import Embargo
from campaigns.models import Campaign
from campaigns.walltime import from_utc
from publisher import chores
from publisher.engine.reap import miss
from publisher.models import Attempt, Delivery
from tests.peer import Sandbox
from tests.publisher.conftest import work

Due = Callable[..., Delivery]


@pytest.fixture
def launch(aurora: Brand, dieter: User) -> Campaign:
    today = timezone.now().date()
    return Campaign.make(dieter, aurora, "Launch", today, today + timedelta(days=30))


def until(minutes: int) -> Embargo:
    return Embargo(from_utc(timezone.now() + timedelta(minutes=minutes), "Europe/Paris")[0], "Europe/Paris")


def test_what_is_due_under_embargo_is_held_and_goes_out_when_it_is_lifted(
    launch: Campaign, connect: Callable[..., Page], due: Due, sandbox: Sandbox, dieter: User
) -> None:
    page = connect(Network.MASTODON)
    held, other = due(page, campaign=launch.pk), due(page)
    launch.change(dieter, embargo=until(60))
    work()
    assert [one["text"] for one in sandbox.public(page.remote_id)] == [other.content["text"]]
    assert list(Attempt.objects.values_list("delivery", flat=True)) == [other.pk]
    launch.change(dieter, embargo=None)
    work()
    held.refresh_from_db()
    assert held.state == "published"


def test_who_decides_about_what_was_held_too_long_reads_why(
    launch: Campaign, connect: Callable[..., Page], due: Due, dieter: User
) -> None:
    delivery = due(connect(Network.MASTODON), campaign=launch.pk)
    launch.change(dieter, embargo=(embargo := until(60)))
    work()
    Delivery.objects.update(closes_at=timezone.now())
    assert miss() == 1
    delivery.refresh_from_db()
    assert delivery.reason.endswith(f"What stood in the way: the embargo on Launch until {embargo}.")


def test_an_embargo_that_is_over_holds_nothing(
    launch: Campaign, connect: Callable[..., Page], due: Due, dieter: User
) -> None:
    launch.change(dieter, embargo=until(-1))
    delivery = due(connect(Network.MASTODON), campaign=launch.pk)
    work()
    delivery.refresh_from_db()
    assert delivery.state == "published"


def test_a_country_that_changes_its_clock_moves_the_end_of_an_embargo(launch: Campaign, dieter: User) -> None:
    launch.change(dieter, embargo=until(60))
    rightly = launch.embargo_at
    assert rightly
    Campaign.objects.update(embargo_at=rightly + timedelta(hours=1))
    assert (chores.rederive_embargoes(), chores.rederive_embargoes()) == (1, 0)
    launch.refresh_from_db()
    assert launch.embargo_at == rightly
