"""By whose clock the calendar says when: one for all publications, or for each that of its own market."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import DateField, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, TruncDate

EAST, WEST = timedelta(hours=14), timedelta(hours=12)
"""By how much clocks are before and behind UTC at most."""


@dataclass(frozen=True)
class Clock:
    """`zone` None: each publication stands where the clock of its own market has it."""

    zone: ZoneInfo | None

    @property
    def day(self) -> Combinable:
        """The date of a publication, for use in a query."""
        return TruncDate("at", tzinfo=self.zone) if self.zone else Cast("wall", DateField())

    @property
    def order(self) -> list[str]:
        return ["at" if self.zone else "wall", "pk"]

    def within(self, first: date, end: date) -> Q:
        """The publications from the day `first` until before the day `end`."""
        if self.zone:
            start, stop = (datetime.combine(day, time.min, self.zone) for day in (first, end))
            return Q(at__gte=start, at__lt=stop)
        start, stop = (datetime.combine(day, time.min) for day in (first, end))
        around = Q(at__gte=start.replace(tzinfo=UTC) - EAST, at__lt=stop.replace(tzinfo=UTC) + WEST)  # for the index
        return around & Q(wall__gte=start, wall__lt=stop)

    def shown(self, at: datetime, wall: datetime) -> datetime:
        """What this clock shows at the instant `at`, which is `wall` in the market."""
        return at.astimezone(self.zone) if self.zone else wall
