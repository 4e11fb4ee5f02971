"""`pages`: what calendar, review queue, desk and page list cost the server in a full month, and how long one waits."""

import json
import re
from dataclasses import dataclass
from typing import Any

from rig.bench import sight
from rig.bench.goal import Goal, at_most
from rig.bench.peaks import peaks
from rig.bench.result import Result
from rig.bench.stage import Stage, staged
from rig.bench.verdict import quantile
from rig.console import step
from rig.visitor import Visitor

Json = dict[str, Any]
PAGES = 350
SIZES, FEW = (1_000, 10_000), (100, 300)
"""Publications in the month, first and in the end."""
PATHS = {
    "calendar month": "/",
    "calendar week": "/?view=week",
    "calendar day": "/?view=day",
    "calendar agenda": "/?view=agenda",
    "calendar markets": "/?view=markets",
    "calendar pages": "/?view=markets&rows=pages",
    "review queue": "/review",
    "desk": "/desk",
    "page list": "/pages",
}
WARM_UP, REQUESTS = 10, 60
OPENINGS, WAIT = 20, 1
"""So often a full month is opened in a browser, and within so many seconds 95 of 100 are seen."""
SLOWEST = 150
"""Milliseconds within which 95 of 100 answers are made."""
MOST_QUERIES = 15
COST = re.compile(r"total;dur=([\d.]+), queries;desc=(\d+)")
"""What `publisher.timing` says in an answer's Server-Timing."""


@dataclass(frozen=True)
class Cost:
    """Of many requests for one page: milliseconds in the server, sorted, and the most queries that one needed."""

    milliseconds: list[float]
    queries: int

    @property
    def p95(self) -> float:
        return quantile(self.milliseconds, 0.95)

    def to_json(self) -> Json:
        return {"p95_ms": self.p95, "queries": self.queries}


def run(*, short: bool) -> Result:
    small, large = FEW if short else SIZES
    with staged() as stage:
        with step(f"Connecting {PAGES} pages"):
            stage.seed(pages=PAGES)
        stage.launch({"web": 1})
        stage.installation.wait_for_web()
        with peaks(stage.running("web")) as memory:
            before = measure(stage, fill(stage, small))
            who = fill(stage, large - small)
            after = measure(stage, who)
            with step(f"Opening the month {OPENINGS} times in a browser"):
                waits = sight.waits(stage.installation.address, who, OPENINGS)
    return judged(before, after, (small, large), waits, memory)


def fill(stage: Stage, more: int) -> dict[str, str]:
    """Write so many more publications into this month; returns who sees them: e-mail and password."""
    with step(f"Writing {more} publications into this month"):
        who: dict[str, str] = json.loads(stage.installation.manage("rehearse_month", str(more)))
    return who


def measure(stage: Stage, who: dict[str, str]) -> dict[str, Cost]:
    """The cost of each page as it is now."""
    with step(f"Opening each page {REQUESTS} times"):
        visitor = Visitor.logged_in(stage.installation.address, who["email"], who["password"])
        return {name: _cost(visitor, path) for name, path in PATHS.items()}


def _cost(visitor: Visitor, path: str) -> Cost:
    for _ in range(WARM_UP):
        _ask(visitor, path)
    asked = [_ask(visitor, path) for _ in range(REQUESTS)]
    return Cost(sorted(milliseconds for milliseconds, _ in asked), max(queries for _, queries in asked))


def _ask(visitor: Visitor, path: str) -> tuple[float, int]:
    answer = visitor.browser.session.get(visitor.address + path, timeout=60)
    answer.raise_for_status()
    return read(answer.headers["Server-Timing"])


def read(header: str) -> tuple[float, int]:
    """Milliseconds and queries."""
    found = COST.fullmatch(header)
    assert found, header
    return float(found[1]), int(found[2])


def judged(
    before: dict[str, Cost], after: dict[str, Cost], sizes: tuple[int, int], waits: list[float], memory: Json
) -> Result:
    small, large = sizes
    figures = {
        "publications": large,
        "pages": {name: cost.to_json() for name, cost in after.items()},
        f"pages_with_{small}_publications": {name: cost.to_json() for name, cost in before.items()},
        "month_in_a_browser_seconds": {"p50": quantile(waits, 0.5), "p95": quantile(waits, 0.95)},
        "memory_mb": memory,
    }
    goals = [at_most("month in a browser, p95", quantile(waits, 0.95), WAIT)]
    for name, cost in after.items():
        goals += [
            at_most(f"{name}, p95", cost.p95, SLOWEST, "ms"),
            at_most(name, cost.queries, MOST_QUERIES, "queries"),
            Goal(
                f"{name}, as many queries for {small}", f"{before[name].queries}", before[name].queries == cost.queries
            ),
        ]
    return Result("pages", figures, goals)
