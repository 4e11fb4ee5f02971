"""`backlog`: `burst` and `steady` without and with 2,000,000 past and 2,000,000 future publications in the tables."""

from dataclasses import dataclass
from typing import Any

from rig.bench import burst, steady
from rig.bench.goal import at_least, at_most, within
from rig.bench.result import Result, sound
from rig.bench.stage import Stage, staged
from rig.bench.ticks import Ticks, described
from rig.bench.verdict import Verdict, quantile, together
from rig.console import say

Json = dict[str, Any]
EACH, FEW = 2_000_000, 20_000
"""So many publications are past, and so many ahead."""
WORSE = 1.25
TICK = 0.02


@dataclass(frozen=True)
class Played:
    """Both acts at one size of the tables. Turns of the dispatchers in seconds, sorted."""

    burst: Verdict
    steady: Verdict
    burst_turns: list[float]
    steady_turns: list[float]
    memory: dict[str, float]

    def to_json(self) -> Json:
        burst = {"posts_per_second": round(self.burst.rate, 1), "lateness_seconds": self.burst.lateness()}
        steady = {"lateness_seconds": self.steady.lateness()}
        return {
            "burst": burst | {"turn_ms": described(self.burst_turns)},
            "steady": steady | {"turn_ms": described(self.steady_turns)},
        }


def run(*, short: bool) -> Result:
    posts, seconds = (burst.FEW, steady.FEW) if short else (burst.PUBLICATIONS, steady.SECONDS)
    with staged() as stage:
        stage.listens = True
        stage.seed(pages=posts)
        empty = play(stage, posts, seconds)
        fill(stage, FEW if short else EACH)
        return judged(empty, play(stage, posts, seconds))


def play(stage: Stage, posts: int, seconds: int) -> Played:
    """With processes that have just started, so that neither size has the warmer ones."""
    stage.start_engine()
    ticks = Ticks(stage.running("dispatcher"))
    burst_verdict, memory = stage.act(posts=posts, pages=posts, **{"in": burst.LEAD})
    burst_turns = ticks.seconds()
    ticks = Ticks(stage.running("dispatcher"))
    steady_verdict, _ = steady.act(stage, seconds)
    steady_turns = ticks.seconds()
    stage.stop_engine()
    return Played(burst_verdict, steady_verdict, burst_turns, steady_turns, memory)


def fill(stage: Stage, each: int) -> None:
    say(f"· Writing {each:,} past and {each:,} future publications")
    size = (f"--past={each}", f"--future={each}")
    stage.installation.manage("rehearse_backlog", *size, tell=lambda line: say(f"  {line}"))


def judged(empty: Played, full: Played) -> Result:
    figures = together(empty.burst, empty.steady, full.burst, full.steady) | {
        "posts_per_second": round(full.burst.rate, 1),
        "ratio": round(full.burst.rate / empty.burst.rate, 2) if empty.burst.rate else None,
        "lateness_seconds": full.steady.lateness(),
        "empty": empty.to_json(),
        "full": full.to_json(),
        "memory_mb": full.memory,
    }
    goals = [
        sound(empty.burst, empty.steady, full.burst, full.steady),
        at_least("burst beside the backlog", full.burst.rate, empty.burst.rate / WORSE, "posts/s"),
        *(
            within(f"steady, lateness {name}", full.steady.quantile(share), WORSE, empty.steady.quantile(share))
            for name, share in (("p50", 0.5), ("p99", 0.99))
        ),
        at_most("dispatcher's turn p99", quantile(full.steady_turns, 0.99) * 1000, TICK * 1000, "ms"),
    ]
    return Result("backlog", figures, goals)
