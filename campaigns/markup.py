"""What a web page says of itself for those who link to it: Open Graph (ogp.me), Twitter's cards, and plain HTML.

Nothing of the page is run, and no more of it is read than its tags.
"""

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin

from accounts.wording import beginning

TITLE, DESCRIPTION = 200, 300
"""So many characters are kept, which is more than networks show."""
TITLES = ("og:title", "twitter:title", "title")
DESCRIPTIONS = ("og:description", "twitter:description", "description")
PICTURES = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src", "image_src")
CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)
KNOWN = re.compile(
    r"utf-?(8|16(le|be)?)|(us-)?ascii|iso-?8859-\d+|windows-\d+|koi8-[ru]|gb(k|2312|18030)|big5(-hkscs)?"
    r"|shift[_-]jis|euc-(jp|kr)",
    re.IGNORECASE,
)
"""Of what Python can decode, what web pages are written in."""
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Said:
    """`picture` is its address; each is "" where the page does not say it."""

    title: str = ""
    description: str = ""
    picture: str = ""


def said(data: bytes, charset: str, address: str) -> Said:
    """What the page at this address says, of which this is the beginning; `charset` is what its server says."""
    reader = _Reader()
    reader.feed(_text(data, charset))  # and never closed: what breaks off says nothing
    picture = reader.first(PICTURES)
    return Said(
        beginning(reader.first(TITLES), TITLE),
        beginning(reader.first(DESCRIPTIONS), DESCRIPTION),
        _joined(address, picture) if picture else "",
    )


class _Reader(HTMLParser):
    """Keeps the first of each thing that is said."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: dict[str, str] = {}
        self.in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in reversed(attrs)}
        if tag == "meta":
            self.keep(given.get("property") or given.get("name") or "", given.get("content", ""))
        elif tag == "link":
            self.keep(given.get("rel", ""), given.get("href", ""))
        self.in_title = tag == "title" and "title" not in self.found

    def handle_endtag(self, tag: str) -> None:
        self.in_title = False

    def handle_data(self, data: str) -> None:
        if self.in_title:
            self.found["title"] = self.found.get("title", "") + data

    def keep(self, name: str, value: str) -> None:
        if name and value.strip():
            self.found.setdefault(name.strip().lower(), value)

    def first(self, names: Iterable[str]) -> str:
        """In one line, without signs that cannot be shown."""
        value = next((self.found[name] for name in names if self.found.get(name, "").strip()), "")
        return " ".join("".join(sign if sign.isprintable() else " " for sign in value).split())


def _text(data: bytes, charset: str) -> str:
    """As browsers read it: by its mark, its server, or itself; without any of these it is UTF-8."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    found = CHARSET.search(data[:2048])
    for name in (charset, found[1].decode("ascii", "replace") if found else ""):
        if KNOWN.fullmatch(name):
            try:
                return data.decode("windows-1252" if name.lower() in {"iso-8859-1", "us-ascii"} else name, "replace")
            except LookupError:
                continue
    return data.decode("utf-8", "replace")


def _joined(address: str, picture: str) -> str:
    try:
        return urljoin(address, picture)
    except ValueError:
        return ""
