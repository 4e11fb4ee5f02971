"""How networks count and read text, as far as several of them do it alike."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import regex

_LABELS = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
# A host in ASCII ends where another script begins ("https://example.comです"); one with other letters is taken whole.
_HOST = rf"(?:(?:{_LABELS}\.)+[a-z]{{2,}}(?![\w-]*\.\w)(?![a-z0-9-])|[\w-]+(?:\.[\w-]+)*)"
_URL = regex.compile(rf"(?<![a-z0-9@＠#＃$])https?://{_HOST}(?::\d+)?(?:[/?#][^\s<>]*)?", regex.IGNORECASE)
_GRAPHEME = regex.compile(r"\X")
_HASHTAG = regex.compile(r"(?<![\w&/])[#＃](?=\w*\p{L})\w+")

# What may not end a URL: sentences end after it, and brackets close around it.
_LOOSE_AFTER_PATH = frozenset("()?!*\"'「」;:=,.$%[]~&|@")
_LOOSE_AFTER_QUERY = frozenset("()?!*\"';:+$%[].,~|@^")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, in code points; `end` is exclusive."""

    start: int
    end: int
    text: str


def graphemes(text: str) -> int:
    """How many characters a person sees (Unicode UAX 29, extended grapheme clusters): a family emoji is one."""
    return sum(1 for _ in _GRAPHEME.finditer(text))


def hashtags(text: str) -> list[str]:
    """A sign inside a word or an address begins none, and neither does one before a mere number."""
    return _HASHTAG.findall(text)


def urls(text: str) -> list[Span]:
    """The http and https addresses in a text, without the punctuation after them."""
    found = []
    for match in _URL.finditer(text):
        url = _without_loose_end(match[0])
        found.append(Span(match.start(), match.start() + len(url), url))
    return found


def bare(text: str) -> str:
    """A text as far as networks give it back unchanged: composed characters (NFC), white space as single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def byte_range(text: str, start: int, end: int) -> tuple[int, int]:
    """Code point offsets as UTF-8 byte offsets."""
    first = len(text[:start].encode())
    return first, first + len(text[start:end].encode())


def with_link(text: str, link: str) -> str:
    """The text with the link below it, unless there is no link or the text already has it."""
    if not link or any(span.text == link for span in urls(text)) or text == link:
        return text
    return f"{text}\n\n{link}" if text.strip() else link


def _without_loose_end(url: str) -> str:
    while True:
        closes_its_own = url[-1] == ")" and url.count("(") >= url.count(")")
        loose = _LOOSE_AFTER_QUERY if "?" in url[:-1] else _LOOSE_AFTER_PATH
        if closes_its_own or url[-1] not in loose:
            return url
        url = url[:-1]
