"""`steady`: two publications a second for three minutes."""

from rig.bench.goal import at_most
from rig.bench.result import Result, sound
from rig.bench.stage import Stage, staged
from rig.bench.verdict import Verdict

PER_SECOND = 2
SECONDS, FEW = 180, 20
PAGES = 90
LEAD = 15


def run(*, short: bool) -> Result:
    with staged() as stage:
        stage.start_engine()
        return play(stage, FEW if short else SECONDS)


def play(stage: Stage, seconds: int) -> Result:
    verdict, memory = act(stage, seconds)
    goals = [
        sound(verdict),
        at_most("lateness p50", verdict.quantile(0.5), 0.3),
        at_most("lateness p99", verdict.quantile(0.99), 1),
    ]
    return Result("steady", verdict.to_json() | {"memory_mb": memory}, goals)


def act(stage: Stage, seconds: int, patience: float = 60) -> tuple[Verdict, dict[str, float]]:
    """As `Stage.act`, for other benches too."""
    stage.seed(pages=PAGES)
    posts = seconds * PER_SECOND
    return stage.act(patience, posts=posts, pages=PAGES, every=1 / PER_SECOND, **{"in": LEAD})
