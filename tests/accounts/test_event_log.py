"""The event log: sentences with links, narrowed by what stands in the address, quick however much happened."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from accounts import news
from accounts.chronicle import SENTENCES
from accounts.models import Brand, Event, Market, Membership, Page, Role, User
from campaigns.models import Guideline
from publisher.engine.settle import WORTH_AN_EVENT
from publisher.models import Delivery, FollowUp, Freeze, Removal
from tests.cast import Write, person
from tests.world import world


@pytest.fixture
def as_ana(client: Client, ana: User) -> Client:
    client.force_login(ana)
    return client


def told(answer: Any) -> list[str]:
    return [f"{line.event.by or 'Marquee'} {strip_tags(line.sentence)}" for line in answer.context["lines"]]


def test_who_did_what_stands_there_in_sentences_newest_first(
    as_ana: Client, carmen: User, madrid_mastodon: Page, write: Write, aurora: Brand, spain: Market
) -> None:
    post = write(madrid_mastodon)
    post.submit(by=post.author)
    assert post.revision
    post.reject(by=carmen, digest=post.revision.digest, note="Not today.")
    Freeze.set(carmen, "Storm", brand=aurora, market=spain)
    Event.objects.note("delivery.exploded", madrid_mastodon)
    answer = as_ana.get("/events")
    words = "“La nueva Aurora ya está aquí.”"
    assert told(answer) == [
        "Marquee exploded: “Aurora Spain”",
        "Carmen set the freeze “Storm”",
        f"Carmen rejected {words} as market lead",
        f"Ana submitted {words} for approval",
        f"Ana wrote the first draft of {words}",
    ]
    page = answer.content.decode()
    assert f'<a href="/posts/{post.pk}">' in page
    assert '<a href="/freezes">' in page
    assert "Not today." in page


def test_what_one_may_not_see_is_named_by_its_kind_alone(
    as_ana: Client, dieter: User, aurora: Brand, spain: Market, france: Market
) -> None:
    rule = Guideline.lay_down(dieter, kind="banned_words", words=["x"], sentence="Secret", brand=aurora, market=france)
    Guideline.objects.filter(pk=rule.pk).update(market=spain)
    Event.objects.note("guideline.changed", Guideline.objects.get(), dieter)
    assert told(as_ana.get("/events")) == ["Dieter changed the guideline “Secret”"]
    Guideline.objects.filter(pk=rule.pk).update(market=france)
    assert told(as_ana.get("/events")) == ["Dieter changed the guideline a guideline"]


def test_roles_are_told_with_whom_and_only_those_who_may_open_people(
    client: Client, erika: User, ana: User, aurora: Brand, spain: Market
) -> None:
    Membership.give(erika, ana, Role.MARKET_LEAD, aurora, spain)
    for reader, linked in ((erika, True), (ana, False)):
        client.force_login(reader)
        answer = client.get("/events")
        assert told(answer) == ["Erika gave Ana the role market lead"]
        assert (f'<a href="/people/{ana.pk}">' in answer.content.decode()) == linked


def test_one_sees_what_happened_where_one_works(
    client: Client, ana: User, farid: User, erika: User, madrid_mastodon: Page, paris_mastodon: Page
) -> None:
    for page in (madrid_mastodon, paris_mastodon):
        Event.objects.note("page.connected", page, erika)
    shown = {}
    for reader in (ana, farid, erika):
        client.force_login(reader)
        shown[reader.name] = len(client.get("/events").context["lines"])
    assert shown == {"Ana": 1, "Farid": 1, "Erika": 2}


def test_a_text_of_others_is_no_markup(as_ana: Client, madrid_mastodon: Page, write: Write) -> None:
    write(madrid_mastodon, text="<script>alert(1)</script>")
    assert "<script>alert(1)" not in as_ana.get("/events").content.decode()


Happened = Callable[..., Event]


@pytest.fixture
def happened(madrid_mastodon: Page) -> Happened:
    def at(moment: datetime, what: str = "page.connected", by: User | None = None, page: Page | None = None) -> Event:
        event = Event.about(what, page or madrid_mastodon, by)
        event.at = moment
        event.save()
        return event

    return at


def test_filters_stand_in_the_address(
    client: Client, dieter: User, erika: User, paris_mastodon: Page, happened: Happened
) -> None:
    User.objects.filter(pk=dieter.pk).update(time_zone="Europe/Madrid")
    noon = datetime(2026, 5, 14, 12, tzinfo=UTC)
    events = {
        "freeze": happened(noon, "freeze.set", dieter),
        "late": happened(datetime(2026, 5, 14, 22, 30, tzinfo=UTC), by=dieter),
        "paris": happened(noon, page=paris_mastodon),
        "old": happened(noon - timedelta(days=9)),
    }
    client.force_login(dieter)

    def found(query: str) -> set[str]:
        keys = {line.event.pk for line in client.get(f"/events?{query}").context["lines"]}
        return {name for name, event in events.items() if event.pk in keys}

    assert found(f"person={dieter.pk}") == {"freeze", "late"}
    assert found("kind=freeze.set") == {"freeze"}
    assert found("market=FR") == {"paris"}
    assert found("day=2026-05-14") == {"freeze", "paris"}
    assert found("day=2026-05-15") == {"late"}, "a day is the reader's own"
    assert found(f"person={erika.pk}&kind=x&market=XX&day=soon") == set(events), "what means nothing filters nothing"


def test_sheets_follow_each_other_without_a_gap_though_more_happens(as_ana: Client, happened: Happened) -> None:
    moment = timezone.now() - timedelta(hours=1)
    events = [happened(moment + timedelta(seconds=n // 3)) for n in range(120)]
    seen: list[int] = []
    answer = as_ana.get("/events")
    while True:
        seen += [line.event.pk for line in answer.context["lines"]]
        happened(timezone.now())
        if not answer.context["older"]:
            break
        answer = as_ana.get("/events", {"before": answer.context["older"]})
    assert seen == [event.pk for event in reversed(events)]


@pytest.mark.parametrize("mark", ["x", "~", "2026-05-14T12:00:00~1", "2026-05-14T12:00:00+00:00~x"])
def test_a_mark_that_means_nothing_is_the_beginning(mark: str, as_ana: Client, happened: Happened) -> None:
    happened(timezone.now())
    assert len(as_ana.get("/events", {"before": mark}).context["lines"]) == 1


def test_the_number_of_queries_does_not_grow_with_the_events(
    as_ana: Client,
    madrid_mastodon: Page,
    write: Write,
    django_assert_max_num_queries: Any,
    django_assert_num_queries: Any,
) -> None:
    write(madrid_mastodon)
    with django_assert_max_num_queries(15) as first:
        as_ana.get("/events")
    for _ in range(30):
        write(madrid_mastodon)
    with django_assert_num_queries(len(first)):
        as_ana.get("/events")
    counts = [query["sql"] for query in first if "COUNT(" in query["sql"].upper() and "accounts_event" in query["sql"]]
    assert [sql for sql in counts if f"LIMIT {news.BACK}" not in sql] == []  # for news the newest are counted
    assert len(counts) <= 1


MANY = 60_000


@pytest.fixture
def much(ana: User, carmen: User, aurora: Brand, spain: Market, france: Market) -> None:
    """Two months: a tenth by people, one freeze a thousand events, one in fifty in Spain."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO accounts_event (at, what, by_id, noun, noun_id, brand_id, market_id, facts, seal)
            SELECT now() - n * interval '90 seconds',
                   CASE WHEN n %% 1000 = 7 THEN 'freeze.set' ELSE 'delivery.published' END,
                   CASE WHEN n %% 10 = 0 THEN %s WHEN n = 59000 THEN %s END, 'delivery', n,
                   %s, CASE WHEN n %% 50 = 0 THEN %s ELSE %s END, '{}', ''
            FROM generate_series(1, %s) n
            """,
            [ana.pk, carmen.pk, aurora.pk, spain.pk, france.pk, MANY],
        )
        cursor.execute("ANALYZE accounts_event")


def rows_read(events: Any) -> int:
    plan = json.loads(events.explain(format="json", analyze=True))[0]["Plan"]
    nodes, total = [plan], 0
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        if "Relation Name" in node:
            total += node["Actual Loops"] * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0))
    return int(total)


@pytest.mark.usefixtures("much")
def test_a_sheet_of_many_events_is_read_from_an_index(
    ana: User, carmen: User, erika: User, dieter: User, spain: Market
) -> None:
    month_ago = timezone.now() - timedelta(days=30)
    for reader in (ana, dieter, erika):
        found = Event.objects.visible_to(reader).newest_first()
        sheets = [
            found,
            found.before(month_ago, 1),
            found.filter(by=carmen.pk),
            found.filter(what="freeze.set"),
            found.filter(market__in=[spain.pk]),
            found.filter(at__gte=month_ago, at__lt=month_ago + timedelta(days=1)),
        ]
        for number, sheet in enumerate(sheets):
            assert rows_read(sheet[:51]) < 3000, (reader.name, number)


def test_every_kind_that_is_written_has_a_sentence() -> None:
    """Kinds are strings in the code; each that is noted is told in words of its own."""
    rooms = ("accounts", "campaigns", "publisher")
    written = re.compile(r'(?:note|about)\(\s*"([a-z_]+\.[a-z_]+)"')
    root = Path(__file__).resolve().parents[2]
    kinds = {
        what for room in rooms for file in (root / room).rglob("*.py") for what in written.findall(file.read_text())
    }
    assert len(kinds) > 30
    assert kinds <= SENTENCES.keys()
    sent = {*WORTH_AN_EVENT.values(), "sent_again", "confirmed", "given_up"}
    told = {f"{noun.noun}.{verb}" for noun in (Delivery, FollowUp, Removal) for verb in sent}
    assert told - {"removal.published"} | {"delivery.removed", "follow_up.removed"} <= SENTENCES.keys()


def test_what_follows_a_post_and_its_deletion_are_told_by_the_post(
    as_ana: Client, ana: User, erika: User, aurora: Brand, spain: Market
) -> None:
    here = world(aurora, spain, person("Hanna", Role.REVIEWER))
    Event.objects.note("follow_up.given_up", here.follow_up, ana)
    Event.objects.note("removal.refused", here.removal, ana)
    said = told(as_ana.get("/events"))
    assert "Ana gave up what follows “Hola Aurora”" in said
    assert "Ana could not delete “Hola Aurora”" in said


def test_names_of_people_are_not_in_the_chain(erika: User, aurora: Brand) -> None:
    """Events stay for ever; whoever leaves may have their name removed."""
    iris = User.objects.invite(erika, "iris@aurora.example", "Iris", Role.LEGAL, aurora)
    iris.deactivate(erika)
    assert all("ris" not in json.dumps(event.facts) for event in Event.objects.all())
