"""The days that a view shows around one of them."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import get_format
from django.utils.text import capfirst

from accounts.dates import between, shown

VIEWS = {"month": "Month", "week": "Week", "day": "Day", "agenda": "Agenda", "markets": "Markets"}
STEP = {"week": 7, "day": 1, "agenda": 14, "markets": 7}
"""Days of each view but the month."""
A_DAY = timedelta(days=1)


def view_named(name: str) -> str:
    """The view of that name; the month where there is none."""
    return name if name in VIEWS else "month"


def _into_week(day: date) -> int:
    """Days since the first of its week, which is a Sunday in some languages (`FIRST_DAY_OF_WEEK` 0)."""
    return (day.weekday() + 1 - int(get_format("FIRST_DAY_OF_WEEK"))) % 7


@dataclass(frozen=True)
class Span:
    """The days of a view that holds `day`: the day itself, the fortnight that it begins, its week, or its
    month in whole weeks."""

    view: str
    day: date

    @property
    def first(self) -> date:
        if self.view in {"day", "agenda"}:
            return self.day
        start = self.day.replace(day=1) if self.view == "month" else self.day
        return start - timedelta(days=_into_week(start))

    @property
    def end(self) -> date:
        """The first day after it."""
        if self.view == "month":
            last = self.next - A_DAY
            return last + timedelta(days=7 - _into_week(last))
        return self.first + timedelta(days=STEP[self.view])

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.end - self.first).days)]

    @property
    def next(self) -> date:
        if self.view == "month":
            return (self.day.replace(day=1) + timedelta(days=32)).replace(day=1)
        return self.day + timedelta(days=STEP[self.view])

    @property
    def previous(self) -> date:
        if self.view == "month":
            return (self.day.replace(day=1) - A_DAY).replace(day=1)
        return self.day - timedelta(days=STEP[self.view])

    @property
    def title(self) -> str:
        if self.view == "month":
            return capfirst(shown(self.day, "month_year"))
        if self.view == "day":
            return capfirst(shown(self.day, "whole_day"))
        return between(self.first, self.end - A_DAY)
