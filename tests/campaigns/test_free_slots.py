"""Free slots in the calendar: one by one of few pages, by their time of many; opened in the composer, taken once."""

import re
import threading
from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Network, Page, User
from campaigns.calendar.free import Free
from campaigns.models import Post, Publication, Slot
from tests import seeing
from tests.campaigns.test_changes import ask
from tests.cast import Write, page_on

WEDNESDAY = datetime(timezone.now().year + 1, 5, 14)
WEDNESDAY -= timedelta(days=WEDNESDAY.weekday() - 2)
WEEK = f"/?view=week&date={WEDNESDAY:%Y-%m-%d}"
SIX = WEDNESDAY.replace(hour=18)


@pytest.fixture
def slot(ana: User, madrid_mastodon: Page) -> Slot:
    """Wednesdays at 18:00."""
    return Slot.make(ana, madrid_mastodon, 2, time(18))


def shown(client: Client, person: User, address: str = WEEK) -> list[Free]:
    client.force_login(person)
    return [one for day in client.get(address).context["days"] for one in day.free]


def at_six(page: Page) -> datetime:
    return SIX.replace(tzinfo=page.market.zone)


def test_a_week_and_a_day_show_what_is_free(client: Client, ana: User, slot: Slot) -> None:
    for view in ("week", "day"):
        (one,) = shown(client, ana, f"/?view={view}&date={WEDNESDAY:%Y-%m-%d}")
        assert (one.local.replace(tzinfo=None), one.page) == (SIX, slot.page)
    for elsewhere in ("view=month", "view=agenda", "view=week&state=draft"):
        assert shown(client, ana, f"/?{elsewhere}&date={WEDNESDAY:%Y-%m-%d}") == []
    assert shown(client, ana, "/?view=week&date=2020-05-14") == []


def test_what_has_a_post_is_not_free_until_that_is_cancelled(
    client: Client, ana: User, slot: Slot, write: Write
) -> None:
    post = write(slot.page, at=at_six(slot.page))
    assert shown(client, ana) == []
    post.publications.get().cancel(ana)
    assert len(shown(client, ana)) == 1


def test_whoever_only_reads_is_shown_none(client: Client, dieter: User, gwen: User, slot: Slot) -> None:
    assert (len(shown(client, dieter)), shown(client, gwen)) == (1, [])


@pytest.fixture
def four(ana: User, aurora, spain, slot: Slot) -> list[Slot]:
    """The market on four networks: on each, Wednesdays at 18:00."""
    others = (page_on(network, aurora, spain) for network in (Network.BLUESKY, Network.FACEBOOK, Network.LINKEDIN))
    return [slot, *(Slot.make(ana, page, 2, time(18)) for page in others)]


def test_of_more_pages_those_at_one_time_are_a_choice(
    client: Client, ana: User, four: list[Slot], write: Write
) -> None:
    Slot.make(ana, four[1].page, 2, time(9))
    alone, choice = shown(client, ana)
    assert (type(alone), alone.page) == (Free, four[1].page)
    assert [one.page for one in choice.slots] == [slot.page for slot in four]
    answer = client.get(WEEK).content.decode()
    assert "4 free slots</summary>" in answer
    assert answer.count('class="free"') == 5
    write(four[0].page, at=at_six(four[0].page))
    assert len(shown(client, ana)[1].slots) == 3
    assert len(shown(client, ana, f"{WEEK}&network=mastodon")) == 0


