"""What people read in an article's HTML: its words, its pictures and films, its first link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

BREAKS = {"p": "\n\n", "br": "\n", "figure": "\n\n", "h2": "\n\n", "li": "\n"}
PICTURE = re.compile(r"wp-image-(\d+)")
FILM = re.compile(r"""wp:video \{"id": ?(\d+)\}""")


@dataclass
class Shown:
    text: str = ""
    link: str = ""
    pictures: list[tuple[str, str]] = field(default_factory=list)
    """The media id of each picture and film, and what describes it."""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.shown = Shown()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.words.append(BREAKS.get(tag, ""))
        if tag == "a":
            self.shown.link = self.shown.link or found.get("href", "")
        if tag == "img" and (number := PICTURE.search(found.get("class", ""))):
            self.shown.pictures.append((number[1], found.get("alt", "")))

    def handle_comment(self, data: str) -> None:
        """Of a film only the block that holds it names the media."""
        if film := FILM.search(data):
            self.shown.pictures.append((film[1], ""))

    def handle_data(self, data: str) -> None:
        # Between tags a line end in the source is white space; those people see are tags.
        self.words.append(data.replace("\n", " ") if data.strip() else "")


def read(title: str, html: str) -> Shown:
    """A title that only repeats how the text begins is not read twice."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    shown, title = reader.shown, unescape(title)
    shown.text = "".join(reader.words).strip()
    if shown.text and not shown.text.startswith(title.rstrip("…")):
        shown.text = f"{title}\n\n{shown.text}"
    return shown


def names(title: str) -> Iterator[str]:
    """The slug of a title that came without one, and what it becomes when that is taken."""
    slug = re.sub(r"[^a-z0-9]+", "-", unescape(title).lower()).strip("-") or "post"
    yield slug
    number = 2
    while True:
        yield f"{slug}-{number}"
        number += 1
