"""What a page, and an app, may send: counted by ourselves, told by the networks, and slowed down before the wall."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Network, Page, User
from campaigns.draft import Further
from publisher.budgets import CLOCKS, DAY, LATE, anew, budgets_of, since
from publisher.engine.budget import SLOWLY, within_budget
from publisher.engine.claim import claim
from publisher.environment import Environment
from publisher.models import Attempt, Delivery, Hold, Removal
from publisher.networks import NETWORKS
from publisher.networks.base import Budget, Of, Scope
from tests.peer import Sandbox
from tests.publisher.conftest import NETWORKS as ALL
from tests.publisher.conftest import Connect, work
from tests.publisher.steps import drain_prepares

Due = Callable[..., Delivery]
TEXTS = ("Hola. https://aurora.example/es", "Adiós. https://aurora.example/fr")
PACIFIC = ZoneInfo("America/Los_Angeles")
BUDGET = Budget(calls=3, seconds=600, scope=Scope.HOME)


@pytest.fixture
def _little_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NETWORKS[Network.MASTODON], "budgets", (BUDGET,), raising=False)


@pytest.fixture
def few_calls(sandbox: Sandbox) -> Iterator[Callable[[int], Any]]:
    yield lambda number: sandbox.ask("POST", "settings", {"facebook_calls_a_day": number})
    sandbox.ask("POST", "settings", {"facebook_calls_a_day": 4800})


@pytest.mark.parametrize("scope", [Scope.PAGE, Scope.HOME])
@pytest.mark.parametrize("network", ALL)
def test_a_budget_that_is_used_up_is_waited_for(
    network: str, scope: Scope, connect: Connect, due: Due, sandbox: Sandbox, settings: Any
) -> None:
    """By one page, or by all pages of its app together; never by one call more."""
    settings.BUDGETS = {network: [Budget(1, 600, scope)]}
    page = connect(network)
    pages = [page, page if scope == Scope.PAGE else connect(network)]
    first, second = (due(one, text=text) for one, text in zip(pages, TEXTS, strict=True))
    with sandbox.set(film_processing=0):
        work(network)
    second.refresh_from_db()
    assert sum(len(sandbox.public(one)) for one in {page.remote_id for page in pages}) == 1
    assert (second.state, second.attempts.count()) == ("ready", 0)
    assert second.next_at == anew(Budget(1, 600, scope), first.attempts.get().started_at)
    assert "used up" in second.reason


def test_a_call_weighs_from_when_it_reaches_its_network(connect: Connect, due: Due, settings: Any) -> None:
    """Its attempt was written a little earlier: by that alone it would have left the window too soon."""
    settings.BUDGETS = {"mastodon": [Budget(1, 600)]}
    first, second = (due(page, text=text) for page in [connect(Network.MASTODON)] for text in TEXTS)
    work(Network.MASTODON)
    for ago, state in ((600 + 10, "ready"), (600 + 20, "published")):
        Attempt.objects.filter(delivery=first).update(started_at=timezone.now() - timedelta(seconds=ago))
        Delivery.objects.filter(pk=second.pk).update(next_at=timezone.now())
        work(Network.MASTODON)
        second.refresh_from_db()
        assert second.state == state


def test_a_call_written_just_before_midnight_weighs_on_the_day_it_reaches_and_no_day_begins_too_soon() -> None:
    budget = Budget(1, DAY, day_in=PACIFIC.key)
    midnight = datetime(2031, 5, 14, tzinfo=PACIFIC)
    just_before, noon = midnight - timedelta(seconds=5), midnight + timedelta(hours=12)
    assert since(budget, noon) < just_before
    assert anew(budget, just_before) == midnight + timedelta(days=1) + CLOCKS
    yesterday = midnight - timedelta(hours=1)
    assert since(budget, midnight + CLOCKS / 2) < yesterday < since(budget, anew(budget, yesterday))


def test_posts_that_cost_money_wait_for_money(connect: Connect, due: Due, sandbox: Sandbox, settings: Any) -> None:
    """X charges fifteen times as much for a post with a link, and tells nobody what is left."""
    settings.BUDGETS = {"x": [Budget(220, 30 * 86_400, Scope.HOME, of=Of.MONEY)]}
    pages = [connect(Network.X) for _ in range(3)]
    texts = ["https://aurora.example/es", "Hola", "https://aurora.example/fr"]
    deliveries = [due(page, text=text) for page, text in zip(pages, texts, strict=True)]
    work(Network.X)
    for delivery in deliveries:
        delivery.refresh_from_db()
    assert [delivery.state for delivery in deliveries] == ["published", "published", "ready"]
    assert sorted(Attempt.objects.values_list("cost", flat=True)) == [15, 200]
    wait = deliveries[2].next_at - timezone.now()
    assert timedelta(seconds=30) < wait <= timedelta(minutes=1)
    assert deliveries[2].reason.startswith("What may be sent is used up (US dollars in 30 days")


def test_what_follows_a_post_weighs_on_the_budget_too(connect: Connect, due: Due, settings: Any) -> None:
    settings.BUDGETS = {"mastodon": [Budget(2, 600)]}
    delivery = due(connect(Network.MASTODON), thread=(Further("Dos."), Further("Tres.")))
    work(Network.MASTODON)
    assert list(delivery.follow_ups.values_list("state", flat=True)) == ["published", "ready"]
    waits, first = delivery.follow_ups.get(position=3), delivery.attempts.get()
    assert waits.next_at == anew(Budget(2, 600), first.started_at)
    assert "used up" in waits.reason


def test_a_threads_parts_cost_what_posts_cost(connect: Connect, due: Due, settings: Any) -> None:
    settings.BUDGETS = {"x": [Budget(220, 30 * 86_400, Scope.HOME, of=Of.MONEY)]}
    parts = (Further("Más en https://aurora.example/es"), Further("Tres."))
    delivery = due(connect(Network.X), thread=parts, first_comment="Y https://aurora.example/fr")
    work(Network.X)
    assert list(delivery.follow_ups.values_list("state", flat=True)) == ["published", "ready", "waiting"]
    assert list(Attempt.objects.values_list("cost", flat=True)) == [15, 200]


def test_to_delete_weighs_on_no_budget_of_posts_and_waits_for_none(
    connect: Connect, due: Due, sandbox: Sandbox, ana: User, settings: Any
) -> None:
    settings.BUDGETS = {"mastodon": [Budget(1, 600)]}
    page = connect(Network.MASTODON)
    delivery = deleted(due(page), ana)
    assert sandbox.public(page.remote_id) == []
    Attempt.objects.filter(delivery=delivery).update(started_at=timezone.now() - timedelta(hours=1))
    due(page)
    work(Network.MASTODON)
    assert len(sandbox.public(page.remote_id)) == 1


def test_to_delete_costs_money_and_does_not_wait_for_it(
    connect: Connect, due: Due, sandbox: Sandbox, ana: User, settings: Any
) -> None:
    settings.BUDGETS = {"x": [Budget(15, 600, of=Of.MONEY)]}
    page = connect(Network.X)
    deleted(due(page), ana)
    assert sandbox.public(page.remote_id) == []
    assert list(Attempt.objects.values_list("cost", flat=True)) == [15, 10]


def deleted(delivery: Delivery, by: User) -> Delivery:
    """It goes out, and is taken back."""
    work(delivery.network)
    Removal.ask(Delivery.objects.get(pk=delivery.pk), by)
    work(delivery.network)
    return delivery


def test_what_nobody_can_read_costs_nothing_and_stops_nobody(connect: Connect, due: Due, settings: Any) -> None:
    settings.BUDGETS = {"x": [Budget(220, 30 * 86_400, Scope.HOME, of=Of.MONEY)]}
    broken, sound = (due(connect(Network.X)) for _ in range(2))
    drain_prepares(Network.X)
    Delivery.objects.filter(pk=broken.pk).update(content=["?"])
    work(Network.X)
    states = [Delivery.objects.get(pk=delivery.pk).state for delivery in (broken, sound)]
    assert states == ["refused", "published"]


def test_what_whoever_runs_marquee_knows_stands_in_the_environment() -> None:
    told = (
        "linkedin:page:100/day, x:app:200usd/month, weibo:page:1000/hour, youtube:app:20000units/day, "
        "facebook:page:40reels/day"
    )
    budgets = Environment({"MARQUEE_ENV": "development", "MARQUEE_BUDGETS": told}).budgets("MARQUEE_BUDGETS")
    assert budgets == {
        "linkedin": [Budget(100, 86_400)],
        "x": [Budget(200_000, 30 * 86_400, Scope.HOME, of=Of.MONEY)],
        "weibo": [Budget(1000, 3600)],
        "youtube": [Budget(20_000, 86_400, Scope.HOME, Of.UNITS)],
        "facebook": [Budget(40, 86_400, of=Of.REELS)],
    }


@pytest.mark.parametrize("word", ["linkedin", "orkut:page:1/day", "x:app:many/day", "x:all:1/day"])
def test_a_budget_nobody_understands_is_a_problem(word: str) -> None:
    environment = Environment({"MARQUEE_ENV": "development", "MARQUEE_BUDGETS": word})
    assert environment.budgets("MARQUEE_BUDGETS") == {}
    assert word in environment.problems[0]


def test_what_was_set_stands_in_for_the_networks_own(settings: Any) -> None:
    settings.BUDGETS = {"weibo": [Budget(1000, 3600), Budget(5, 60)]}
    assert budgets_of("weibo") == (Budget(1000, 3600), Budget(100, 86_400), Budget(5, 60))
    settings.BUDGETS = {"youtube": [Budget(200, 86_400, Scope.HOME)]}
    uploads, units = budgets_of("youtube")
    assert (uploads.calls, uploads.of, uploads.day_in) == (200, Of.POSTS, "America/Los_Angeles")
    assert (units.calls, units.of) == (10_000, Of.UNITS)


def reread(*deliveries: Delivery) -> list[Delivery]:
    return [Delivery.objects.get(pk=delivery.pk) for delivery in deliveries]


@pytest.fixture
def midnight() -> datetime:
    """When the next day begins in California."""
    today = timezone.now().astimezone(PACIFIC).date()
    return datetime.combine(today + timedelta(days=1), time(), PACIFIC)


def test_a_comment_on_youtube_is_no_upload(connect: Connect, due: Due, sandbox: Sandbox, settings: Any) -> None:
    """It is what the network itself counts, even where another number was set."""
    settings.BUDGETS = {"youtube": [Budget(1, 86_400, Scope.HOME)]}
    page = connect(Network.YOUTUBE)
    first = due(page, first_comment="Más en la web.")
    with sandbox.set(film_processing=0):
        work(Network.YOUTUBE)
        second = due(page)
        work(Network.YOUTUBE)
    first, second = reread(first, second)
    assert [first.state, first.follow_ups.get().state, second.state] == ["published", "published", "ready"]
    assert "posts in a day, all pages there" in second.reason


def test_every_call_to_youtube_costs_units_of_its_app(connect: Connect, due: Due, sandbox: Sandbox, ana: User) -> None:
    """To ask how far the film is 1, to show it 50, to look whether it is shown 1, a comment 50, to delete 50."""
    page = connect(Network.YOUTUBE)
    sandbox.fault("reset_mid_answer", "create", account=page.remote_id, count=1)
    delivery = due(page, first_comment="Más en la web.")
    with sandbox.set(film_processing=0):
        work(Network.YOUTUBE)
        deleted(delivery, ana)
    assert list(Attempt.objects.order_by("pk").values_list("cost", flat=True)) == [52, 50, 50]


def test_units_are_counted_from_midnight_in_california(
    connect: Connect, due: Due, sandbox: Sandbox, settings: Any, midnight: datetime
) -> None:
    settings.BUDGETS = {"youtube": [Budget(150, 86_400, Scope.HOME, Of.UNITS)]}
    yesterday, *today = (due(connect(Network.YOUTUBE)) for _ in range(4))
    with sandbox.set(film_processing=0):
        for delivery in (yesterday, *today):
            Delivery.objects.exclude(state="published").update(next_at=midnight)
            Delivery.objects.filter(pk=delivery.pk).update(next_at=timezone.now())
            work(Network.YOUTUBE)
            Attempt.objects.filter(delivery=yesterday).update(started_at=midnight - timedelta(days=1) - 2 * LATE)
    late = reread(*today)[-1]
    assert [one.state for one in reread(yesterday, *today)] == ["published", "published", "published", "ready"]
    assert late.next_at == midnight + timedelta(minutes=1)
    assert late.reason.startswith("What may be sent is used up (units in a day, all pages there).")


def test_a_day_that_is_nearly_used_up_is_spread(
    connect: Connect, due: Due, sandbox: Sandbox, midnight: datetime
) -> None:
    """Never so far apart that a post would miss its window by it."""
    first, second = due(connect(Network.YOUTUBE)), due(connect(Network.YOUTUBE))
    Delivery.objects.filter(pk=second.pk).update(next_at=midnight)
    with sandbox.set(film_processing=0):
        work(Network.YOUTUBE)
        Attempt.objects.update(cost=9000)
        Delivery.objects.filter(pk=second.pk).update(next_at=timezone.now())
        work(Network.YOUTUBE)
    [late] = reread(second)
    assert (late.state, late.attempts.count()) == ("ready", 0)
    assert timedelta(0) < late.next_at - first.attempts.get().started_at <= timedelta(minutes=5)
    assert late.reason.startswith("What may be sent is nearly used up (units in a day, all pages there).")
    Attempt.objects.update(started_at=timezone.now() - timedelta(minutes=6))
    Delivery.objects.filter(pk=second.pk).update(next_at=timezone.now())
    work(Network.YOUTUBE)
    assert reread(second)[0].state == "published"


def test_a_day_that_is_nearly_used_up_lets_no_post_of_many_miss_its_window(
    connect: Connect, due: Due, sandbox: Sandbox, midnight: datetime
) -> None:
    """Those of one minute wait for each other, and the last of them no longer than the first."""
    first, *others = (due(connect(Network.YOUTUBE)) for _ in range(4))
    Delivery.objects.exclude(pk=first.pk).update(next_at=midnight)
    with sandbox.set(film_processing=0):
        work(Network.YOUTUBE)
        Attempt.objects.update(cost=9000)
        Delivery.objects.exclude(pk=first.pk).update(next_at=timezone.now(), due_at=timezone.now() - SLOWLY)
        work(Network.YOUTUBE)
    assert [one.state for one in reread(*others)] == ["published"] * 3


def test_where_nothing_may_be_sent_at_all_people_read_why(connect: Connect, due: Due, settings: Any) -> None:
    settings.BUDGETS = {"mastodon": [Budget(0, 600, Scope.HOME)]}
    delivery = due(connect(Network.MASTODON))
    work(Network.MASTODON)
    [late] = reread(delivery)
    assert (late.state, late.attempts.count()) == ("ready", 0)
    assert late.next_at > timezone.now() + timedelta(seconds=500)
    assert "used up" in late.reason


@pytest.mark.usefixtures("_little_for_all")
def test_what_a_budget_holds_back_is_put_off_in_one_statement(
    connect: Connect, due: Due, django_assert_num_queries: Any
) -> None:
    """A burst brings thousands, and all networks of a worker wait meanwhile."""
    for _ in range(5):
        due(connect(Network.MASTODON))
    drain_prepares(Network.MASTODON)
    Attempt.objects.bulk_create(
        Attempt(delivery=delivery, page=delivery.page, fence=9, worker="w") for delivery in Delivery.objects.all()
    )
    rows = list(Delivery.objects.select_related("page").annotate(now=Now()))
    with transaction.atomic(), django_assert_num_queries(3):  # a lock, what was spent, and who waits
        assert within_budget(Network.MASTODON, rows) == []
    first = Attempt.objects.order_by("started_at")[0].started_at
    assert set(Delivery.objects.values_list("next_at", flat=True)) == {anew(BUDGET, first)}


def test_reels_have_a_budget_of_their_own(connect: Connect, due: Due, settings: Any) -> None:
    settings.BUDGETS = {"facebook": [Budget(1, 86_400, of=Of.REELS)]}
    page = connect(Network.FACEBOOK)
    first, second, post = (due(page) for _ in range(3))
    Delivery.objects.exclude(pk=post.pk).update(content={**first.content, "placement": "reel"})
    Attempt.objects.create(delivery=first, page=page, fence=1, worker="w")
    rows = Delivery.objects.filter(pk__in=[second.pk, post.pk]).select_related("page").annotate(now=Now())
    assert within_budget(Network.FACEBOOK, list(rows)) == [post]
    [late] = reread(second)
    assert late.next_at == first.attempts.get().started_at + timedelta(days=1) + LATE
    assert "reels in a day" in late.reason


@pytest.mark.usefixtures("_little_for_all")
def test_all_pages_of_a_home_share_its_budget(connect: Connect, due: Due, sandbox: Sandbox) -> None:
    pages = [connect(Network.MASTODON) for _ in range(5)]
    for page in pages:
        due(page)
    work(Network.MASTODON)
    assert sum(len(sandbox.public(page.remote_id)) for page in pages) == BUDGET.calls
    first = Attempt.objects.order_by("started_at")[0].started_at
    held = Delivery.objects.filter(state="ready")
    assert {delivery.next_at for delivery in held} == {anew(BUDGET, first)}


@pytest.mark.usefixtures("_little_for_all")
def test_two_claims_at_once_do_not_spend_the_same_call(connect: Connect, due: Due) -> None:
    for _ in range(4):
        due(connect(Network.MASTODON))
    drain_prepares(Network.MASTODON)
    taken: list[int] = []

    def claims() -> None:
        taken.append(len(claim(Network.MASTODON, "other", 10)))
        connection.close()

    with transaction.atomic():
        mine = len(claim(Network.MASTODON, "me", 2))
        other = threading.Thread(target=claims)
        other.start()
        other.join(0.5)
    other.join()
    assert (mine, taken) == (2, [1])


def test_mastodon_says_what_is_left_and_it_is_kept(connect: Connect, due: Due) -> None:
    page = connect(Network.MASTODON)
    due(page)
    work()
    page.refresh_from_db()
    used, limit, anew, each = page.quota["posts"]
    assert (used, limit, each) == (1, 300, 1)
    assert anew


def test_facebook_is_left_alone_for_a_while_above_nine_tenths(
    connect: Connect, due: Due, sandbox: Sandbox, few_calls: Callable[[int], Any]
) -> None:
    page = connect(Network.FACEBOOK)
    few_calls(10)
    for _ in range(7):  # with the one that told who the page is
        due(page)
    work()
    assert not Hold.objects.exists()
    due(page)
    work()
    page.refresh_from_db()
    assert page.quota["calls for the page"][0] == 90
    [hold] = Hold.objects.filter(page=page)
    assert timedelta(minutes=4) < hold.until - timezone.now() <= timedelta(minutes=5)
    waiting = due(page)
    work()
    waiting.refresh_from_db()
    assert (waiting.state, len(sandbox.public(page.remote_id))) == ("queued", 8)


def test_the_allowance_of_the_app_concerns_all_its_pages(connect: Connect) -> None:
    page = Page.objects.get(pk=connect(Network.FACEBOOK).pk)
    assert page.quota["calls of the app"][:2] == [0, 100]