def test_pages_without_slots_do_not_count_and_of_too_many_it_says_how_to_see_them(
    client: Client, ana: User, four: list[Slot], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaigns.calendar.free.MANY", 3)
    sentence = "Choose a market or a network in the filters to see them."
    assert (shown(client, ana), sentence in client.get(WEEK).content.decode()) == ([], True)
    four[0].delete()
    assert len(shown(client, ana)) == 3
    assert sentence not in client.get(WEEK).content.decode()
    assert sentence not in client.get(WEEK.replace("week", "month")).content.decode()


def test_it_stands_at_ones_own_time_and_leads_to_the_markets(client: Client, ana: User, slot: Slot) -> None:
    ana.time_zone = "Pacific/Auckland"
    ana.save()
    (one,) = shown(client, ana)
    assert (one.local.date(), one.market_clock, one.days_apart) == ((SIX + timedelta(days=1)).date(), "18:00", "−1")
    form = client.get(one.address).context["form"]
    assert [form[name].value() for name in ("date", "time", "clock")] == [f"{SIX:%Y-%m-%d}", "18:00", "local"]
    assert [page.pk for _, pages, _ in form.markets for page, ticked, _ in pages if ticked] == [slot.page_id]


def test_slots_cost_no_more_queries_the_more_there_are(
    client: Client, ana: User, slot: Slot, django_assert_max_num_queries, django_assert_num_queries
) -> None:
    client.force_login(ana)
    with django_assert_max_num_queries(15) as first:
        client.get(WEEK)
    Slot.objects.bulk_create(Slot(page=slot.page, weekday=day, wall=time(hour)) for day in (3, 4) for hour in range(24))
    with django_assert_num_queries(len(first)):
        assert client.get(WEEK).content.decode().count('class="free"') == 49


# --- taken


def typed(client: Client, one: Free) -> dict[str, object]:
    """What the composer sends that somebody opened at a free slot."""
    form = client.get(one.address).context["form"]
    names = ("place", "date", "time", "takes", "pages")
    return {"text": "Hola", **{name: form[name].value() for name in names}}


def test_who_opened_it_first_and_saves_last_is_told_and_may_choose_another_time(
    client: Client, ana: User, slot: Slot
) -> None:
    (one,) = shown(client, ana)
    mine, theirs = typed(client, one), typed(client, one)
    assert client.post("/posts/new", theirs).status_code == 302
    post = Post.objects.get()
    assert post.publications.get().wall == SIX
    assert client.post(f"/posts/{post.pk}", {**theirs, "text": "Hola!", "version": 1}).status_code == 302
    answer = client.post("/posts/new", mine)
    assert answer.status_code == 422
    assert "Somebody else took this slot" in answer.content.decode()
    assert client.post("/posts/new", {**mine, "time": "18:05"}).status_code == 302


def test_a_slot_is_taken_by_a_move_and_the_next_who_comes_is_told(
    client: Client, ana: User, slot: Slot, write: Write
) -> None:
    first, second = (write(slot.page, at=at_six(slot.page) - timedelta(days=1)).publications.get() for _ in range(2))
    move = {"do": "move", "minutes": 24 * 60, "slot": "on"}
    assert ask(client, ana, first, **move).json()["sentence"] == f"Moved to 18:00 on {SIX:%d %B}."
    answer = ask(client, ana, second, **move)
    assert answer.status_code == 409
    assert "Somebody else took this slot" in answer.json()["sentence"]
    assert ask(client, ana, first, second, **move).json()["sentence"] == "A slot takes one publication. Choose one."


@pytest.mark.django_db(transaction=True)
def test_of_many_who_move_to_one_slot_at_once_one_gets_it(ana: User, slot: Slot, write: Write) -> None:
    before = at_six(slot.page) - timedelta(days=1)
    moved = [write(slot.page, at=before + timedelta(minutes=minutes)).publications.get() for minutes in range(4)]
    meet, answers = threading.Barrier(4), []

    def take(minutes: int, publication: Publication) -> None:
        try:
            meet.wait()
            answer = ask(Client(), ana, publication, do="move", minutes=24 * 60 - minutes, slot="on")
            answers.append(answer.status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=one) for one in enumerate(moved)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 409, 409, 409]
    assert Publication.objects.filter(wall=SIX).count() == 1


# --- by hand


@pytest.mark.parametrize("how", ["mouse", "keys"])
def test_a_publication_is_carried_to_a_free_slot(
    how: str, page, live_server, ana: User, slot: Slot, write: Write
) -> None:
    post = write(slot.page, at=at_six(slot.page) - timedelta(days=1, minutes=25))
    publication = post.publications.get()
    seeing.enter(page, live_server.url, ana)
    page.set_viewport_size(seeing.DESK)
    page.goto(f"{live_server.url}{WEEK}")
    assert seeing.barriers(page) == []
    card = page.locator(f"#p{publication.pk}")
    if how == "mouse":
        card.hover()
        page.mouse.down()
        page.locator("[data-slot]").hover()
        page.mouse.up()
    else:
        card.focus()
        page.keyboard.press("Space")
        page.keyboard.press("f")
        page.locator("#calendar-says").get_by_text("a free slot").wait_for()
        page.keyboard.press("Space")
    page.get_by_text(f"Moved to 18:00 on {SIX:%d %B}.").wait_for()
    assert post.publications.get().wall == SIX
    assert page.locator("[data-slot]").count() == 0


def test_a_free_slot_opens_a_post_that_takes_it(page, live_server, ana: User, slot: Slot) -> None:
    seeing.enter(page, live_server.url, ana)
    page.goto(f"{live_server.url}{WEEK}")
    page.locator("[data-slot]").press("Enter")
    page.locator("#id_text").fill("Hola")
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_url(re.compile(r"/posts/\d+$"))
    assert Publication.objects.get().wall == SIX


def test_a_choice_opens_upon_its_pages_and_takes_what_is_carried_to_it(
    page, live_server, ana: User, four: list[Slot], write: Write
) -> None:
    mine = four[2].page
    post = write(mine, at=at_six(mine) - timedelta(days=1, minutes=25))
    seeing.enter(page, live_server.url, ana)
    page.set_viewport_size(seeing.DESK)
    page.goto(f"{live_server.url}{WEEK}")
    choice = page.locator(".free-choice summary")
    choice.press("Enter")
    page.locator(".free-choice [data-slot]").nth(3).wait_for()
    assert seeing.barriers(page) == []
    choice.click()
    page.locator(f"#p{post.publications.get().pk}").hover()
    page.mouse.down()
    choice.hover()
    page.mouse.up()
    page.get_by_text(f"Moved to 18:00 on {SIX:%d %B}.").wait_for()
    assert post.publications.get().wall == SIX
    page.locator(".free-choice").get_by_text("3 free slots").wait_for()
