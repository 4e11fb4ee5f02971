"""bin/bench: measure Marquee on this machine. Without names all benches run, which takes three quarters of an hour."""

import argparse
import importlib
import json
import sys
from pathlib import Path

from rig.bench.result import Result
from rig.console import Interrupted, heed_signals, say
from rig.installation import Broken
from rig.server import ServerFailed

BENCHES = ["burst", "steady", "naive", "pages", "api", "slow", "media", "upload", "memory", "backlog"]


def main() -> int:
    arguments = parser().parse_args()
    heed_signals()
    results: list[Result] = []
    try:
        for name in arguments.bench or BENCHES:
            say(f"\n{name}: {(importlib.import_module(f'rig.bench.{name}').__doc__ or '').partition(': ')[2].strip()}")
            results.append(importlib.import_module(f"rig.bench.{name}").run(short=arguments.short))
            show(results[-1])
    except Interrupted:
        return 1
    except (Broken, ServerFailed) as failure:
        say(f"\n{failure}")
        return 1
    finally:
        if arguments.json and results:
            found = [result.to_json() for result in results]
            arguments.json.write_text(json.dumps(found[0] if len(found) == 1 else found, indent=2) + "\n")
    return 0 if all(result.met for result in results) else 1


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("bin/bench", description=__doc__)
    parser.add_argument("bench", nargs="*", choices=[*BENCHES, []], metavar="bench", help=", ".join(BENCHES))
    parser.add_argument("--json", type=Path, metavar="FILE", help="the bench's figures as JSON; of several, a list")
    parser.add_argument("--short", action="store_true", help="smaller, to see that it works; not to be quoted")
    return parser


def show(result: Result) -> None:
    """The table for people."""
    say()
    for name, value in flat(result.figures):
        say(f"  {name:44} {value:>14}")
    for goal in result.goals:
        say(f"  {'met   ' if goal.met else 'MISSED'}  {goal.wanted}: {goal.measured}")


def flat(figures: dict[str, object], above: str = "") -> list[tuple[str, str]]:
    """Figure by figure, those inside others named after both."""
    lines: list[tuple[str, str]] = []
    for name, value in figures.items():
        label = f"{above}{name.replace('_', ' ')}"
        if isinstance(value, dict):
            lines += flat(value, f"{label} · ")
        else:
            lines.append((label, f"{value:,}" if isinstance(value, int | float) else str(value)))
    return lines


if __name__ == "__main__":
    sys.exit(main())
