"""iCalendar as RFC 5545 has it: lines, folding, escaping, times."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns import ical

MOMENT = ical.Moment(
    uid="publication-7@marquee.example",
    at=datetime(2027, 5, 14, 18, tzinfo=ZoneInfo("Europe/Madrid")),
    changed_at=datetime(2027, 5, 1, 9, 30, 5, tzinfo=UTC),
    summary="Mastodon ES: Olé, Olé; y olé",
    description="Uno\nDos \\ tres",
    url="https://marquee.example/posts/7",
    status="CONFIRMED",
)


def unfolded(text: str) -> list[str]:
    """As a reader does it (3.1)."""
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def test_a_calendar_says_what_it_is_and_what_is_when() -> None:
    told = ical.calendar("Marquee: Spain", [MOMENT])
    assert told.endswith("END:VCALENDAR\r\n")
    lines = unfolded(told)
    assert lines[:4] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Marquee//Calendar//EN", "CALSCALE:GREGORIAN"]
    assert lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT")] == [
        "BEGIN:VEVENT",
        "UID:publication-7@marquee.example",
        "DTSTAMP:20270501T093005Z",
        "LAST-MODIFIED:20270501T093005Z",
        "DTSTART:20270514T160000Z",
        "DURATION:PT15M",
        "SUMMARY:Mastodon ES: Olé\\, Olé\\; y olé",
        "DESCRIPTION:Uno\\nDos \\\\ tres",
        "URL:https://marquee.example/posts/7",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
    ]


@pytest.mark.parametrize("sign", ["a", "é", "語", "🚗"])
def test_a_line_has_75_octets_at_most_and_no_character_is_cut(sign: str) -> None:
    pieces = list(ical.fold("SUMMARY:" + sign * 200))
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == "SUMMARY:" + sign * 200
    assert min(len(piece.encode()) for piece in pieces[:-1]) > 71


def test_a_line_that_just_fits_is_left_alone() -> None:
    assert list(ical.fold("a" * 75)) == ["a" * 75]
    assert list(ical.fold("a" * 76)) == ["a" * 75, " a"]


def test_nobody_adds_a_line_by_a_text() -> None:
    assert ical.text("Hola\r\nEND:VEVENT\rBEGIN:X\x00\x0b") == "Hola\\nEND:VEVENTBEGIN:X"


@given(st.text())
def test_whatever_is_written_comes_back(words: str) -> None:
    line = f"SUMMARY:{ical.text(words)}"
    folded = "\r\n".join(ical.fold(line))
    assert unfolded(folded + "\r\n") == [line]
    assert not set(ical.text(words)) & {"\r", "\n"}
