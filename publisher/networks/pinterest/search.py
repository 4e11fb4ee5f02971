"""Looking for a pin on its board. Source: pinterest/api-description, v5/openapi.yaml (boards/list_pins)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from publisher.networks.answers import Answer, moment
from publisher.networks.base import Json
from publisher.networks.pinterest.pin import mark_in
from publisher.networks.text import bare

SKEW = timedelta(minutes=2)
"""How far Pinterest's clock may be behind ours."""
PAGE, PAGES = 100, 5


class Read(Protocol):
    """One page of the board's pins."""

    async def __call__(self, query: Mapping[str, str]) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of the pin that is looked for. `words`: title, description and alternative text."""

    words: tuple[str, str, str]
    linked: bool
    mark: str
    since: datetime
    known: frozenset[str]


async def find_pin(read: Read, wanted: Wanted) -> str:
    """The id of the pin whose link bears the mark, or if there is no mark that says exactly this; "" if none does."""
    async for pin in _pins(read):
        number = str(pin.get("id") or "")
        if number and number not in wanted.known and _is_it(pin, wanted):
            return number
    return ""


async def _pins(read: Read) -> AsyncIterator[Json]:
    """The pins of the board, as far as patience goes: in which order they come is written nowhere."""
    query = {"page_size": str(PAGE)}
    for _ in range(PAGES):
        answer = await read(query)
        for pin in answer.rows("items"):
            yield pin
        if not answer.word("bookmark"):
            return
        query["bookmark"] = answer.word("bookmark")


def _is_it(pin: Json, wanted: Wanted) -> bool:
    link = str(pin.get("link") or "")
    if wanted.mark:
        return mark_in(link) == wanted.mark
    made = moment(str(pin.get("created_at")))  # without a time zone: UTC
    if made is not None and made < wanted.since - SKEW:
        return False
    said = tuple(bare(str(pin.get(name) or "")) for name in ("title", "description", "alt_text"))
    return said == tuple(bare(part) for part in wanted.words) and bool(link) == wanted.linked
