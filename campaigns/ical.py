"""iCalendar (RFC 5545), as far as a calendar of moments needs it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

LINE = 75
"""Octets a line may have, without its end (3.1)."""


@dataclass(frozen=True, slots=True)
class Moment:
    """`uid` stays what it is as long as the thing exists; `status` is TENTATIVE, CONFIRMED or CANCELLED (3.8.1.11)."""

    uid: str
    at: datetime
    changed_at: datetime
    summary: str
    description: str
    url: str
    status: str


def calendar(name: str, moments: Iterable[Moment]) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Marquee//Calendar//EN", "CALSCALE:GREGORIAN"]
    # Read by RFC 7986 and, in the second form, by the programs before it.
    lines += [f"NAME:{text(name)}", f"X-WR-CALNAME:{text(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT15M"]
    for moment in moments:
        lines += _event(moment)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in fold(line))


def _event(moment: Moment) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{moment.uid}"
    # Where there is no METHOD, DTSTAMP says the same as LAST-MODIFIED (3.8.7.2).
    yield f"DTSTAMP:{utc(moment.changed_at)}"
    yield f"LAST-MODIFIED:{utc(moment.changed_at)}"
    yield f"DTSTART:{utc(moment.at)}"
    yield "DURATION:PT15M"
    yield f"SUMMARY:{text(moment.summary)}"
    yield f"DESCRIPTION:{text(moment.description)}"
    yield f"URL:{moment.url}"
    yield f"STATUS:{moment.status}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def utc(at: datetime) -> str:
    """3.3.5, form 2."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def text(words: str) -> str:
    """3.3.11. What cannot stand in a line is left out."""
    escaped = words.replace("\r\n", "\n").replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    escaped = escaped.replace("\n", "\\n")
    return "".join(sign for sign in escaped if sign >= " " and sign != "\x7f")


def fold(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 octets, each after the first with a space before it; no character is cut."""
    piece, size = "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > LINE:
            yield piece
            piece, size = " ", 1
        piece, size = piece + sign, size + width
    yield piece
