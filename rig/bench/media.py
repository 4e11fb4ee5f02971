"""`media`: 100 posts with a 10-megapixel picture each, due in the same second; their pictures are brought ahead."""

from typing import Any

from rig.bench import pictures
from rig.bench.goal import Goal, at_most
from rig.bench.result import Result, sound
from rig.bench.stage import staged
from rig.bench.verdict import judge
from rig.console import step

Json = dict[str, Any]
POSTS, FEW = 100, 12
PICTURES = 10
LEAD = 60
"""Seconds from the seeding's begin; the pictures are uploaded to Marquee in it, and from Marquee to the networks."""
LATEST = 1
MEMORY = 300
"""MB, of a worker."""


def run(*, short: bool) -> Result:
    count = FEW if short else POSTS
    with staged() as stage:
        stage.start_engine()
        with step(f"Drawing {PICTURES} pictures"):
            files = pictures.draw(stage.installation.data, PICTURES)
        stage.seed(pages=count)
        _, memory = stage.act(posts=count, pages=count, picture=files, **{"in": LEAD})
        return judged(stage.ledger, stage.witness.public(stage.since), memory)


def judged(ledger: list[Json], posts: list[Json], memory: dict[str, float]) -> Result:
    verdict = judge(ledger, posts)
    pictured = sum(len(post["media"]) == 1 for post in posts)
    worker = max(size for name, size in memory.items() if name.startswith("worker."))
    figures = verdict.to_json() | {
        "with_their_picture": pictured,
        "films": "not measured",
        "memory_mb": memory,
    }
    goals = [
        sound(verdict),
        Goal("every post shows its picture", f"{pictured} of {verdict.publications}", pictured == verdict.publications),
        at_most("last", verdict.quantile(1), LATEST),
        at_most("a worker's memory", worker, MEMORY, "MB"),
    ]
    return Result("media", figures, goals)
