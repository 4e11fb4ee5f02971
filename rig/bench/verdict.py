"""Holds what became public against what should have."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """`late` are the seconds from each publication's time to its becoming public, sorted; below zero is early.

    `seconds` is the time from the first due to the last public post.
    """

    publications: int
    public: int
    doubles: int
    strange: int
    late: Sequence[float]
    seconds: float

    @property
    def lost(self) -> int:
        return self.publications - len(self.late)

    @property
    def early(self) -> int:
        return sum(seconds < 0 for seconds in self.late)

    @property
    def sound(self) -> bool:
        """Every publication is public once, none before its time, and nothing else is."""
        return not (self.doubles or self.lost or self.early or self.strange)

    @property
    def rate(self) -> float:
        """Posts a second."""
        return len(self.late) / self.seconds if self.seconds > 0 else 0.0

    def quantile(self, share: float) -> float:
        return quantile(self.late, share)

    def to_json(self) -> Json:
        return {
            "publications": self.publications,
            "public": self.public,
            "doubles": self.doubles,
            "lost": self.lost,
            "early": self.early,
            "posts_per_second": round(self.rate, 1),
            "lateness_seconds": self.lateness(),
        }

    def lateness(self) -> Json:
        return {name: round(self.quantile(share), 3) for name, share in (("p50", 0.5), ("p99", 0.99), ("max", 1))}


def together(*verdicts: Verdict) -> Json:
    """The counts of several acts as one."""
    counts = ("publications", "public", "doubles", "lost", "early")
    return {name: sum(getattr(verdict, name) for verdict in verdicts) for name in counts}


def judge(ledger: Iterable[Json], posts: Iterable[Json]) -> Verdict:
    """`ledger` as `rehearse_seed` writes it, `posts` as the sandbox gives them. A post is known by page and text.

    `strange` are posts that nobody ordered.
    """
    seen: dict[tuple[str, str, str], list[float]] = defaultdict(list)
    for post in posts:
        seen[post["network"], post["account"], post["text"]].append(post["at"])
    expected = {(line["network"], line["account"], line["text"]): line["at"] for line in ledger}
    late = sorted(min(seen[known]) - at for known, at in expected.items() if known in seen)
    last = max((min(seen[known]) for known in expected if known in seen), default=0.0)
    return Verdict(
        publications=len(expected),
        public=sum(map(len, seen.values())),
        doubles=sum(len(moments) - 1 for known, moments in seen.items() if known in expected),
        strange=sum(len(moments) for known, moments in seen.items() if known not in expected),
        late=late,
        seconds=last - min(expected.values(), default=0.0) if late else 0.0,
    )


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which that share of the sorted values lies; 0 for none."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
