"""Wall time, the time on the clock in the market, and what it means in UTC."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

from dateutil import tz


class WrongTime(ValueError):
    """A wall time nobody can publish at; the message is a sentence for the person who typed it."""


class NonexistentTime(WrongTime):
    """The clock jumps over it in spring."""


class AmbiguousTime(WrongTime):
    """The clock shows it twice in autumn, and nobody said which."""


@cache
def _zone(name: str) -> ZoneInfo:
    """Read once a process: Python itself remembers eight, and pages are in seventy countries."""
    return ZoneInfo(name)


def to_utc(wall: datetime, zone: str, fold: int | None = None) -> datetime:
    """The instant at which the clock of `zone` shows the naive `wall`.

    `fold` chooses among two equal hours: 0 the first, 1 the second. Raises `NonexistentTime` or `AmbiguousTime`.
    """
    local = wall.replace(tzinfo=_zone(zone), fold=fold or 0)
    if not tz.datetime_exists(local):
        raise NonexistentTime(
            f"{wall:%H:%M} does not exist on {wall:%d %B %Y} in {zone}: the clocks go forward. Choose an hour later."
        )
    if fold is None and tz.datetime_ambiguous(local):
        raise AmbiguousTime(
            f"{wall:%H:%M} happens twice on {wall:%d %B %Y} in {zone}: the clocks go back. Choose the first or second."
        )
    return local.astimezone(UTC)


def from_utc(at: datetime, zone: str) -> tuple[datetime, int]:
    """The naive wall time in `zone` at that instant, and its fold."""
    local = at.astimezone(_zone(zone))
    return local.replace(tzinfo=None, fold=0), local.fold


def words(wall: datetime) -> str:
    """The wall time for people, as `accounts.wording` knows it again: “3 November 2026, 09:15”."""
    return f"{wall.day} {wall:%B %Y, %H:%M}"


def city(zone: str) -> str:
    """By which people know the zone: “New York” of “America/New_York”."""
    return zone.rpartition("/")[2].replace("_", " ")
