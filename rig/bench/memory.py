"""`memory`: what each process takes, idle and in ten bursts one after another, and whether it grows."""

from collections.abc import Mapping
from typing import Any

from rig.bench import burst
from rig.bench.goal import Goal
from rig.bench.peaks import resident
from rig.bench.result import Result, sound
from rig.bench.stage import Stage, staged
from rig.bench.verdict import Verdict, together
from rig.console import pause, say, step

Json = dict[str, Any]
Sizes = Mapping[str, float]
"""MB by the name of the process."""
BURSTS, FEW = 10, 4
WARM = 3
"""After so many bursts a process has what it needs; from then on it may grow by `GROWTH` no more."""
GROWTH = 1.05
LEAD = 30
REST = 20
"""Seconds after which the chores that follow a burst are done, too."""
OURS = ("web", "worker", "dispatcher", "beat")


def run(*, short: bool) -> Result:
    posts = burst.FEW if short else burst.PUBLICATIONS
    with staged() as stage:
        stage.start_engine()
        stage.launch({"web": 1})
        stage.installation.wait_for_web()
        stage.seed(pages=posts)
        idle = at_rest(stage)
        verdicts, peaks, rests = play(stage, posts, FEW if short else BURSTS)
    return judged(verdicts, idle, peaks, rests)


def play(stage: Stage, posts: int, bursts: int) -> tuple[list[Verdict], Json, list[Sizes]]:
    verdicts, rests = [], []
    highest: dict[str, float] = {}
    for number in range(1, bursts + 1):
        say(f"  burst {number} of {bursts}")
        verdict, peaks = stage.act(posts=posts, pages=posts, **{"in": LEAD})
        verdicts.append(verdict)
        highest = {name: max(size, highest.get(name, 0.0)) for name, size in peaks.items()}
        rests.append(at_rest(stage))
    return verdicts, highest, rests


def at_rest(stage: Stage) -> Sizes:
    with step("Letting it come to rest"):
        pause(REST)
    sizes = resident(stage.running(*OURS))
    say("  " + ", ".join(f"{name} {size:g} MB" for name, size in sizes.items()))
    return sizes


def judged(verdicts: list[Verdict], idle: Sizes, peaks: Sizes, rests: list[Sizes]) -> Result:
    growth = {name: round(size / rests[WARM - 1][name], 3) for name, size in rests[-1].items()}
    figures = together(*verdicts) | {
        "posts_per_second": round(verdicts[-1].rate, 1),
        "lateness_seconds": verdicts[-1].lateness(),
        "memory_mb": peaks,
        "idle_mb": idle,
        "at_rest_mb": {name: [rest[name] for rest in rests] for name in idle},
        f"growth_after_burst_{WARM}": growth,
    }
    name, most = max(growth.items(), key=lambda pair: pair[1])
    grown = Goal(
        f"after burst {WARM} no process grows by more than {GROWTH - 1:.0%}", f"{name}: {most - 1:+.1%}", most <= GROWTH
    )
    return Result("memory", figures, [sound(*verdicts), grown])
