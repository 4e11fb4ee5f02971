"""`api`: 200 requests a second to the API, reads of every kind, beside 10,000 publications in the month."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

from rig.bench.goal import Goal, at_most
from rig.bench.pages import PAGES, SIZES
from rig.bench.peaks import peaks
from rig.bench.result import Result
from rig.bench.stage import Stage, staged
from rig.bench.verdict import quantile
from rig.console import step

Json = dict[str, Any]
A_SECOND = 200
SECONDS, FEW = 60, 8
WARM_UP = 5
"""Seconds at a tenth of the rate, in which each web process comes to know every path."""
SLOWEST = 100
"""Milliseconds within which 95 of 100 answers have come, from the moment they were to be asked for."""
LISTS = {
    "publications": "publications?limit=20",
    "publications of a page": "publications?limit=20&page={page}",
    "posts": "posts?limit=20",
    "deliveries": "deliveries?limit=20&state=published",
    "pages": "pages?limit=50",
    "events": "events?since=0&limit=20",
    "key": "key",
}
SHARES = {"p50": 0.5, "p95": 0.95, "max": 1}
ONES = ("posts", "publications", "deliveries", "pages")
"""Of these, single ones are read too."""


@dataclass(frozen=True)
class Answers:
    """`seconds` by the kind of read, each from the moment it was due; `failed` are answers other than 200."""

    seconds: dict[str, list[float]]
    failed: int

    @property
    def all(self) -> list[float]:
        return sorted(second for seconds in self.seconds.values() for second in seconds)


def run(*, short: bool) -> Result:
    with staged() as stage:
        address, key = prepare(stage)
        with peaks(stage.running("web")) as memory, step(f"Reading {A_SECOND} times a second"):
            answers = asyncio.run(_read(address, key, FEW if short else SECONDS))
    return judged(answers, memory)


def prepare(stage: Stage) -> tuple[str, str]:
    """The API's address and a key that reads everything."""
    with step(f"Writing {SIZES[1]} publications on {PAGES} pages"):
        stage.seed(pages=PAGES)
        stage.installation.manage("rehearse_month", str(SIZES[1]))
    stage.launch({"web": 1})
    stage.installation.wait_for_web()
    # As many calls as nobody makes, so that the bench never waits.
    wanted = (
        "Bench",
        "--a-minute=1000000",
        "--by=administrator@rehearsal.example",
        "--brand=rehearsal",
        "--scope=read",
    )
    return f"{stage.installation.address}/api/v1/", stage.installation.manage("make_api_key", *wanted).strip()


async def _read(address: str, key: str, seconds: int) -> Answers:
    async with aiohttp.ClientSession(address, headers={"Authorization": f"Bearer {key}"}) as session:
        paths = await _paths(session)
        await _play(session, paths, A_SECOND // 10, WARM_UP)
        return await _play(session, paths, A_SECOND, seconds)


async def _paths(session: aiohttp.ClientSession) -> list[tuple[str, str]]:
    """Kinds and paths, in the order in which they are asked for, again and again."""
    known: dict[str, list[int]] = {}
    for name in ONES:
        async with session.get(f"{name}?limit=50", raise_for_status=True) as answer:
            known[name] = [row["id"] for row in (await answer.json())["results"]]
    paths = []
    for turn in range(50):
        paths += [(kind, path.format(page=_one(known["pages"], turn))) for kind, path in LISTS.items()]
        paths += [(f"one of {name}", f"{name}/{_one(known[name], turn)}") for name in ONES]
    return paths


def _one(keys: Sequence[int], turn: int) -> int:
    return keys[turn % len(keys)]


async def _play(session: aiohttp.ClientSession, paths: Sequence[tuple[str, str]], rate: int, seconds: int) -> Answers:
    """Each read begins at its own time, however long the ones before it take."""
    found = Answers({kind: [] for kind, _ in paths}, 0)
    statuses: list[int] = []
    begun = time.monotonic() + 0.1

    async def ask(number: int) -> None:
        kind, path = paths[number % len(paths)]
        due = begun + number / rate
        await asyncio.sleep(max(0, due - time.monotonic()))
        async with session.get(path) as answer:
            await answer.read()
            statuses.append(answer.status)
        found.seconds[kind].append(time.monotonic() - due)

    await asyncio.gather(*(ask(number) for number in range(rate * seconds)))
    return Answers(found.seconds, sum(status != 200 for status in statuses))


def judged(answers: Answers, memory: Json) -> Result:
    ordered = answers.all
    figures: Json = {
        "requests": len(ordered),
        "failed": answers.failed,
        "milliseconds": {
            name: _milliseconds(ordered, share) for name, share in (("p50", 0.5), ("p95", 0.95), ("max", 1))
        },
        "p95_ms": {kind: _milliseconds(sorted(seconds), 0.95) for kind, seconds in answers.seconds.items()},
        "memory_mb": memory,
    }
    goals = [
        Goal("every read answered", f"{answers.failed} failed", not answers.failed),
        at_most("p95", _milliseconds(ordered, 0.95), SLOWEST, "ms"),
    ]
    return Result("api", figures, goals)


def _milliseconds(ordered: Sequence[float], share: float) -> float:
    return round(quantile(ordered, share) * 1000, 1)
