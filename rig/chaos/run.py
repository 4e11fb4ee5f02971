"""bin/chaos: thousands of posts go out while everything breaks; none may appear twice, get lost or be wrongly reported.

Judged by what the sandbox saw become public. Exit code 1 when the promise was broken.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rig import film, fleeting, kept, ports
from rig.chaos import broker, clock, database, deploy, networks, people, processes
from rig.chaos.fault import Fault
from rig.chaos.play import Player
from rig.chaos.recovery import LEASE
from rig.chaos.report import families, report, show
from rig.chaos.report import kept as promise_kept
from rig.chaos.schedule import schedule
from rig.chaos.stage import Stage
from rig.check import picture
from rig.console import Interrupted, heed_signals, pause, say, step
from rig.installation import ROOM, Broken, Installation
from rig.places import DATA
from rig.server import ServerFailed
from rig.witness import Json

LEAD = 20
"""Seconds between the seeding and the first post, and from a post's release to its time. Production has minutes:
shorter, more is released and prepared while faults strike."""
CLOSING = (890, 50)
"""A few posts were due so many seconds before the first fault, in the course of so many: their windows of a quarter of
an hour close one after the other while it begins."""
PAGES_A_POST = 1 / 6
PATIENCE = 1200
"""Seconds in which all must be settled once nothing breaks any more."""
OURS = {"DATABASE_URL", "REDIS_URL"}
"""Never taken from outside: what is there is broken here."""


def main() -> int:
    arguments = parser().parse_args()
    chosen = choose(arguments.faults, all_faults(arguments.lease))
    heed_signals()
    try:
        with staged(DATA / f"chaos-{arguments.seed}", arguments.lease) as installation:
            result = run(installation, arguments, chosen)
    except Interrupted:
        return 1
    except (Broken, ServerFailed) as failure:
        say(f"\n{failure}")
        return 1
    show(result)
    if arguments.json:
        arguments.json.write_text(json.dumps(result, indent=2) + "\n")
    return 0 if promise_kept(result) else 1


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("bin/chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same schedule of faults")
    parser.add_argument("--minutes", type=float, default=10, help="for how long faults strike")
    parser.add_argument("--faults", default="", help="families or single faults, with commas between; else all")
    parser.add_argument("--posts", type=int, default=2000, help="how many publications")
    parser.add_argument("--lease", type=float, default=LEASE, help="MARQUEE_LEASE_SECONDS, if not as in production")
    parser.add_argument("--json", type=Path, metavar="FILE", help="the figures as JSON")
    return parser


def all_faults(lease: float) -> list[Fault]:
    rest = (broker, database, networks, people, clock, deploy)
    return [*processes.faults(lease), *(fault for family in rest for fault in family.FAULTS)]


def choose(names: str, faults: Sequence[Fault]) -> list[Fault]:
    """Raises `SystemExit` that names the faults there are."""
    named = families(faults)
    wanted = [name.strip() for name in names.split(",") if name.strip()] or [fault.name for fault in faults]
    if unknown := [name for name in wanted if name not in named]:
        raise SystemExit(f"There is no {', '.join(unknown)}. There are: {', '.join(named)}.")
    chosen = {fault.name: fault for name in wanted for fault in named[name]}
    return list(chosen.values())


@contextmanager
def staged(data: Path, lease: float) -> Iterator[Installation]:
    """An empty Marquee with services and sandbox. Its folder, with the logs, stays until the next run."""
    with kept.locked(data.with_suffix(".lock")):
        fleeting.clear(data)
        given = {name: value for name, value in os.environ.items() if name not in OURS}
        times = {"MARQUEE_LEASE_SECONDS": f"{lease:g}", "MARQUEE_LEAD_SECONDS": str(LEAD)}
        installation = Installation(data, ROOM | given | times, ports.anywhere)
        try:
            with step("Starting PostgreSQL, Redis and the sandbox"):
                installation.services.start()
                installation.release()
                installation.launch_sandbox()
            yield installation
        finally:
            with step("Stopping everything"):
                installation.stop()


def run(installation: Installation, arguments: argparse.Namespace, faults: Sequence[Fault]) -> Json:
    seconds = arguments.minutes * 60
    first = seed(installation, arguments.posts, seconds)
    stage = Stage(installation)
    try:
        with step("Starting workers and dispatchers"):
            stage.start()
        pause(max(0.0, first - time.time()))
        player = Player(stage, {fault.name: fault for fault in faults})
        player.play(schedule(arguments.seed, seconds, faults))
        say("  nothing breaks any more")
        wait_until_settled(stage)
        verdict = judge(stage)
    finally:
        stage.stop()
    return report(verdict, player.struck, stage.hits, arguments.seed) | {
        "minutes": arguments.minutes,
        "lease": arguments.lease,
        "processes": stage.complaints(),
    }


def seed(installation: Installation, posts: int, seconds: float) -> float:
    """Approved posts, evenly over the time in which faults strike; gives when the first of them is due."""
    pages, closing = max(3, int(posts * PAGES_A_POST)), posts // 20
    media = [word for path in draw(installation.data) for word in ("--picture", str(path))]
    media += ["--film", str(film.make(installation.data / "film.mp4"))]
    with step(f"Writing {posts} approved posts for {pages} pages"):
        common = ["--pages", str(pages), *media, "--pictured", "5", "--followed", "7"]
        early, spread = CLOSING
        installation.manage(
            *("rehearse_seed", *common, "--words", "Nearly too late", "--posts", str(closing)),
            *("--in", str(LEAD - early), "--every", str(spread / max(1, closing))),
        )
        ledger, left = installation.data / "ledger.json", posts - closing
        installation.manage(
            *("rehearse_seed", *common, "--words", "Chaos", "--posts", str(left)),
            *("--in", str(LEAD), "--every", str(seconds / left), "--ledger", str(ledger)),
        )
    return float(min(line["at"] for line in json.loads(ledger.read_text())))


def draw(folder: Path) -> Iterator[Path]:
    for words in ("Chaos", "Once", "On its minute"):
        path = folder / f"{words}.jpg"
        path.write_bytes(picture(words).read())
        yield path


def wait_until_settled(stage: Stage) -> None:
    for crew in stage.crews:
        crew.start()
    stage.manage("rehearse_reconnect")
    said = ""

    def tell(line: str) -> None:
        nonlocal said
        if line.endswith("on their way") and line != said:
            said = line
            say(f"  {line}")

    stage.installation.manage("rehearse_settled", "--patience", str(PATIENCE), tell=tell)


def judge(stage: Stage) -> Json:
    folder = stage.installation.data
    seen = {"posts": [post for post in stage.witness.public() if not post["deleted_at"]], "freezes": stage.freezes}
    (folder / "seen.json").write_text(json.dumps(seen))
    stage.manage("rehearse_verdict", str(folder / "seen.json"), str(folder / "verdict.json"))
    verdict: Json = json.loads((folder / "verdict.json").read_text())
    return verdict


if __name__ == "__main__":
    sys.exit(main())
