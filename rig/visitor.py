"""A person with a browser, without JavaScript: opens pages, fills in their forms, presses their buttons."""

from typing import Self
from urllib.parse import urljoin

import mechanicalsoup
from bs4 import BeautifulSoup


class Stuck(Exception):
    """A page did not do what the person wanted. The text is what the page says about it."""


class Visitor:
    """One person's session. `page` is what the last step showed."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.browser = mechanicalsoup.StatefulBrowser(user_agent="Marquee check")

    @classmethod
    def logged_in(cls, address: str, email: str, password: str) -> Self:
        visitor = cls(address)
        visitor.open("/login")
        visitor.fill("form.form", username=email, password=password)
        visitor.press()
        if visitor.page.select_one("form.form input[name=username]"):
            raise Stuck(f"{email} could not log in.")
        return visitor

    def open(self, path: str) -> None:
        self._expect(self.browser.open(urljoin(self.address, path)).status_code)

    @property
    def page(self) -> BeautifulSoup:
        page: BeautifulSoup | None = self.browser.page
        assert page is not None, f"{self.path} is no page"
        return page

    @property
    def path(self) -> str:
        return str(self.browser.url).removeprefix(self.address)

    def fill(self, form: str, **values: object) -> None:
        """Select the form and fill its fields; a list ticks boxes, an open file is an upload."""
        self.browser.select_form(form)
        for name, value in values.items():
            self.browser[name] = value

    def press(self, button: str = "") -> None:
        """Press the button with that CSS selector (the first if left out), with its own address if it has one."""
        form = self.browser.form.form
        pressed = form.select_one(button or "button[type=submit]")
        if pressed is None:
            raise Stuck(f"{self.path} has no button {button}.")
        if pressed.get("formaction"):
            form["action"] = pressed["formaction"]
        if pressed.get("name"):
            self.browser.form.choose_submit(pressed)
        else:
            self.browser.form.choose_submit(None)
        self._expect(self.browser.submit_selected().status_code)

    def _expect(self, status: int) -> None:
        if status >= 400:
            notices = [notice.get_text(" ", strip=True) for notice in self.page.select(COMPLAINTS)] if self.page else []
            raise Stuck(f"{self.path} answered {status}: {' '.join(dict.fromkeys(notices)) or 'no reason given'}")


COMPLAINTS = "[role=alert], .field-error, .finding.tone-bad, main h1"
