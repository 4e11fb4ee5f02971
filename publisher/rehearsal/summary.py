"""What a rehearsal came to, in figures."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from publisher.models.attempt import Outcome
from publisher.rehearsal.verdict import Halt, Line, Says, judge

Json = dict[str, Any]
HANDED_OVER = frozenset({Says.ABSENT, Says.UNPROVEN})
EVIDENCE = 20
"""So many cases of each kind are given in words."""
ADDRESS = re.compile(r"\b127\.0\.0\.1:\d+")
PAGE = re.compile(r"\bRehearsal \d+\b")


def summary(lines: Sequence[Line], posts: Sequence[Json], halts: Sequence[Halt]) -> Json:
    """One JSON document: the figures, cases in words, and every attempt, from which recovery is reckoned."""
    found = judge(lines, posts, halts)
    return {
        "publications": sum(not line.part for line in lines),
        "follow_ups": sum(bool(line.part) for line in lines),
        "public": len(posts),
        **{name: len(cases) for name, cases in found.items()},
        "evidence": {name: cases[:EVIDENCE] for name, cases in found.items() if cases},
        **_doubts(lines),
        "handed_to_person": sum(line.says in HANDED_OVER for line in lines),
        "reasons": _reasons(lines),
        "freeze_tail_seconds": _tail(posts, halts),
        "lateness_seconds": _spread(_lateness(lines, posts)),
        "attempts": [{"network": line.network, **asdict(one)} for line in lines for one in line.attempts],
        "last_due": max((line.due for line in lines), default=0.0),
    }


def _doubts(lines: Sequence[Line]) -> Json:
    """How many got no certain answer, how they ended, and how long each doubt took."""
    doubts = [
        (line, one.ended or one.started) for line in lines for one in line.attempts if one.outcome == Outcome.UNSURE
    ]
    doubted = {(line.publication, line.part): line for line, _ in doubts}.values()
    return {
        "unsure": len(doubted),
        "unsure_settled": sum(line.says == Says.PUBLISHED for line in doubted),
        "unsure_seconds": _spread([seconds for line, began in doubts for seconds in _doubt(line, began)]),
    }


def _doubt(line: Line, began: float) -> list[float]:
    """Until it was found, proven absent, or on the desk; what is proven absent may wait on for its turn."""
    ends = [end for end in (*line.absent, line.settled) if end and end >= began]
    return [min(ends) - began] if ends else []


def _reasons(lines: Sequence[Line]) -> dict[str, int]:
    """Why a person has to decide, and how often; `unproven` is what nobody could know for certain."""
    words = (f"{line.says}: {line.reason}" for line in lines if line.says in HANDED_OVER)
    return dict(Counter(PAGE.sub("A page", ADDRESS.sub("the network", one)) for one in words).most_common())


def _tail(posts: Sequence[Json], halts: Sequence[Halt]) -> float:
    """How long after a freeze committed the last call reached a network that had been claimed before."""
    tails = (
        post["received_at"] - halt.since
        for halt in halts
        for post in posts
        if halt.network in {"", post["network"]} and halt.since < post["received_at"] < halt.until
    )
    return round(max(tails, default=0.0), 3)


def _lateness(lines: Sequence[Line], posts: Sequence[Json]) -> list[float]:
    """Of those that had a chance to be on time."""
    due = {(line.account, line.text): line.due for line in lines if line.due > line.approved and not line.part}
    keys = ((post["at"], (post["account"], post["text"])) for post in posts)
    return [at - due[key] for at, key in keys if key in due]


def _spread(seconds: Sequence[float]) -> dict[str, float]:
    """The middle, what one in a hundred exceeds, and the highest."""
    ranked = sorted(seconds)
    if not ranked:
        return {}
    places = {"p50": len(ranked) // 2, "p99": len(ranked) * 99 // 100, "max": -1}
    return {name: round(ranked[place], 3) for name, place in places.items()}
