"""What of a page needs care, each in a sentence with its points; their sum says who comes first."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.models import Health
from accounts.models.page import STANDING_STILL
from accounts.wording import counted
from publisher.models.sending import State

if TYPE_CHECKING:
    from publisher.estate import Condition

LOST, WORD, UNCONNECTED, RIGHTS, NOTE, SHAKY = 100, 90, 60, 50, 20, 15
RUNWAY = ((3, 50), (14, 25))
"""(days, points): what could be renewed by itself has been by then."""
NEARLY_USED = ((90, 20), (75, 10))
"""(percent, points)"""
EACH, MOST = 8, 40
"""Points for each delivery at risk, and for all of one kind together."""
SILENT_DAYS, SILENT = 14, 10


@dataclass(frozen=True)
class Care:
    points: int
    sentence: str


def cares(condition: "Condition") -> Iterator[Care]:
    yield from _connection(condition)
    yield from _runway(condition)
    yield from _deliveries(condition)
    yield from _allowance(condition)
    if (days := condition.silent_days) is not None and days >= SILENT_DAYS:
        yield Care(SILENT, f"Nothing went out for {days} days.")


def _connection(condition: "Condition") -> Iterator[Care]:
    page = condition.page
    if page.health in STANDING_STILL:
        yield Care(LOST, page.health_note or "Its connection is lost.")
    elif page.health == Health.UNCONNECTED:
        yield Care(UNCONNECTED, "It is not connected yet.")
    elif page.health_note:
        yield Care(NOTE, page.health_note)
    if page.lacks:
        yield Care(RIGHTS, f"Marquee lacks rights: {', '.join(page.lacks)}. Connect the page again and grant them.")
    if condition.awaits_word:
        yield Care(WORD, "It is connected again. Say on the desk whether what waited goes out.")


def _runway(condition: "Condition") -> Iterator[Care]:
    days = condition.days_left
    if days is None or condition.page.health != Health.CONNECTED:
        return
    points = next((points for limit, points in RUNWAY if days <= limit), 0)
    if points:
        when = "ends within a day" if days == 0 else f"ends in {counted(days, '1 day', '{} days')}"
        yield Care(points, f"Its token {when}. Connect the page again before.")


def _deliveries(condition: "Condition") -> Iterator[Care]:
    waiting, unsure, on_desk = condition.waiting, condition.counts.get(State.UNSURE, 0), condition.on_desk
    if waiting and condition.is_held:
        yield _at_risk(waiting, f"{_posts(waiting)} held until somebody sees to it.")
    elif waiting and condition.is_shaky:
        yield Care(SHAKY, f"{_posts(waiting)} cannot go out just now: the network wants a rest.")
    if unsure:
        yield _at_risk(unsure, f"{_posts(unsure)} being looked up.")
    if on_desk:
        yield _at_risk(on_desk, f"{_posts(on_desk)} on the desk.")


def _at_risk(number: int, sentence: str) -> Care:
    return Care(min(EACH * number, MOST), sentence)


def _posts(number: int) -> str:
    return counted(number, "1 post", "{} posts")


def _allowance(condition: "Condition") -> Iterator[Care]:
    for allowance in condition.allowances[:1]:
        percent = allowance.percent or 0
        points = next((points for limit, points in NEARLY_USED if percent >= limit), 0)
        if points:
            yield Care(points, f"{percent} % of its allowance is used ({allowance.name}).")
