"""Holds what our tables say against what the public saw. Knows neither of them: it gets both as values."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

Json = dict[str, Any]


class Says(StrEnum):
    """What Marquee claims of a publication."""

    PUBLISHED = "published"
    ABSENT = "absent"
    UNPROVEN = "unproven"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Try:
    """An attempt; times are epoch seconds."""

    worker: str
    started: float
    ended: float | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Line:
    """One approved publication, or what follows its post: what must be read where and when, and what became of it
    according to Marquee.

    `text` is what the public must read; `media` each picture's SHA-256 and alt text; `due` and `closes` bound its
    window, `approved` is when it was approved; `told` says that a person was told; `settled` is when it was published
    or came to the desk, `absent` the moments at which it was proven not to be public. `part` is what follows the post,
    such as "Part 2"; "" for the post itself.
    """

    publication: int
    network: str
    account: str
    text: str
    media: tuple[tuple[str, str], ...]
    due: float
    closes: float
    approved: float
    says: Says
    reason: str = ""
    told: bool = False
    settled: float | None = None
    absent: tuple[float, ...] = ()
    attempts: tuple[Try, ...] = ()
    part: str = ""


@dataclass(frozen=True, slots=True)
class Halt:
    """A freeze of a network ("" = all): committed by `since`, in force at least to `until` (epoch seconds)."""

    network: str
    since: float
    until: float

    def forbids(self, line: Line, moment: float) -> bool:
        return self.network in {"", line.network} and self.since < moment < self.until


@dataclass(frozen=True, slots=True)
class Case:
    """A publication with the public posts that say what it says, in the order in which they became public."""

    line: Line
    posts: Sequence[Json]
    halts: Sequence[Halt] = ()


Check = Callable[[Case], Iterable[str]]


def doubles(case: Case) -> Iterator[str]:
    for post in case.posts[1:]:
        yield f"again as {post['remote_id']} at {post['at']:.3f}, first at {case.posts[0]['at']:.3f}"


def lost(case: Case) -> Iterator[str]:
    if not case.posts and (case.line.says == Says.OPEN or (case.line.says != Says.PUBLISHED and not case.line.told)):
        yield f"{case.line.says}, and nobody was told"


def false_published(case: Case) -> Iterator[str]:
    if case.line.says == Says.PUBLISHED and not case.posts:
        yield "said to be published, and is not"


def false_absent(case: Case) -> Iterator[str]:
    if case.line.says == Says.ABSENT and case.posts:
        yield f"public, and a person was told: {case.line.reason}"


def unsettled(case: Case) -> Iterator[str]:
    if case.line.says == Says.OPEN and case.posts:
        yield "public, and Marquee does not know it"


def early(case: Case) -> Iterator[str]:
    for post in case.posts:
        if post["at"] < case.line.due:
            yield f"{case.line.due - post['at']:.3f} s before its time"


def outside_window(case: Case) -> Iterator[str]:
    for post in case.posts:
        if post["received_at"] > case.line.closes:
            yield f"{post['received_at'] - case.line.closes:.3f} s after its window"


def after_freeze(case: Case) -> Iterator[str]:
    for one in case.line.attempts:
        for halt in case.halts:
            if halt.forbids(case.line, one.started):
                yield f"begun {one.started - halt.since:.3f} s after a freeze"


def wrong_content(case: Case) -> Iterator[str]:
    for post in case.posts:
        shown = tuple((item["sha256"], item["alt"]) for item in post["media"])
        if shown != case.line.media:
            yield f"shows {shown}, not {case.line.media}"


def unwritten(case: Case) -> Iterator[str]:
    """Law I3: the attempt stands in the table before the call is made."""
    for post in case.posts:
        if not any(one.started <= post["received_at"] for one in case.line.attempts):
            yield f"public at {post['at']:.3f} without an attempt before"


CHECKS: dict[str, Check] = {
    check.__name__: check
    for check in (
        doubles,
        lost,
        false_published,
        false_absent,
        unsettled,
        early,
        outside_window,
        after_freeze,
        wrong_content,
        unwritten,
    )
}


def judge(lines: Sequence[Line], posts: Sequence[Json], halts: Sequence[Halt] = ()) -> dict[str, list[str]]:
    """For each thing that must not be, the cases found, in words. All lists are empty when Marquee kept its promise."""
    seen: dict[tuple[str, str], list[Json]] = defaultdict(list)
    for post in sorted(posts, key=lambda post: post["seq"]):
        seen[post["account"], post["text"]].append(post)
    cases = [Case(line, seen.pop((line.account, line.text), []), halts) for line in lines]
    found = {name: _found(check, cases) for name, check in CHECKS.items()}
    strangers = (post for posts in seen.values() for post in posts)
    found["wrong_content"] += [f"{post['account']} says what nobody approved: {post['text']}" for post in strangers]
    found["overlapping"] = list(overlapping(lines))
    found["out_of_order"] = list(out_of_order(cases))
    return found


def _found(check: Check, cases: Iterable[Case]) -> list[str]:
    return [
        f"publication {line.publication}, {line.network}{line.part and f', {line.part}'}: {words}"
        for case in cases
        for line in [case.line]
        for words in check(case)
    ]


def overlapping(lines: Iterable[Line]) -> Iterator[str]:
    """Law I7: no page has two calls in flight, of posts or of what follows them."""
    pages: dict[tuple[str, bool], list[Try]] = defaultdict(list)
    for line in lines:
        pages[line.account, bool(line.part)] += line.attempts
    for (account, _), attempts in pages.items():
        for one, other in pairwise(sorted(attempts, key=lambda attempt: attempt.started)):
            if one.ended is None or one.ended > other.started:
                yield f"{account}: a call at {other.started:.3f} beside that of {one.started:.3f}"


def out_of_order(cases: Iterable[Case]) -> Iterator[str]:
    """Law I7: what is published on a page by itself appears in the order planned."""
    pages: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        if case.posts and not case.line.part:
            pages[case.line.account].append(case)
    for account, shown in pages.items():
        shown.sort(key=lambda case: case.posts[0]["seq"])
        for one, other in pairwise(shown):
            if one.line.due > other.line.due:
                yield f"{account}: publication {one.line.publication} before {other.line.publication}"
