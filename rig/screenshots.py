"""bin/screenshots: the main pages as docs/screenshots shows them, in both themes, at a desk and on a phone.

They are of a demo of its own, in which nothing is sent meanwhile: the same people, texts and pictures each time. What
of it is past, and how far the rest has come, is the day's and the hour's. Where boxes stand for the signs of a
language, the machine lacks a font (Debian: fonts-noto-core, fonts-noto-cjk).
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from rig import browser, fleeting
from rig.console import Interrupted, heed_signals, say, step
from rig.installation import Broken, Installation
from rig.places import PROJECT

FOLDER = PROJECT / "docs" / "screenshots"
PASSWORD = "every page on time"  # noqa: S105 - the demo tells it to everybody
REVIEWER, ADMINISTRATOR = "ingrid.solberg@marenne.example", "tomas.novak@marenne.example"
SCREENS = {
    "desktop": {"viewport": {"width": 1440, "height": 900}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "device_scale_factor": 2,
        "is_mobile": True,
        "has_touch": True,
    },
}
THEMES = ("light", "dark")
QUALITY = 80
"""Of WebP: words stay sharp, and forty pictures stay below 6 MB."""


@dataclass(frozen=True)
class Shot:
    """`follows` is the selector of a link on that page whose page is meant."""

    name: str
    address: str
    person: str = REVIEWER
    follows: str = ""


def shots(today: date) -> list[Shot]:
    """The month is the one that has most of the coming weeks in it, the week is this one."""
    month = f"/?view=month&date={today + timedelta(days=12)}"
    return [
        Shot("month", month),
        Shot("week", "/?view=week"),
        Shot("markets", "/?view=markets"),
        Shot("composer", f"{month}&state=draft", follows="a.entry"),
        Shot("review", "/review"),
        Shot("desk", "/desk"),
        Shot("health", "/pages/health"),
        Shot("campaign", "/campaigns", follows="th a"),
        Shot("guidelines", "/guidelines"),
        Shot("people", "/people", ADMINISTRATOR),
    ]


def main() -> int:
    parser = argparse.ArgumentParser("bin/screenshots", description=__doc__)
    parser.add_argument("names", nargs="*", help="those alone; all, if none is named")
    parser.add_argument("--of", default="", metavar="ADDRESS", help="of a demo that runs already")
    arguments = parser.parse_args()
    heed_signals()
    wanted = [shot for shot in shots(datetime.now(UTC).date()) if shot.name in arguments.names or not arguments.names]
    try:
        if arguments.of:
            take(arguments.of, wanted)
        else:
            with quiet_demo() as address:
                take(address, wanted)
    except (Interrupted, Broken) as failure:
        say(f"\n{failure}")
        return 1
    return 0


@contextmanager
def quiet_demo(launch: Callable[[Installation], None] = Installation.launch_web) -> Iterator[str]:
    """The address of a fresh demo without workers: what is planned stays planned. `launch` starts what people see."""
    with fleeting.folder() as folder:
        installation = Installation(folder, given={})
        try:
            with step("Bringing up a demo"):
                installation.services.start()
                installation.release()
                installation.launch_sandbox()
                installation.manage("load_demo")
                launch(installation)
            yield installation.address
        finally:
            installation.stop()


def take(address: str, wanted: list[Shot]) -> None:
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**browser.launch_arguments())  # type: ignore[arg-type]
        for screen in SCREENS:
            with step(f"{len(wanted)} pages, {screen}"):
                for person in dict.fromkeys(shot.person for shot in wanted):
                    page = logged_in(chromium, screen, address, person)
                    for shot in wanted:
                        if shot.person == person:
                            picture(page, address, shot, screen)
                    page.context.close()
        chromium.close()


def logged_in(chromium: Browser, screen: str, address: str, person: str) -> Page:
    """As somebody who needs no next step named any more."""
    context: BrowserContext = chromium.new_context(  # type: ignore[arg-type]
        locale="en-GB", reduced_motion="reduce", **SCREENS[screen]
    )
    page = context.new_page()
    browser.log_in(page, address, person, PASSWORD)
    context.request.delete(f"{address}/welcome", headers={"X-CSRFToken": csrf(context), "Referer": address})
    return page


def csrf(context: BrowserContext) -> str:
    return next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "csrftoken")


def picture(page: Page, address: str, shot: Shot, screen: str) -> None:
    page.goto(address + shot.address)
    if shot.follows:
        page.goto(address + str(page.locator(shot.follows).first.get_attribute("href")))
    page.wait_for_load_state("networkidle")
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.evaluate(browser.AT_REST)
        keep(page.screenshot(), FOLDER / f"{shot.name}-{screen}-{theme}.webp")


def keep(png: bytes, path: Path) -> None:
    Image.open(BytesIO(png)).convert("RGB").save(path, "WEBP", quality=QUALITY, method=6)


if __name__ == "__main__":
    sys.exit(main())
