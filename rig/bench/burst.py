"""`burst`: a publication on each of 5,600 pages, all networks, due in the same second."""

from collections.abc import Mapping
from typing import Any

from rig import film
from rig.bench import empty, pictures
from rig.bench.goal import Goal, at_least, at_most
from rig.bench.result import Result, sound
from rig.bench.stage import Stage, staged

PUBLICATIONS, FEW = 5600, 600
LEAD = 60
"""Seconds between the seeding's end and the time of the posts. They are released at once."""


def run(*, short: bool) -> Result:
    count = FEW if short else PUBLICATIONS
    with staged() as stage:
        rate = empty.measure(stage, count)
        stage.start_engine()
        stage.launch({"web": 1})  # some networks fetch pictures by themselves
        media = {
            "picture": pictures.draw(stage.installation.data, 1, pictures.SHARED),
            "film": film.make(stage.installation.data / "f.mp4"),
        }
        stage.seed(pages=count, **media)
        return play(stage, count, rate, media)


def play(stage: Stage, count: int, empty_rate: float, media: Mapping[str, Any]) -> Result:
    """`media`: options of `rehearse_seed` for networks that show no words alone."""
    verdict, memory = stage.act(posts=count, pages=count, **media, **{"pictured": count + 1, "in": LEAD})
    figures = verdict.to_json() | {
        "empty_tasks_per_second": round(empty_rate, 1),
        "ratio": round(verdict.rate / empty_rate, 2),
        "memory_mb": memory,
    }
    return Result("burst", figures, [sound(verdict), *_goals(verdict.rate, verdict.quantile(1), figures["ratio"])])


def _goals(rate: float, last: float, ratio: float) -> list[Goal]:
    return [
        at_least("rate", rate, 1000, "posts/s"),
        at_most("last", last, 8),
        at_least("rate over empty tasks", ratio, 1.2),
    ]
