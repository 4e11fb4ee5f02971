"""What is planned is sent to a sandbox first: the report says what would fail, be late or break a rule."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db.models import F
from django.db.models.functions import Now
from django.test import Client
from django.utils import timezone

from accounts.models import Brand, Market, Network, Page, User
from campaigns.draft import Draft, Further
from campaigns.models import Guideline, Post, Publication
from publisher.budgets import LATE
from publisher.dryrun.ledger import Ledger
from publisher.dryrun.play import play, play_all
from publisher.models import Attempt, Delivery, DryRun
from publisher.networks.base import Budget, Of, Scope
from tests.cast import in_an_hour, plan
from tests.peer import Sandbox, free_port
from tests.publisher.conftest import Connect

Write = Callable[..., Post]
Begin = Callable[..., DryRun]


@pytest.fixture
def begin(ana: User, aurora: Brand, sandbox: Sandbox, settings: Any) -> Begin:
    """A run of these posts, played."""
    settings.SANDBOX = sandbox.address

    def begun(*posts: Post) -> DryRun:
        run = DryRun.begin(ana, aurora, posts)
        assert play_all() == 1
        run.refresh_from_db()
        return run

    return begun


def test_what_would_go_out_well_is_seen_in_the_sandbox_and_nowhere_else(
    begin: Begin, connect: Connect, write: Write, sandbox: Sandbox
) -> None:
    page = connect(Network.MASTODON)
    run = begin(write(page, text="La nueva Aurora"))
    [line] = run.report
    assert (line["verdict"], line["sentences"], line["late"]) == ("good", [], 0)
    assert line["seen"].startswith(sandbox.address)
    assert (run.total, run.done, run.fault) == (1, 1, "")
    assert sandbox.public(page.remote_id) == []
    assert not Delivery.objects.exists()
    assert not Attempt.objects.exists()


def test_the_sandbox_may_stand_inside_where_no_page_may(
    begin: Begin, connect: Connect, write: Write, settings: Any
) -> None:
    page = connect(Network.MASTODON)
    settings.OUTWARD_ALSO = []
    [line] = begin(write(page)).report
    assert line["verdict"] == "good"


def test_what_breaks_a_guideline_or_a_limit_is_told_in_its_sentences(
    begin: Begin, connect: Connect, write: Write, aurora: Brand
) -> None:
    Guideline.objects.create(brand=aurora, kind="banned_words", words=["barato"], sentence="Never say cheap.")
    [line] = begin(write(connect(Network.BLUESKY), text="Barato. " + "a" * 300)).report
    assert line["verdict"] == "bad"
    assert "Never say cheap." in line["sentences"]
    assert any("Shorten it by 8." in sentence for sentence in line["sentences"])
    assert any("Bluesky would refuse it" in sentence for sentence in line["sentences"])


def test_a_thread_and_a_comment_are_sent_to_the_sandbox_too(
    begin: Begin, connect: Connect, write: Write, sandbox: Sandbox
) -> None:
    pages = [connect(Network.BLUESKY), connect(Network.FACEBOOK)]
    run = begin(write(pages[0], thread=(Further("Dos."),)), write(pages[1], first_comment="Más en la web."))
    assert [line["verdict"] for line in run.report] == ["good", "good"]
    said = {post["text"] for post in sandbox.ask("GET", "public")["posts"] if post["reply_to"]}
    assert {"Dos.", "Más en la web."} <= said


def test_a_budget_that_runs_out_makes_later_posts_late(begin: Begin, connect: Connect, write: Write) -> None:
    page = connect(Network.TELEGRAM)
    posts = [write(page, text=f"Mensaje {number}") for number in range(22)]
    at = timezone.now() + timedelta(hours=1)
    Publication.objects.update(at=at)
    lines = begin(*posts).report
    assert [line["late"] for line in lines] == [0] * 20 + [60 + LATE.seconds] * 2
    [words] = lines[-1]["sentences"]
    assert "No more than 20 posts in a minute may go out" in words
    assert "1 minute late" in words


def test_a_threads_parts_use_the_budget_too(begin: Begin, connect: Connect, write: Write, settings: Any) -> None:
    settings.BUDGETS = {"mastodon": [Budget(calls=3, seconds=60)]}
    page = connect(Network.MASTODON)
    posts = write(page, text="Uno.", thread=(Further("Dos."), Further("Tres."))), write(page, text="Otra cosa.")
    Publication.objects.update(at=timezone.now() + timedelta(hours=1))
    assert [line["late"] for line in begin(*posts).report] == [0, 60 + LATE.seconds]


def test_what_the_plan_holds_beside_the_run_uses_the_budget_too() -> None:
    now = timezone.now()
    here, there = Page(pk=7, home="https://a.example"), Page(pk=8, home="https://a.example")
    ledger = Ledger()
    ledger.begin(Of.CALLS, [(7, here.home, now - timedelta(seconds=seconds), 1) for seconds in (50, 10)])
    slot = ledger.take(here, now, [Budget(calls=2, seconds=60)])
    assert slot.at == now + timedelta(seconds=10) + LATE
    assert ledger.take(there, now, [Budget(calls=2, seconds=60)]).at == now
    together = Budget(calls=3, seconds=60, scope=Scope.HOME)
    assert ledger.take(there, now, [together]).at == now + timedelta(seconds=50) + LATE


def test_what_goes_to_pages_that_whoever_began_it_may_not_see_is_left_out(
    begin: Begin, connect: Connect, dieter: User, aurora: Brand, france: Market
) -> None:
    here, there = connect(Network.MASTODON), connect(Network.MASTODON, france)
    plans = (plan(here, in_an_hour()), plan(there, in_an_hour()))
    [line] = begin(Post.write(dieter, aurora, None, Draft(text="Hello", plan=plans))).report
    assert line["page"] == here.pk


def test_a_sandbox_that_is_away_is_told_in_words(
    ana: User, aurora: Brand, connect: Connect, write: Write, settings: Any
) -> None:
    settings.SANDBOX = f"http://127.0.0.1:{free_port()}"
    run = DryRun.begin(ana, aurora, [write(connect(Network.MASTODON), text="Hola")])
    play_all()
    run.refresh_from_db()
    assert "does not answer" in run.fault
    assert run.ended_at


def test_a_run_whose_player_died_is_played_again_and_the_dead_one_changes_nothing(
    ana: User, aurora: Brand, connect: Connect, write: Write, sandbox: Sandbox, settings: Any
) -> None:
    settings.SANDBOX = sandbox.address
    DryRun.begin(ana, aurora, [write(connect(Network.MASTODON), text="Hola")])
    dead = DryRun.take()
    assert dead
    assert DryRun.take() is None
    DryRun.objects.update(lease_until=Now() - timedelta(seconds=1))
    assert play_all() == 1
    dead.end([], "too late")
    dead.refresh_from_db()
    assert (dead.fault, len(dead.report)) == ("", 1)
    assert DryRun.objects.filter(fence=F("fence")).count() == 1


def test_a_person_begins_a_run_and_reads_its_report(
    client: Client,
    ana: User,
    farid: User,
    aurora: Brand,
    connect: Connect,
    write: Write,
    sandbox: Sandbox,
    settings: Any,
) -> None:
    settings.SANDBOX = connect(Network.MASTODON).home.removesuffix("/mastodon")
    write(connect(Network.MASTODON), text="La nueva Aurora")
    client.force_login(ana)
    address = client.post("/dry-runs", {"brand": aurora.pk, "days": 7}).headers["Location"]
    assert "Waiting to begin" in client.get(address).content.decode()
    play(DryRun.take() or DryRun())
    told = client.get(address).content.decode()
    assert "1 would go out well" in told
    assert "See it in the sandbox" in told
    client.force_login(farid)
    assert "La nueva Aurora" not in client.get(address).content.decode()


def test_what_runs_out_is_told_by_itself(
    client: Client, ana: User, begin: Begin, connect: Connect, write: Write, settings: Any
) -> None:
    settings.BUDGETS = {"mastodon": [Budget(1, 60)]}
    page = connect(Network.MASTODON)
    posts = [write(page, text=f"Mensaje {number}") for number in range(3)]
    Publication.objects.update(at=timezone.now() + timedelta(hours=1))
    run = begin(*posts)
    client.force_login(ana)
    told = client.get(f"/dry-runs/{run.pk}")
    [(network, quota, first, number)] = told.context["quotas"]
    assert (network, quota, number) == ("mastodon", "posts in a minute", 2)
    assert first == min(line["at"] for line in run.report)
    assert "Used up: posts in a minute" in told.content.decode()


@pytest.mark.parametrize(("anew", "late"), [(timedelta(hours=2), 3600), (timedelta(minutes=30), 0), (None, 82_800)])
def test_what_the_network_itself_says_is_left_runs_out(
    anew: timedelta | None, late: int, begin: Begin, connect: Connect, write: Write
) -> None:
    page, now = connect(Network.MASTODON), timezone.now()
    ends = (now + anew).isoformat() if anew else None
    Page.objects.update(quota={"posts": [299, 300, ends, 1], "calls of the app": [100, 100, None, 0]})
    posts = [write(page, text=f"Mensaje {number}") for number in range(2)]
    Publication.objects.update(at=now + timedelta(hours=1))
    first, second = begin(*posts).report
    assert (first["late"], second["late"]) == (0, pytest.approx(late, abs=30))
    assert (first["quota"], second["quota"]) == ("", "posts" if late else "")
    if late:
        hours = "1 hour" if anew else "23 hours"
        sentence = f"Mastodon leaves 0 of 300 posts until it counts anew: it would be {hours} late."
        assert sentence in " ".join(second["sentences"])


def test_money_runs_out_too() -> None:
    now, page = timezone.now(), Page(pk=7, home="https://a.example")
    spent = now - timedelta(days=10)
    ledger = Ledger()
    ledger.begin(Of.MONEY, [(8, page.home, spent, 200)])
    month = [Budget(250, 30 * 86_400, Scope.HOME, of=Of.MONEY)]
    assert ledger.take(page, now, month, {Of.MONEY: 15}).at == now
    assert ledger.take(page, now, month, {Of.MONEY: 200}).at == spent + timedelta(days=30) + LATE


def test_units_of_a_day_come_anew_at_midnight_where_they_are_counted() -> None:
    now, page = datetime(2031, 6, 2, 20, tzinfo=UTC), Page(pk=7, home="https://a.example")
    day = [Budget(120, 86_400, Scope.HOME, Of.UNITS, "America/Los_Angeles")]
    ledger = Ledger()
    yesterday = datetime(2031, 6, 2, 6, 59, tzinfo=UTC)
    ledger.begin(Of.UNITS, [(8, page.home, yesterday, 100)])
    assert [ledger.take(page, now, day, {Of.UNITS: 50}).at for _ in range(3)] == [
        now,
        now,
        datetime(2031, 6, 3, 7, 1, tzinfo=UTC),
    ]


def test_chosen_posts_are_tried_by_themselves(
    client: Client, ana: User, connect: Connect, write: Write, settings: Any
) -> None:
    settings.SANDBOX = "http://127.0.0.1:9"
    page = connect(Network.MASTODON)
    chosen, _ = [write(page, text=f"Mensaje {number}") for number in range(2)]
    keys = str(chosen.publications.get().pk)
    client.force_login(ana)
    assert "The posts that you chose" in client.get(f"/dry-runs?chosen={keys}").content.decode()
    client.post("/dry-runs", {"chosen": keys})
    assert list(DryRun.objects.get().posts.all()) == [chosen]
    for wrong in ("7,seven", "999999"):
        assert client.post("/dry-runs", {"chosen": wrong}).status_code == 422


def test_nothing_planned_is_said_at_once(client: Client, ana: User, aurora: Brand, settings: Any) -> None:
    settings.SANDBOX = "http://127.0.0.1:9"
    client.force_login(ana)
    answer = client.post("/dry-runs", {"brand": aurora.pk, "days": 1})
    assert answer.status_code == 422
    assert "Nothing is planned there." in answer.content.decode()
