"""The next free slot out of the composer: each page takes its own, and nobody gets one twice."""

import threading
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Brand, Page, User
from campaigns.draft import Draft, Plan
from campaigns.models import Campaign, Post, Publication, Slot
from campaigns.models.slot import next_free
from campaigns.walltime import from_utc, to_utc
from tests import seeing


@pytest.fixture
def summer(aurora: Brand) -> Campaign:
    """Not kept: it only says from when on slots are looked for."""
    return Campaign(brand=aurora, name="Summer")


def week(ana: User, page: Page, *weekdays: int) -> None:
    for weekday in weekdays:
        Slot.make(ana, page, weekday, time(18))


def typed(*pages: Page, **more: object) -> dict[str, object]:
    return {"text": "Hola", "slot": "next", "pages": [page.pk for page in pages]} | more


def test_each_page_takes_its_next_free_slot_and_no_time_is_asked(
    as_ana: Client, ana: User, madrid_mastodon: Page, madrid_bluesky: Page
) -> None:
    week(ana, madrid_mastodon, 0)
    week(ana, madrid_bluesky, 3)
    for _ in range(2):
        answer = as_ana.post("/posts/new/submission", typed(madrid_mastodon, madrid_bluesky))
        assert answer.status_code == 302
    walls = {page: [p.wall for p in page.publications.order_by("at")] for page in (madrid_mastodon, madrid_bluesky)}
    assert [[wall.weekday() for wall in walls[page]] for page in walls] == [[0, 0], [3, 3]]
    assert all(len(set(times)) == 2 and times[0].hour == 18 for times in walls.values())
    assert set(Post.objects.values_list("state", flat=True)) == {"review"}


@pytest.mark.parametrize(
    ("begin", "walls"),
    [
        (date(2027, 3, 14), ["2027-03-14", "2027-03-21", "2027-04-04"]),
        (date(2027, 10, 17), ["2027-10-17", "2027-10-24", "2027-10-31", "2027-11-07"]),
    ],
    ids=["02:30 does not exist on 28 March", "02:30 comes twice on 31 October"],
)
def test_a_slot_keeps_its_wall_time_when_the_clocks_change(
    begin: date, walls: list[str], ana: User, madrid_mastodon: Page, summer: Campaign
) -> None:
    """Sundays at 02:30 in Madrid. No week has two, and one has none."""
    Slot.make(ana, madrid_mastodon, 6, time(2, 30))
    summer.embargo_at = to_utc(datetime.combine(begin, time()), "Europe/Madrid")
    taken = []
    for number in range(len(walls)):
        wall, fold = next_free(madrid_mastodon, summer)
        entry = Plan(madrid_mastodon, wall, "Europe/Madrid", fold)
        Post.write(ana, madrid_mastodon.brand, madrid_mastodon.market, Draft(f"Hola {number}", plan=(entry,)))
        taken.append(wall)
    assert [f"{wall:%Y-%m-%d %H:%M}" for wall in taken] == [f"{day} 02:30" for day in walls]
    instants = list(Publication.objects.order_by("at").values_list("at", flat=True))
    assert [from_utc(at, "Europe/Madrid") for at in instants] == [(wall, 0) for wall in taken]
    assert {after - before for before, after in pairwise(instants)} > {timedelta(days=7)}, "the hour went or came"


def test_who_comes_between_two_equal_hours_gets_the_next_week(
    ana: User, madrid_mastodon: Page, summer: Campaign
) -> None:
    Slot.make(ana, madrid_mastodon, 6, time(2, 30))
    between = to_utc(datetime(2027, 10, 31, 2, 45), "Europe/Madrid", fold=0)
    summer.embargo_at = between
    assert next_free(madrid_mastodon, summer) == (datetime(2027, 11, 7, 2, 30), 0)


def test_a_page_without_slots_says_so_and_nothing_is_lost(as_ana: Client, madrid_mastodon: Page) -> None:
    answer = as_ana.post("/posts/new", typed(madrid_mastodon))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "has no free slot in the next 26 weeks" in page
    assert "Hola" in page
    assert not Post.objects.exists()


def test_without_pages_there_is_no_slot(as_ana: Client, madrid_mastodon: Page) -> None:
    assert "Choose the pages whose next free slot you mean." in as_ana.post("/posts/new", typed()).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_people_never_get_the_same_slot(ana: User, madrid_mastodon: Page, madrid_bluesky: Page) -> None:
    week(ana, madrid_mastodon, 2)
    week(ana, madrid_bluesky, 2)
    meet = threading.Barrier(4)
    pages = [madrid_mastodon, madrid_bluesky]
    clients = [Client() for _ in range(4)]
    for one in clients:
        one.force_login(ana)

    def take(one: Client, order: list[Page]) -> None:
        try:
            meet.wait()
            one.post("/posts/new", typed(*order))
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(one, pages[:: 1 if n % 2 else -1])) for n, one in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for page in pages:
        times = list(Publication.objects.filter(page=page).values_list("at", flat=True))
        assert (len(times), len(set(times))) == (4, 4)


def test_the_button_opens_with_keys_and_submits_for_the_next_slot(
    page, live_server, ana: User, madrid_mastodon: Page
) -> None:
    week(ana, madrid_mastodon, 1)
    seeing.enter(page, live_server.url, ana)
    page.goto(f"{live_server.url}/posts/new")
    page.locator("#id_text").fill("Hola")
    page.locator("[name=pages]").check()
    page.get_by_role("button", name="Other ways to submit and plan").press("Enter")
    assert seeing.barriers(page) == []
    page.get_by_role("button", name="Submit for the next free slot").click()
    page.get_by_text("Submitted. Next to decide: market lead.").wait_for()
    assert Publication.objects.get().wall.weekday() == 1
