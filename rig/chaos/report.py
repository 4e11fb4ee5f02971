"""What a chaos run found: a table for people, and one JSON document."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rig import machine
from rig.chaos.fault import Fault, Struck
from rig.chaos.recovery import GOALS, recovery
from rig.console import say

Json = dict[str, Any]

LAWS = {
    "doubles": "doubles",
    "lost": "lost",
    "false_published": "said to be published, and are not",
    "false_absent": "said not to be out there, and are",
    "unsettled": "never settled",
    "early": "sent before their time",
    "outside_window": "sent outside their window",
    "after_freeze": "begun after a freeze committed",
    "wrong_content": "sent with other content than approved",
    "unwritten": "sent without an attempt written before",
    "overlapping": "two calls of one page in flight",
    "out_of_order": "out of order on their page",
}
"""What must not be, one above zero breaks the promise."""


def report(verdict: Json, struck: Iterable[Struck], hits: Mapping[str, int], seed: int) -> Json:
    """The JSON document, but for what the run knows of its processes."""
    attempts, last_due = verdict.pop("attempts"), verdict.pop("last_due")
    recovered = recovery(struck, attempts, last_due)
    if doubt := verdict["unsure_seconds"].get("max"):
        recovered["unsure"] = doubt
    return {
        "seed": seed,
        **verdict,
        "faults": {fault: times for fault, times in sorted(hits.items()) if times},
        "faults_total": sum(hits.values()),
        "recovery_seconds": dict(sorted(recovered.items())),
        "too_slow": [kind for kind, goal in GOALS.items() if recovered.get(kind, 0) > goal],
        "machine": machine.described(),
    }


def kept(result: Json) -> bool:
    """Whether the promise was kept."""
    return not any(result[law] for law in LAWS)


def show(result: Json) -> None:
    for line in lines(result):
        say(line)


def lines(result: Json) -> Iterator[str]:
    yield f"\nseed {result['seed']}: {result['publications']} publications, {result['public']} public posts"
    for law, words in LAWS.items():
        yield f"  {words:42} {result[law]:>6}"
        yield from (f"      {case}" for case in result["evidence"].get(law, []))
    late = result["lateness_seconds"]
    yield f"  {'late, in seconds: half, 1 in 100, most':42} {' '.join(f'{late.get(key, 0):g}' for key in late)}"
    yield f"  {'last call after a freeze, claimed before':42} {result['freeze_tail_seconds']:>6} s"
    yield f"  {'unsure, and then published by themselves':42} {result['unsure']:>6} {result['unsure_settled']:>6}"
    yield f"  {'handed to a person':42} {result['handed_to_person']:>6}"
    yield from (f"  {count:>8} × {reason}" for reason, count in result["reasons"].items())
    yield f"\n  {'fault':34} {'times':>6} {'recovery, s':>12}"
    for fault in sorted({*result["faults"], *result["recovery_seconds"]}):
        seconds = result["recovery_seconds"].get(fault)
        took = "" if seconds is None else f"{seconds:.1f}"
        slow = "  over its goal" if fault in result["too_slow"] else ""
        yield f"  {fault:34} {result['faults'].get(fault, 0):>6} {took:>12}{slow}"
    yield f"  {'all':34} {result['faults_total']:>6}"
    yield from (f"\n{words}" for words in result.get("processes", []))


def families(faults: Iterable[Fault]) -> dict[str, list[Fault]]:
    """The faults by family and by their own name, as they are asked for."""
    named: dict[str, list[Fault]] = {}
    for fault in faults:
        named.setdefault(fault.family, []).append(fault)
        named[fault.name] = [fault]
    return named
