"""The week of a page: who sees it, adds a slot to it and takes one out, and how people find it."""

from datetime import time

import pytest
from django.test import Client

from accounts.models import Event, Page, User
from campaigns.models import Slot


def week(page: Page) -> list[tuple[int, time]]:
    return list(page.slots.values_list("weekday", "wall"))


def test_a_time_is_added_on_several_days_at_once(as_ana: Client, ana: User, madrid_mastodon: Page) -> None:
    address = f"/pages/{madrid_mastodon.pk}/slots"
    answer = as_ana.post(address, {"weekdays": ["4", "1"], "wall": "18:00"})
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert week(madrid_mastodon) == [(1, time(18)), (4, time(18))]
    assert {event.by for event in Event.objects.filter(what="slot.made")} == {ana}
    shown = dict(as_ana.get(address).context["week"])
    assert [slot.wall for slot in shown["Tuesday"]] == [time(18)]
    assert shown["Monday"] == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"wall": "18:00"}, "Choose at least one day of the week."),
        ({"weekdays": ["1"]}, "Say at what time."),
        ({"weekdays": ["1"], "wall": "noon"}, "This is not a time. Choose one, such as 18:00."),
        ({"weekdays": ["7"], "wall": "18:00"}, "A week has seven days. Choose among them."),
        ({"weekdays": ["0", "1"], "wall": "09:30"}, "has 09:30 on Tuesday already. Nothing was added."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_added(
    typed: dict[str, object], sentence: str, as_ana: Client, ana: User, madrid_mastodon: Page
) -> None:
    Slot.make(ana, madrid_mastodon, 1, time(9, 30))
    answer = as_ana.post(f"/pages/{madrid_mastodon.pk}/slots", typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert week(madrid_mastodon) == [(1, time(9, 30))]


def test_a_slot_is_taken_out_by_a_button_of_its_own(as_ana: Client, ana: User, madrid_mastodon: Page) -> None:
    slot = Slot.make(ana, madrid_mastodon, 1, time(9, 30))
    page = as_ana.get(f"/pages/{madrid_mastodon.pk}/slots").content.decode()
    assert f'action="/slots/{slot.pk}/removal"' in page
    assert "Remove Tuesday at 09:30" in page
    as_ana.post(f"/slots/{slot.pk}/removal")
    assert week(madrid_mastodon) == []
    assert Event.objects.filter(what="slot.removed").exists()


def test_whoever_only_reads_is_offered_nothing_to_change(client: Client, gwen: User, madrid_mastodon: Page) -> None:
    client.force_login(gwen)
    page = client.get(f"/pages/{madrid_mastodon.pk}/slots").content.decode()
    assert "No slots yet" in page
    assert "Add a slot" not in page


def test_the_list_of_pages_leads_to_each_week(as_ana: Client, ana: User, madrid_mastodon: Page, madrid_bluesky: Page):
    for weekday in (1, 4):
        Slot.make(ana, madrid_mastodon, weekday, time(18))
    answer = as_ana.get("/pages")
    assert {page.pk: page.slots_a_week for page in answer.context["sheet"]} == {
        madrid_mastodon.pk: 2, madrid_bluesky.pk: 0
    }  # fmt: skip
    assert f'<a href="/pages/{madrid_mastodon.pk}/slots">2 a week' in answer.content.decode()


def test_the_composer_leads_to_the_week_of_a_page_that_has_no_free_slot(
    as_ana: Client, aurora, spain, madrid_mastodon: Page
) -> None:
    typed = {"place": f"{aurora.pk}.{spain.pk}", "text": "Hola", "pages": madrid_mastodon.pk, "slot": "next"}
    answer = as_ana.post("/posts/new", typed)
    assert answer.status_code == 422
    assert f'href="/pages/{madrid_mastodon.pk}/slots"' in answer.content.decode()
