"""bin/demo: Marquee on this machine, with a fictional car maker in it, until Ctrl-C."""

import argparse
import fcntl
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rig import fleeting
from rig.check import check
from rig.console import Interrupted, heed_signals, pause, say, step
from rig.installation import Broken, Installation
from rig.places import DATA, PROJECT
from rig.push import push, tell_address
from rig.server import ServerFailed
from rig.visitor import Stuck


def main() -> int:
    arguments = parser().parse_args()
    heed_signals()
    try:
        if arguments.push:
            return 0 if push(Installation(DATA / "demo")) else 1
        with only_one(DATA / "demo.lock"):
            if arguments.reset:
                reset(DATA / "demo")
            return serve(Installation(DATA / "demo"), to_check=arguments.check)
    except Interrupted:
        return 1 if arguments.check else 0
    except (Broken, ServerFailed, Stuck) as failure:
        say(f"\n{failure}")
        return 1


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("bin/demo", description=__doc__)
    parser.add_argument("--reset", action="store_true", help="start over: delete what the demo has kept")
    parser.add_argument("--check", action="store_true", help="prove that a post reaches every network, then stop")
    parser.add_argument("--push", action="store_true", help="push a campaign by the API to the demo that runs already")
    return parser


@contextmanager
def only_one(lock: Path) -> Iterator[None]:
    """Raises `Broken` while another demo runs from the same project. A killed one is none."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Broken("The demo runs already in another terminal.") from None
        yield


def reset(data: Path) -> None:
    installation = Installation(data)
    if not installation.services.postgres:
        raise Broken("DATABASE_URL is set: empty that database yourself; --reset deletes only what lies here.")
    with step("Deleting what the demo has kept"):
        fleeting.clear(data)


def serve(installation: Installation, *, to_check: bool) -> int:
    """Bring all up, and stay until a person, a failure or the end of the check ends it. Leaves nothing running."""
    try:
        people = bring_up(installation)
        if to_check:
            return 0 if check(installation.address, installation.sandbox, people) else 1
        tell(installation, people)
        while True:
            pause(0.5)
            installation.check_alive()
    finally:
        say()
        with step("Stopping everything"):
            installation.stop()


def bring_up(installation: Installation) -> str:
    """Give the lines that say who can log in."""
    installation.stop_left_overs()
    with step("Starting PostgreSQL and Redis"):
        installation.services.start()
    with step("Migrating the database"):
        installation.release()
    with step("Starting the sandbox, where the networks are imitated"):
        installation.launch_sandbox()
    with step("Loading the demo"):
        installation.manage("load_demo", tell=lambda chapter: say(f"\n  {chapter} ", end=""))
    with step("Starting Marquee"):
        installation.launch_procfile()
        people = installation.manage("load_demo", "--people")
        installation.wait_for_web()
        tell_address(installation)
    return people


def tell(installation: Installation, people: str) -> None:
    """Print the address and who can log in."""
    say(f"\nMarquee  {installation.address}/")
    say(f"Sandbox  {installation.sandbox}/   what the public sees")
    say(f"Logs     {installation.data.relative_to(PROJECT) / 'logs'}/")
    say(f"\n{people.strip()}\n\nCtrl-C stops everything.")


if __name__ == "__main__":
    sys.exit(main())
