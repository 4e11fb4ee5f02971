"""A post's life at one network as the engine plays it, and the deaths of workers in it.

What a worker wrote down is all that the next one knows: it comes with an adapter of its own, and goes on from there.
"""

import json
import time
from collections.abc import Callable
from contextlib import suppress

from publisher.networks.base import Json, Piece, Unfinished
from tests.networks.conftest import Stage

PAUSE = 0.02
"""Seconds of those that a network asks to wait for it, at most."""
NEVER = -1


class Died(Exception):
    """The worker is gone."""


class Life:
    """`dies_at` is the step with which the first worker dies: once it is written down, or before if it is `forgotten`.

    `row` is what is written down. `ends` as "published", or "handed over" to a person where nobody could tell what
    became of a call.
    """

    def __init__(self, stage: Stage, piece: Piece, dies_at: int = NEVER, *, forgotten: bool = False) -> None:
        self.stage, self.piece = stage, piece
        self.dies_at, self.forgotten = dies_at, forgotten
        self.row: Json = {"state": "preparing", "handle": {}}
        self.steps = 0
        stage.key = stage.network.key(stage.began)
        self._count()
        while self.ends not in ("published", "handed over"):
            with suppress(Died):
                self._work()
        self.calls = [rule["hits"] for rule in stage.sandbox.ask("GET", "faults")["faults"]]

    @property
    def ends(self) -> str:
        return str(self.row["state"])

    def _count(self) -> None:
        """How many calls bring media, and how many make posts."""
        self.stage.sandbox.heal()
        for operation in ("media", "create"):
            self.stage.fault("delay", operation, seconds=0)

    def _work(self) -> None:
        """One worker, from what is written down to the end."""
        self.stage.network = type(self.stage.network)()
        if self.ends == "sending":
            self._step(self._look)
        while self.ends == "preparing":
            self._step(self._prepare)
        if self.ends == "ready":
            self._step(lambda row: row.update(state="sending"))
            self._step(self._send)

    def _step(self, step: Callable[[Json], None]) -> None:
        row, number = json.loads(json.dumps(self.row, sort_keys=True)), self.steps
        self.steps += 1
        step(row)
        if number == self.dies_at and self.forgotten:
            raise Died
        self.row = row
        if number == self.dies_at:
            raise Died

    def _prepare(self, row: Json) -> None:
        try:
            self.stage.step(self.piece, row["handle"])
        except Unfinished as unfinished:
            time.sleep(min(unfinished.wait, PAUSE))
        else:
            row["state"] = "ready"

    def _send(self, row: Json) -> None:
        self.stage.publish(self.piece, row["handle"])
        row["state"] = "published"

    def _look(self, row: Json) -> None:
        found = self.stage.find(self.piece, row["handle"]) if self.stage.network.proof.sees else None
        proven = self.stage.network.proof.proves(self.piece) and self.stage.network.proof.sees
        row["state"] = "published" if found else "ready" if proven else "handed over"
