"""Networks that misbehave: the faults of the sandbox, and homes that cannot be reached."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from typing import Any

from rig.chaos.fault import EVERYWHERE, Fault
from rig.chaos.stage import HOMES, Stage
from rig.witness import Witness

SANDBOX = "sandbox"
"""The family of faults that the sandbox itself counts."""
NOWHERE = "http://marquee-rehearsal.invalid"
"""A name that no server will ever have (RFC 6761, 6.4)."""


def asked(name: str, fault: str, **rule: Any) -> Fault:
    """A fault of the sandbox on one network, or on all of them. How often it struck, the sandbox counts."""

    @contextmanager
    def play(stage: Stage, dice: Random) -> Iterator[str]:
        network = dice.choice([*sorted(HOMES), *[""] * len(HOMES)])
        chance = {"operation": "create", "probability": 0.6, "network": network, "seed": dice.getrandbits(32)}
        number = stage.witness.fault(fault, **(chance | rule))
        try:
            yield network or EVERYWHERE
        finally:
            stage.hits[name] += mend(stage.witness, number)

    return Fault(name, SANDBOX, play, (5, 12))


def mend(witness: Witness, number: int) -> int:
    """Take the rule away; returns how often it struck."""
    rules = witness.ask("GET", "faults")["faults"]
    witness.ask("DELETE", f"faults/{number}")
    return int(next(rule["hits"] for rule in rules if rule["id"] == number))


@contextmanager
def refused(stage: Stage, dice: Random) -> Iterator[str]:
    network = dice.choice(sorted(HOMES))
    with stage.to_home[network].closed():
        yield network


@contextmanager
def cut(stage: Stage, dice: Random) -> Iterator[str]:
    network = dice.choice(sorted(HOMES))
    stage.to_home[network].cut()
    yield network


@contextmanager
def unresolved(stage: Stage, dice: Random) -> Iterator[str]:
    """The name in the address of every page of a network is found nowhere."""
    network = dice.choice(sorted(HOMES))
    stage.move_home(network, NOWHERE + HOMES[network])
    try:
        yield network
    finally:
        stage.move_home(network, stage.home(network))


FAULTS = [
    asked("no_answer_after_create", "hang_after_accept", seconds=60, probability=0.4),
    asked("error_after_create", "error_after_create", status=502),
    asked("error_before_create", "error_before_create", status=503),
    asked("reset_mid_answer", "reset_mid_answer"),
    asked("reset_before_create", "reset_before_create"),
    asked("answer_truncated", "truncated_answer"),
    asked("answer_slow", "delay", seconds=6),
    asked("answer_too_slow", "delay", seconds=24, probability=0.3),
    asked("rate_limited", "rate_limited", seconds=5, count=8),
    asked("token_expired", "expired_token", count=3),
    asked("called_a_duplicate", "duplicate_refusal", count=3),
    asked("replay_refused", "replay_error", network="mastodon", probability=1.0),
    asked("media_refused_for_now", "error_before_create", operation="media", status=503),
    asked("look_up_fails", "error_before_create", operation="read", status=500, probability=0.5),
    Fault("connection_refused", "reach", refused, (4, 10)),
    Fault("connections_cut", "reach", cut),
    Fault("name_not_found", "reach", unresolved, (4, 10)),
]
