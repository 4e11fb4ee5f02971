"""bin/schemathesis: three keys ask the API all that its description allows, and much that it forbids.

Every check of schemathesis is on, and it follows links from an answer to the next call. Exit code 1 when anything was
found. No worker runs: what is asked for is written, and nothing leaves the house.
"""

import argparse
import shlex
import sys

from rig.bench.stage import Stage, staged
from rig.console import Interrupted, heed_signals, say, step
from rig.installation import Broken
from rig.places import PROJECT
from rig.server import ServerFailed

SCOPES = ("read", "assets", "draft", "schedule", "webhooks")
KEYS = {"does everything": SCOPES, "reads": ("read",), "drafts": ("read", "assets", "draft")}
SHARES = {"does everything": 0.6, "reads": 0.2, "drafts": 0.2}
"""Of the time."""
CONFIGURATION = PROJECT / "rig" / "schemathesis.toml"


def main() -> int:
    arguments = parser().parse_args()
    heed_signals()
    try:
        with staged(latency=0) as stage:
            prepare(stage)
            faulty = [name for name in KEYS if not sound(stage, name, arguments.minutes * 60, arguments.seed)]
    except Interrupted:
        return 1
    except (Broken, ServerFailed) as failure:
        say(f"\n{failure}")
        return 1
    say(f"\nFaults were found by the key that {', '.join(faulty)}." if faulty else "\nNothing was found.")
    return 1 if faulty else 0


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("bin/schemathesis", description=__doc__)
    parser.add_argument("--minutes", type=float, default=20, help="how long in all; 20 if left out")
    parser.add_argument("--seed", type=int, default=0, help="the same one asks the same things in the same order")
    return parser


def prepare(stage: Stage) -> None:
    with step("Writing pages, posts and what became of them"):
        stage.seed(pages=12, posts=24, **{"in": 86_400})
        stage.installation.manage("rehearse_month", "40")
    stage.launch({"web": 1})
    stage.installation.wait_for_web()


def sound(stage: Stage, name: str, seconds: float, seed: int) -> bool:
    """Whether a new key of that kind found nothing in its share of the time."""
    say(f"\nA key that {name}")
    scopes = [f"--scope={scope}" for scope in KEYS[name]]
    by = ["--by=administrator@rehearsal.example", "--a-minute=1000000", "--brand=rehearsal"]
    secret = stage.installation.manage("make_api_key", name, *by, *scopes).strip()
    asked = command(f"{stage.installation.address}/api/v1/schema", secret, seconds * SHARES[name], seed)
    try:
        stage.installation.run(f"schemathesis-{name.replace(' ', '-')}", shlex.join(asked), say)
    except Broken:
        return False
    return True


def command(schema: str, secret: str, seconds: float, seed: int) -> list[str]:
    options = {"header": f"Authorization: Bearer {secret}", "max-time": max(1, round(seconds)), "seed": seed}
    words = [f"--{name}={value}" for name, value in options.items()]
    return [
        "env",
        "SCHEMATHESIS_HOOKS=rig.bodies",
        "schemathesis",
        f"--config-file={CONFIGURATION}",
        "run",
        schema,
        *words,
    ]


if __name__ == "__main__":
    sys.exit(main())
