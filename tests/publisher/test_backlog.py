"""A backlog by the million is written by the database, and yet is what the verbs and the engine would have left."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from accounts.models import Page
from campaigns.models import Approval, Attachment, Post, Publication, Revision
from campaigns.walltime import to_utc
from publisher.engine.dispatch import turn
from publisher.engine.release import release
from publisher.management.commands.rehearse_month import spans
from publisher.models import Attempt, Delivery
from publisher.models.attempt import Outcome
from publisher.rehearsal.backlog import TOGETHER, Span, fill
from publisher.rehearsal.cast import Cast, gather_cast
from publisher.rehearsal.pages import seed_pages
from publisher.rehearsal.seed import Wave, seed
from tests.peer import Sandbox

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = 25


@pytest.fixture
def cast(sandbox: Sandbox) -> Cast:
    cast = gather_cast()
    seed_pages(sandbox.address, cast, TOGETHER + 2, ["mastodon", "bluesky", "facebook"])
    return cast


def past(count: int = COUNT, odd: int = 0) -> Span:
    now = timezone.now()
    return Span(now - timedelta(days=30), now - timedelta(days=1), count, past=True, odd=odd)


def future(count: int = COUNT, odd: int = 0) -> Span:
    now = timezone.now()
    return Span(now + timedelta(days=3), now + timedelta(days=30), count, past=False, odd=odd)


def test_what_is_past_went_out_with_one_attempt_and_as_its_post_says(cast: Cast) -> None:
    fill(cast, past())
    deliveries = Delivery.objects.select_related("publication__post", "revision", "page").order_by("publication")
    assert len(deliveries) == COUNT
    for delivery in deliveries:
        publication = delivery.publication
        shown = list(publication.post.attachments.select_related("asset"))
        assert delivery.frozen == publication.content(publication.post, [], shown)
        assert delivery.revision.contents()[publication.pk] == delivery.frozen
        assert (delivery.state, delivery.due_at, publication.state) == ("published", publication.at, "released")
        assert delivery.attempts.get().outcome == Outcome.PUBLISHED
    assert deliveries.values("page", "remote_id").distinct().count() == COUNT


def test_what_is_planned_is_approved_in_every_stage_and_nothing_of_it_is_due(cast: Cast) -> None:
    fill(cast, future())
    turn()
    assert set(Publication.objects.values_list("state", flat=True)) == {"scheduled"}
    assert not Delivery.objects.exists()
    for post in Post.objects.all():
        assert post.revision
        assert post.revision.approved_at
        assert post.revision.stages_passed() == set(cast.brand.approval_stages)


def test_times_are_whole_minutes_of_the_market_s_clock_and_fill_the_span(cast: Cast) -> None:
    span = future()
    fill(cast, span)
    publications = list(Publication.objects.order_by("id"))
    assert all(one.at == to_utc(one.wall, one.zone, one.fold) for one in publications)
    assert span.first - timedelta(minutes=1) <= publications[0].at < publications[-1].at < span.end
    assert publications[-1].at > span.end - timedelta(days=2)


def test_a_post_goes_out_on_several_pages_once_on_each(cast: Cast) -> None:
    fill(cast, future())
    together = [len({one.page_id for one in post.publications.all()}) for post in Post.objects.order_by("id")]
    assert together == [TOGETHER, TOGETHER, COUNT - 2 * TOGETHER]


def test_some_of_the_past_waits_on_the_desk_and_some_of_the_future_for_head_office(cast: Cast) -> None:
    fill(cast, past(odd=2))
    fill(cast, future(odd=2))
    assert Delivery.objects.on_desk().count() == TOGETHER + 5
    assert Delivery.objects.filter(state="published").count() == TOGETHER
    waiting = Post.objects.awaiting(cast.reviewer)
    assert waiting.count() == 2
    assert {post.revision and post.revision.stages_passed() == {"market"} for post in waiting} == {True}
    assert Publication.objects.filter(post__in=waiting, state="planned").count() == TOGETHER + 5


def test_whoever_writes_afterwards_gets_keys_that_are_free(cast: Cast) -> None:
    fill(cast, past())
    fill(cast, future())
    seed(cast, list(Page.objects.all()), Wave("Wave", 3, timezone.now()))
    release()
    assert Delivery.objects.filter(state="queued").count() == 3
    assert Attempt.objects.count() == COUNT


def test_the_command_writes_both_and_tells_how_far_it_is(cast: Cast) -> None:
    said = StringIO()
    call_command("rehearse_backlog", past=20, future=30, stdout=said)
    assert "past: 20 of 20" in said.getvalue()
    assert "future: 30 of 30" in said.getvalue()
    assert Publication.objects.filter(at__lt=timezone.now(), state="released").count() == 20
    assert Publication.objects.filter(at__gt=timezone.now(), state="scheduled").count() == 30
    assert (Revision.objects.count(), Approval.objects.count(), Attachment.objects.count()) == (5, 10, 5)


def test_a_month_is_filled_to_its_edges_and_says_who_sees_it(cast: Cast) -> None:
    said = StringIO()
    call_command("rehearse_month", 200, stdout=said)
    assert json.loads(said.getvalue())["email"] == cast.reviewer.email
    now = timezone.now()
    assert Publication.objects.filter(at__year=now.year, at__month=now.month).count() == 200


@pytest.mark.parametrize("day", [1, 16, 30])
def test_a_month_has_its_past_and_its_future_in_proportion(day: int) -> None:
    went_out, ahead = spans(datetime(2026, 11, day, 0, 0, tzinfo=UTC), 300)
    assert (went_out.count, ahead.count) == (10 * (day - 1), 300 - 10 * (day - 1))
    assert (went_out.first.day, ahead.end.month, ahead.end.day) == (1, 12, 1)
    assert went_out.end <= datetime(2026, 11, day, 0, 0, tzinfo=UTC) < ahead.first


@pytest.mark.parametrize("command", [("rehearse_backlog",), ("rehearse_month", 10)])
def test_a_rehearsal_is_never_written_into_production(command: tuple, settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="MARQUEE_ENV=development"):
        call_command(*command)
    assert not Publication.objects.exists()


@pytest.mark.parametrize("command", [("rehearse_backlog",), ("rehearse_month", 10)])
def test_without_pages_nothing_is_written(command: tuple) -> None:
    with pytest.raises(CommandError, match="rehearse_seed --pages"):
        call_command(*command)
