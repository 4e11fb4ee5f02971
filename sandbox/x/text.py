"""How X counts a text, and what it gives back of it: short links in place of addresses, and escaped signs.

Sources: github.com/twitter/twitter-text, config/v3.json; docs.x.com, x-api/fundamentals/data-dictionary (entities).
"""

from __future__ import annotations

import hashlib
import unicodedata
from html import escape
from typing import Any

import regex

Json = dict[str, Any]

LINK_WEIGHT = 23
ENDINGS = "com|net|org|info|es|fr|de|it|jp|in|ae|nz|co|io|me|app|dev"
"""Some of those with which a name without a scheme becomes a link; `example` (RFC 2606) only does with one."""
ADDRESS = regex.compile(
    rf"(?<![\w@#$])https?://[\w.-]+(?::\d+)?(?:[/?#][A-Za-z0-9!*';:=+,.$/?%#\[\]\-_~@|&()]*[A-Za-z0-9=+_/#-])?/?"
    rf"|(?<![\w@#$./-])(?:[a-z0-9-]+\.)+(?:{ENDINGS})(?![\w@.-])(?:/[A-Za-z0-9!*';:=+,.$/?%#\-_~|&]*[A-Za-z0-9=+_/#-])?",
    regex.IGNORECASE,
)
GRAPHEME = regex.compile(r"\X")
EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3")


def length(text: str) -> int:
    """In weighted characters: 1 for most scripts, 2 for others and for a whole emoji, 23 for each link."""
    text = unicodedata.normalize("NFC", text)
    rest = ADDRESS.sub("", text)
    links = sum(1 for _ in ADDRESS.finditer(text))
    return links * LINK_WEIGHT + sum(weight(found.group()) for found in GRAPHEME.finditer(rest))


def weight(grapheme: str) -> int:
    if len(grapheme) > 1 and EMOJI.search(grapheme):
        return 2
    return sum(1 if light(ord(character)) else 2 for character in grapheme)


def light(code: int) -> bool:
    return code <= 0x10FF or 0x2000 <= code <= 0x200D or 0x2010 <= code <= 0x201F or 0x2032 <= code <= 0x2037


def first_link(text: str) -> str:
    found = ADDRESS.search(text)
    return found.group() if found else ""


def shortened(text: str, seed: str, pictures: list[Json], page: str) -> tuple[str, list[Json]]:
    """The text as X gives it back, and its `entities.urls`; `page` is the post's own address, for its pictures."""
    entities: list[Json] = []

    def short(found: Any) -> str:
        place = found.group()
        expanded = place if "://" in place else f"http://{place}"
        entities.append({"url": short_link(seed, len(entities)), "expanded_url": expanded, "display_url": place[:30]})
        return str(entities[-1]["url"])

    given = ADDRESS.sub(short, unicodedata.normalize("NFC", text))
    if pictures:
        link = short_link(seed, len(entities))
        given = f"{given} {link}".strip()
        photo = {"url": link, "expanded_url": f"{page}/photo/1", "display_url": "pic.x.com/" + link[-10:]}
        entities += [{**photo, "media_key": item["key"]} for item in pictures]
    return escape(given, quote=False), entities


def short_link(seed: str, number: int) -> str:
    return "https://t.co/" + hashlib.sha256(f"{seed}/{number}".encode()).hexdigest()[:10]
