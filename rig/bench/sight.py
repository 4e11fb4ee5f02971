"""How long somebody waits for a page: in a real Chromium, from the wish for it until it is painted and listens."""

from playwright.sync_api import Page, sync_playwright

from rig import browser

SEEN = """new Promise((seen) => new PerformanceObserver((list) => seen(Math.max(
    list.getEntries().at(-1).startTime,
    performance.getEntriesByType("navigation")[0].loadEventEnd,
))).observe({type: "largest-contentful-paint", buffered: true}))"""
"""Milliseconds until the largest thing was painted and all scripts had run."""


def waits(address: str, who: dict[str, str], times: int, path: str = "/") -> list[float]:
    """Seconds of so many openings one after another at a desk's screen, sorted. `who`: e-mail and password.

    The first is not counted: it brings the styles, scripts and letters that a browser keeps.
    """
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**browser.launch_arguments())  # type: ignore[arg-type]
        page = chromium.new_page(viewport={"width": 1440, "height": 900})
        browser.log_in(page, address, who["email"], who["password"])
        waited = [_wait(page, address + path) for _ in range(times + 1)]
        chromium.close()
    return sorted(waited[1:])


def _wait(page: Page, address: str) -> float:
    page.goto(address)
    return float(page.evaluate(SEEN)) / 1000
