"""What a person typed about time, and the plan it means on each page."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import Page
from campaigns.draft import Plan
from campaigns.walltime import AmbiguousTime, WrongTime, from_utc, to_utc

LOCAL, MINE = "local", "mine"
CLOCKS = [(LOCAL, "local time in each market"), (MINE, "my time zone")]


class NoTime(ValueError):
    """Pages are chosen, and no time."""


@dataclass(frozen=True)
class Typed:
    """`wall` is read on each market's clock (LOCAL) or on the clock of `zone`, the person's own (MINE).

    `own` holds the pages that go out at another time, by page id, on their market's clock. `fold` answers for all
    equal hours.
    """

    wall: datetime | None
    clock: str
    zone: str
    fold: int | None = None
    own: dict[int, datetime] = field(default_factory=dict)

    def on(self, page: Page) -> Plan:
        """The plan for the page, on its market's clock. Raises `walltime.WrongTime`, or `ValueError` without any
        time."""
        zone = page.market.time_zone
        wall = self.own.get(page.pk)
        if wall is None and self.wall and self.clock == MINE:
            local, fold = from_utc(to_utc(self.wall, self.zone, _fold(self.wall, self.zone, self.fold)), zone)
            return Plan(page, local, zone, fold)
        wall = wall or self.wall
        if wall is None:
            raise NoTime("Choose a date and a time for the pages you ticked.")
        return Plan(page, wall, zone, _fold(wall, zone, self.fold))

    def exists_twice_on(self, pages: Iterable[Page]) -> bool:
        """Whether somebody has to say which of two equal hours is meant."""
        for page in pages:
            mine = self.clock == MINE and page.pk not in self.own
            wall = self.own.get(page.pk, self.wall)
            if wall and exists_twice(wall, self.zone if mine else page.market.time_zone):
                return True
        return False


def _fold(wall: datetime, zone: str, fold: int | None) -> int:
    """`fold` where the hour exists twice, 0 elsewhere. Raises `WrongTime`, also when it exists twice and nobody said
    which."""
    try:
        to_utc(wall, zone)
    except AmbiguousTime:
        if fold is None:
            raise
        return fold
    return 0


def exists_twice(wall: datetime, zone: str) -> bool:
    """Whether the clock of the zone shows `wall` twice."""
    try:
        to_utc(wall, zone)
    except WrongTime as fault:
        return isinstance(fault, AmbiguousTime)
    return False


def passed(entry: Plan) -> str:
    market = entry.page.market
    return f"{entry.wall:%H:%M} on {entry.wall:%d %B %Y} has passed in {market.name}. Choose a time still ahead."


def as_typed(plan: Sequence[Plan], zone: str) -> Typed:
    """How a person of that zone would have typed the plan: one local time, or one instant, and what differs page by
    page."""
    if not plan:
        return Typed(None, LOCAL, zone)
    instants = {entry.at for entry in plan}
    walls = Counter(entry.wall for entry in plan)
    if len(walls) > 1 and len(instants) == 1:
        wall, fold = from_utc(instants.pop(), zone)
        return Typed(wall, MINE, zone, fold)
    wall = walls.most_common(1)[0][0]
    fold = next((entry.fold for entry in plan if entry.fold), 0)
    return Typed(wall, LOCAL, zone, fold, {entry.page.pk: entry.wall for entry in plan if entry.wall != wall})
