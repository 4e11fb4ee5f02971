"""How long a text is for X: twitter-text, configuration v3 (github.com/twitter/twitter-text, config/v3.json).

The endings of domains that X makes links of (`endings.txt`) are those of twitter-text 3.1.0, validGTLD.js and
validCCTLD.js.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import regex

from publisher.networks.text import urls

LIGHT = (range(0x1100), range(0x2000, 0x200E), range(0x2010, 0x2020), range(0x2032, 0x2038))
"""Code points that weigh 1. All others weigh 2, and so does a whole emoji."""
LINK = 23

_ENDINGS = (Path(__file__).parent / "endings.txt").read_text("utf-8").split()
_LATIN = r"\p{Latin}\u0300-\u036f0-9"
_LETTERS = rf"{_LATIN}\p{{Cyrillic}}"
_GENERAL = rf"[{_LETTERS}!*';:=+,.$/%#\[\]\-–_~@|&]"
_BRACKETS = rf"\((?:{_GENERAL}|\({_GENERAL}+\))+\)"
_PATH = rf"(?:/(?:(?:{_GENERAL}|{_BRACKETS})*(?:[{_LETTERS}+\-=_#/]|{_BRACKETS}))?)?"
_QUERY = r"(?:\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/])?"
_DOMAIN = r"\.(?:\L<endings>|xn--[a-z0-9-]+)(?![a-z0-9@+-])"
# With a scheme the name may have any letters, without one only Latin ones; neither follows what makes it a mention.
_SCHEMED = rf"(?<![a-z0-9@＠$#＃])https?://[\w-]+(?:\.[\w-]+)*?{_DOMAIN}"
_BARE = rf"(?<![a-z0-9@＠$#＃_./-])[{_LATIN}-]+(?:\.[{_LATIN}-]+)*{_DOMAIN}"
_REST = rf"(?::\d+)?{_PATH}{_QUERY}"
_LINKED = regex.compile(rf"{_SCHEMED}{_REST}|{_BARE}(?:(?=[:\d]*/){_REST})?", regex.IGNORECASE, endings=_ENDINGS)

_GRAPHEME = regex.compile(r"\X")
_EMOJI = regex.compile(r"\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3")


def weight(text: str) -> int:
    """In characters as X shows them: most scripts weigh 1 a letter, Chinese, Japanese, Korean and emoji 2, links 23."""
    text, total, at = unicodedata.normalize("NFC", text), 0, 0
    for linked in _LINKED.finditer(text):
        total += _beside_links(text[at : linked.start()]) + LINK
        at = linked.end()
    return total + _beside_links(text[at:])


def has_link(text: str) -> bool:
    """Whether X makes a link of something in the text, or may do so."""
    return bool(_LINKED.search(unicodedata.normalize("NFC", text)) or urls(text))


def _beside_links(text: str) -> int:
    """Text in which no known link stands. An address with an ending unknown here may be a link at X, so the larger
    counts."""
    total, at = 0, 0
    for address in urls(text):
        total += _plain(text[at : address.start]) + max(LINK, _plain(address.text))
        at = address.end
    return total + _plain(text[at:])


def _plain(text: str) -> int:
    return sum(_of_grapheme(one[0]) for one in _GRAPHEME.finditer(text))


def _of_grapheme(grapheme: str) -> int:
    if len(grapheme) > 1 and _EMOJI.search(grapheme):
        return 2
    return sum(1 if any(ord(character) in light for light in LIGHT) else 2 for character in grapheme)
