"""A person stops everything, or one network, in the middle of it all, and lets it go on a little later."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from rig.chaos.fault import EVERYWHERE, Fault
from rig.chaos.stage import HOMES, Stage


@contextmanager
def frozen(stage: Stage, dice: Random) -> Iterator[str]:
    network = dice.choice([*sorted(HOMES), ""])
    freeze = json.loads(last_line(stage.manage("rehearse_freeze", "--network", network)))
    try:
        yield network or EVERYWHERE
    finally:
        lifted = json.loads(last_line(stage.manage("rehearse_freeze", "--lift", str(freeze["freeze"]))))
        stage.freezes.append({"network": network, "since": freeze["at"], "until": lifted["at"]})


def last_line(said: str) -> str:
    """What a command answers stands below what it logs."""
    return said.rstrip().rpartition("\n")[2]


FAULTS = [Fault("freeze", "people", frozen, (5, 15))]
