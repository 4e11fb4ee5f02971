"""The "little" text of LinkedIn: escaped words, hashtags and mentions.

Source: learn.microsoft.com/linkedin/marketing/community-management/shares/little-text-format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

RESERVED = r"|{}@\[\]()<>#\\*_~"
ESCAPED = re.compile(rf"\\([{RESERVED}])")
WORD = rf"(?:[^\W_]|\\[{RESERVED}])+"
TOKEN = re.compile(
    rf"(?P<words>(?:[^{RESERVED}]|\\[{RESERVED}])+)"
    rf"|(?<![^\W_])[#＃](?P<tag>{WORD})"
    rf"|\{{hashtag\|\\?[#＃]\|(?P<template>{WORD})\}}"
    rf"|@(?:\[(?P<name>(?:[^{RESERVED}]|\\[{RESERVED}])+)\])?\(urn:li:(?:person|organization):[\w-]+\)"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a text: `seen` by people, `kept` as the API gives it back."""

    seen: str
    kept: str


def read(little: str) -> list[Token]:
    """The parts up to the first reserved character that is neither escaped nor part of one; there the post ends."""
    return list(_tokens(little))


def _tokens(little: str) -> Iterator[Token]:
    at = 0
    while found := TOKEN.match(little, at):
        at = found.end()
        if tag := found["tag"] or found["template"]:
            yield Token("#" + plain(tag), rf"{{hashtag|\#|{tag}}}")
        else:
            yield Token(plain(found["words"] or found["name"] or ""), found[0])


def seen(little: str) -> str:
    return "".join(token.seen for token in read(little))


def kept(little: str) -> str:
    return "".join(token.kept for token in read(little))


def plain(escaped: str) -> str:
    return ESCAPED.sub(r"\1", escaped)
