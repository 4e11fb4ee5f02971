"""Every page as somebody sees it who reads German: nothing that Marquee says is left in English."""

from html.parser import HTMLParser

from django.test import Client
from django.utils import translation

from accounts.models import User
from accounts.wording import told
from tests.test_every_page_in_a_browser import PAGES, everybody, here  # noqa: F401
from tests.world import World

SILENT = {"script", "style", "code", "kbd", "template"}
SPOKEN = {"aria-label", "title", "placeholder", "alt", "data-label"}


class Heard(HTMLParser):
    """Each text of a page, as one hears or reads it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: set[str] = set()
        self.silent = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in SILENT
        self.texts |= {" ".join(value.split()) for name, value in attrs if name in SPOKEN and value}

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self.silent and data.strip():
            self.texts.add(" ".join(data.split()))


def test_nothing_is_left_in_english(client: Client, here: World, everybody: User) -> None:  # noqa: F811
    User.objects.filter(pk=everybody.pk).update(language="de")
    client.force_login(everybody)
    left = []
    for row in [row for row in PAGES if row.route != "styleguide"]:  # for those who build Marquee
        address = row.address(here)
        page = client.get(address).content.decode()
        with translation.override("de"):
            left += [f"{address}: {text}" for text in sorted(Heard(page).texts) if told(text) != text]
    assert not left, "\n".join(left)
