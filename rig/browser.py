"""A Chromium for the tests that look at pages as a person does."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

AT_REST = """Promise.allSettled(document.getAnimations()
    .filter((one) => isFinite(one.effect.getComputedTiming().endTime)).map((one) => one.finished))"""
"""For `evaluate`: wait until colours and places have come to rest, as they do a moment after a theme was changed."""


def found() -> str | None:
    """The path of a Chromium on this machine: one on the PATH, or the one that Playwright downloads."""
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return on_path or _downloaded()


def launch_arguments() -> dict[str, object]:
    """What Playwright's `launch` needs to start it, in a container too."""
    return {"executable_path": found(), "args": list(FLAGS)}


def log_in(page: "Page", address: str, email: str, password: str) -> None:
    page.goto(f"{address}/login")
    page.fill("[name=username]", email)
    page.fill("[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_url(f"{address}/")


def install() -> None:
    """Bring Chromium from the distribution where that is possible, else from Playwright."""
    prefix = _privilege()
    debian = platform.freedesktop_os_release().get("ID") == "debian"  # Ubuntu's package is an empty shell
    if debian and prefix is not None:
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run([*prefix, "apt-get", "-qq", "update"], check=True, env=environment)
        subprocess.run([*prefix, "apt-get", "-qq", "install", "-y", "chromium"], check=True, env=environment)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


def _downloaded() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return str(path) if path.exists() else None


def _privilege() -> list[str] | None:
    """What to put before a command of root's, None when we may not."""
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


if __name__ == "__main__":
    if found() is None:
        print("· Installing Chromium, once", flush=True)
        install()
