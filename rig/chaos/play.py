"""Plays a schedule of faults on a stage, each begun and mended in its time."""

import heapq
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from itertools import count
from random import Random

from rig.chaos.fault import NOBODY, Fault, Struck
from rig.chaos.networks import SANDBOX
from rig.chaos.schedule import Strike
from rig.chaos.stage import Stage
from rig.console import pause, say

TELL_EVERY = 5.0


class Player:
    """`struck` grows as faults are mended. Whatever ends the play, nothing stays broken."""

    def __init__(self, stage: Stage, faults: Mapping[str, Fault]) -> None:
        self.stage = stage
        self.faults = faults
        self.struck: list[Struck] = []
        self.standing: list[str] = []
        """What is broken just now, in words."""
        self._told = 0.0

    def play(self, strikes: Sequence[Strike]) -> None:
        began, order = time.monotonic(), count()
        agenda: list[tuple[float, int, Strike | ExitStack]] = [(one.at, next(order), one) for one in strikes]
        heapq.heapify(agenda)
        with ExitStack() as everything:
            while agenda:
                at, _, what = heapq.heappop(agenda)
                self._wait(began + at, began)
                if isinstance(what, ExitStack):
                    what.close()
                else:
                    broken = self._break(what)
                    everything.push(broken)
                    heapq.heappush(agenda, (time.monotonic() - began + what.lasts, next(order), broken))

    def _wait(self, until: float, began: float) -> None:
        while True:
            self.stage.keep_up()
            self._tell(time.monotonic() - began)
            left = until - time.monotonic()
            if left <= 0:
                return
            pause(min(left, 0.5))

    def _break(self, strike: Strike) -> ExitStack:
        """Begin the fault; to close what is given mends it."""
        fault, mending, began = self.faults[strike.fault], ExitStack(), time.time()
        played = ExitStack()
        target = played.enter_context(fault.play(self.stage, Random(strike.dice)))  # noqa: S311 - a game
        words = f"{fault.name} ({target})"
        self.standing.append(words)
        self.stage.hits[fault.name] += fault.family != SANDBOX and target != NOBODY
        mending.callback(lambda: self.struck.append(Struck(fault.name, target, began, time.time())))
        mending.callback(lambda: self.standing.remove(words))
        mending.push(played)
        return mending

    def _tell(self, seconds: float) -> None:
        if seconds - self._told < TELL_EVERY:
            return
        self._told = seconds
        broken = ", ".join(self.standing) or "all is well"
        say(f"  {seconds // 60:.0f}:{seconds % 60:02.0f}  {self.stage.witness.count():5} public  {broken}")
