"""Lists as files: whatever stands in them, a spreadsheet runs nothing of it."""

import csv
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from accounts.download import as_csv, harmless
from accounts.models import Event, Page, User


def rows(answer: Any) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize("begin", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_what_a_spreadsheet_would_run_is_made_a_text(begin: str) -> None:
    assert harmless(begin) == f"'{begin}"
    assert rows(as_csv("x", ["a"], [[begin]]))[1] == [f"'{begin}"]


@pytest.mark.parametrize("cell", ["Olé", "a=b", "", "'quoted'", 7, -7, None])
def test_all_else_stays_as_it_is(cell: Any) -> None:
    assert harmless(cell) == cell


def test_times_are_written_as_spreadsheets_read_them() -> None:
    assert harmless(datetime(2027, 5, 14, 18, 0, tzinfo=UTC)) == "2027-05-14 18:00"
    assert harmless(datetime(2027, 5, 14, 18, 0)) == "2027-05-14 18:00"


def test_lines_end_and_quote_as_the_rfc_has_it() -> None:
    answer = as_csv("x", ["a", "b"], [["one\ntwo", 'say "olé", ana']])
    assert b"".join(answer.streaming_content).decode() == '\ufeffa,b\r\n"one\ntwo","say ""olé"", ana"\r\n'
    assert answer["Content-Disposition"] == 'attachment; filename="x.csv"'


def test_events_are_a_file_of_what_one_may_see(
    client: Client, ana: User, madrid_mastodon: Page, paris_mastodon: Page
) -> None:
    Event.objects.note("page.connected", madrid_mastodon, ana, note="=HYPERLINK()")
    Event.objects.note("page.connected", paris_mastodon)
    client.force_login(ana)
    [header, line] = rows(client.get("/events.csv"))
    assert header[:4] == ["id", "at (UTC)", "what", "by"]
    assert line[2:7] == ["page.connected", "Ana", "aurora", "ES", "page"]
    assert line[-1] == '{"note": "=HYPERLINK()"}'


def test_many_events_take_as_many_queries_as_one(
    client: Client, ana: User, madrid_mastodon: Page, django_assert_max_num_queries: Any
) -> None:
    Event.objects.note_all(Event.about("page.connected", madrid_mastodon) for _ in range(3000))
    client.force_login(ana)
    with django_assert_max_num_queries(8):
        assert len(rows(client.get("/events.csv"))) == 3001
