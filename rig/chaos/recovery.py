"""How long it took to recover from each kind of fault, from the attempts that Marquee wrote down."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rig.chaos.fault import EVERYWHERE, NOBODY, Struck
from rig.chaos.stage import DISPATCHERS, WORKERS

Json = dict[str, Any]

TAKEN_UP = frozenset({"worker_killed", "worker_stopped"})
"""Recovered when the calls that the worker had in flight are in somebody else's hands."""
STOPS_ALL = frozenset({"redis_stopped", "postgres_restarted_fast", "postgres_restarted_immediate"})
"""While one of these stands, nobody can recover from anything else; that time is theirs."""
LEASE = 60.0
"""How long a claim lasts: so long nobody takes up what it holds."""
AWAY = {
    "worker_killed": "workers",
    "worker_stopped": "workers",
    "dispatcher_killed": "dispatchers",
    "dispatcher_stopped": "dispatchers",
}
"""Faults that take one of a crew away."""
STARTS = 6.0
"""Seconds from the start of a process until it works, while everything breaks."""
FREEZE = "freeze"
"""It stops as much, where it is set: on one network, or on all."""
NOBODY_LEFT = "no more "
"""So begins the name of a time in which a whole crew was away."""
TAKES_UP = frozenset({"postgres_restarted_fast", "postgres_restarted_immediate", NOBODY_LEFT + "dispatchers"})
"""While one of these stands, nobody takes up what another left."""
GOALS: Mapping[str, float] = {
    "worker_killed": 75,
    "unsure": 360,
    "redis_flushed": 10,
    "postgres_restarted_fast": 30,
    "postgres_restarted_immediate": 30,
    "database_connections_ended": 30,
}
"""Seconds."""


def recovery(struck: Iterable[Struck], attempts: Sequence[Json], last_due: float) -> dict[str, float]:
    """The longest recovery of each fault, in seconds.

    For most it lasts from the mending to the next attempt on what the fault had hit, while there still was work.
    """
    struck = list(struck)
    struck += _deserted(struck, "workers", WORKERS) + _deserted(struck, "dispatchers", DISPATCHERS)
    longest: dict[str, float] = {}
    for strike in struck:
        if strike.fault.startswith(NOBODY_LEFT):
            continue
        if strike.fault in TAKEN_UP:
            seconds = _taken_up(strike, attempts, [one for one in struck if one.fault in TAKES_UP])
        else:
            seconds = _resumed(strike, attempts, last_due, [one for one in struck if _stops(one, strike)])
        if seconds is not None:
            longest[strike.fault] = max(round(seconds, 1), longest.get(strike.fault, 0.0))
    return longest


def _stops(one: Struck, strike: Struck) -> bool:
    """Whether nothing that `strike` hit could go on while this other one stood."""
    frozen = one.fault == FREEZE and one.target in {EVERYWHERE, strike.target}
    return one is not strike and (frozen or one.fault in STOPS_ALL or one.fault == NOBODY_LEFT + "workers")


def _deserted(struck: Iterable[Struck], crew: str, size: int) -> list[Struck]:
    """The times in which faults had all of a crew in their hands."""
    edges = sorted(
        edge
        for one in struck
        if AWAY.get(one.fault) == crew and one.target != NOBODY
        for edge in ((one.began, 1), (one.ended + STARTS * one.fault.endswith("_killed"), -1))
    )
    deserted, away, since = [], 0, 0.0
    for at, step in edges:
        if away >= size and away + step < size:
            deserted.append(Struck(NOBODY_LEFT + crew, crew, since, at))
        away += step
        if away == size and step > 0:
            since = at
    return deserted


def _taken_up(strike: Struck, attempts: Iterable[Json], stops: Sequence[Struck]) -> float | None:
    """From the fault until the last of the worker's open calls was closed, which begins when its lease is over."""
    open_then = [
        one["ended"] - strike.began - _stopped(stops, strike.began + LEASE, one["ended"])
        for one in attempts
        if one["worker"] == strike.target and one["ended"] and one["started"] <= strike.began < one["ended"]
    ]
    return max(open_then, default=None)


def _resumed(strike: Struck, attempts: Iterable[Json], last_due: float, stops: Iterable[Struck]) -> float | None:
    if strike.ended > last_due:
        return None
    known = {one["network"] for one in attempts}
    here = [
        one["started"]
        for one in attempts
        if one["started"] >= strike.ended and (strike.target not in known or one["network"] == strike.target)
    ]
    return min(here) - strike.ended - _stopped(stops, strike.ended, min(here)) if here else None


def _stopped(stops: Iterable[Struck], since: float, until: float) -> float:
    """For how long, between the two, at least one of them stood."""
    seconds, reached = 0.0, since
    for began, ended in sorted((max(one.began, since), min(one.ended, until)) for one in stops):
        seconds += max(0.0, ended - max(began, reached))
        reached = max(reached, ended)
    return seconds
