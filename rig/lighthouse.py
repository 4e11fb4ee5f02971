"""bin/lighthouse: Lighthouse's marks for calendar and composer, on a phone and at a desk.

The demo is served as it is installed: styles and scripts gathered, named by their content and packed. Lighthouse is
brought by npm when it is first asked for, and slows a phone's network and processor down by its own rules. On a
machine with other work its marks for speed say nothing.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from rig import browser, procfile
from rig.bench.goal import Goal, at_least
from rig.console import Interrupted, heed_signals, say, step
from rig.installation import Broken, Installation
from rig.screenshots import PASSWORD, REVIEWER, quiet_demo

PACKAGE = "lighthouse@12.8.2"
PAGES = {"calendar": "/", "composer": "/posts/new"}
SCREENS = {"phone": [], "desk": ["--preset=desktop"]}
MARKS = ("performance", "accessibility", "best-practices")
WANTED = 95
TIMES = 3
"""So often each page is opened; the mark in the middle counts."""
TRIES = 3
"""Lighthouse breaks off now and then where other work holds up its Chromium (NO_NAVSTART), and says to run it again."""
INSTALLED = {"MARQUEE_ENV": "production", "MARQUEE_PLAIN_HTTP": "1", "MARQUEE_SMTP_HOST": "localhost"}

Marks = dict[str, float]


def main() -> int:
    parser = argparse.ArgumentParser("bin/lighthouse", description=__doc__)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="put Lighthouse's own reports there")
    keep = parser.parse_args().keep
    heed_signals()
    try:
        with installed_demo() as address:
            goals = [*judged(address, keep)]
    except (Interrupted, Broken) as failure:
        say(f"\n{failure}")
        return 1
    for goal in goals:
        say(f"  {'met   ' if goal.met else 'MISSED'}  {goal.wanted}: {goal.measured}")
    return 0 if all(goal.met for goal in goals) else 1


@contextmanager
def installed_demo() -> Iterator[str]:
    """The address of a demo whose web processes run as in production."""

    def launch(installation: Installation) -> None:
        variables = INSTALLED | {"MARQUEE_STATIC": str(installation.data / "static")}
        installation.run("collectstatic", "python manage.py collectstatic --noinput", variables=variables)
        installation.launch("live", procfile.read()["live"], variables)  # pages listen to it, or complain of it
        installation.launch_web(variables)

    with quiet_demo(launch) as address:
        yield address


def judged(address: str, keep: Path | None) -> Iterator[Goal]:
    cookies = session(address)
    for name, path in PAGES.items():
        for screen, options in SCREENS.items():
            with step(f"{name}, {screen}"):
                marks = [looked_at(address + path, cookies, options, keep, f"{name}-{screen}") for _ in range(TIMES)]
            for mark in MARKS:
                middle = statistics.median(one[mark] for one in marks)
                yield at_least(f"{name}, {screen}, {mark}", middle, WANTED)


def session(address: str) -> str:
    """The cookies of somebody who is logged in, as a header has them."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**browser.launch_arguments())  # type: ignore[arg-type]
        page = chromium.new_page()
        browser.log_in(page, address, REVIEWER, PASSWORD)
        return "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in page.context.cookies())


def looked_at(address: str, cookies: str, options: list[str], keep: Path | None, name: str) -> Marks:
    """Each mark out of 100. Raises `Broken` when Lighthouse could not look, however often it was run."""
    with TemporaryDirectory() as folder:
        report = (keep or Path(folder)).absolute() / f"{name}.json"
        headers = Path(folder) / "headers.json"
        headers.write_text(json.dumps({"Cookie": cookies}))
        command = [
            *("npm", "exec", "--yes", f"--package={PACKAGE}", "--", "lighthouse", address, "--quiet", *options),
            *(f"--extra-headers={headers}", f"--only-categories={','.join(MARKS)}"),
            *("--output=json", f"--output-path={report}"),
            f"--chrome-flags=--headless=new {' '.join(browser.FLAGS)}",
        ]
        run(command, address)
        found = json.loads(report.read_text())
    if found["finalDisplayedUrl"] != address:
        raise Broken(f"{address} led to {found['finalDisplayedUrl']}.")
    return {mark: found["categories"][mark]["score"] * 100 for mark in MARKS}


def run(command: list[str], address: str) -> None:
    environment = {**os.environ, "CHROME_PATH": str(browser.found())}
    for _ in range(TRIES):
        ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if not ran.returncode:
            return
    raise Broken(f"Lighthouse could not look at {address}:\n{ran.stderr[-2000:]}")


if __name__ == "__main__":
    sys.exit(main())
