"""Which part of a picture a page of a network gets: what previews and the library draw.

The room that makes what is sent says it, by the very reckoning by which it cuts, so that the two cannot disagree.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, Self

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.models import Page
from campaigns.content import FEED, Medium


class Box(NamedTuple):
    """A part of a picture, in its pixels from the left and from above. It is written `left,top,right,bottom`."""

    left: int
    top: int
    right: int
    bottom: int

    def __str__(self) -> str:
        return ",".join(map(str, self))

    @classmethod
    def read(cls, text: str, width: int, height: int) -> Self:
        """A part of a picture of that size. Raises `ValueError` for what is none."""
        box = cls(*map(int, text.split(","))) if text.count(",") == 3 else cls(0, 0, 0, 0)
        if not (0 <= box.left < box.right <= width and 0 <= box.top < box.bottom <= height):
            raise ValueError(text)
        return box


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture or film as a page gets it: `box` is what is left of it, None for all, sent with `width` × `height`
    pixels."""

    medium: Medium
    box: Box | None
    width: int
    height: int


Reckoning = Callable[[Medium, Page, str, Sequence[Medium]], Shown | None]
"""How a page gets it at that placement among all that its post shows; None where its network shows no pictures, and for
films, which are not cut."""


@cache
def _reckoning() -> Reckoning:
    reckoning: Reckoning = import_string(settings.CROPS)
    return reckoning


def shown(medium: Medium, page: Page, placement: str = FEED, among: Sequence[Medium] = ()) -> Shown:
    return _reckoning()(medium, page, placement, among) or Shown(medium, None, medium.width, medium.height)


def by_network(medium: Medium, pages: Iterable[Page]) -> list[tuple[Shown, list[str]]]:
    """How the feed of each of these pages' networks gets a picture, those that get the same together; what is cropped
    comes first."""
    alike: dict[Shown, list[str]] = {}
    for page in pages:
        if found := _reckoning()(medium, page, FEED, ()):
            alike.setdefault(found, []).append(page.network)
    return sorted(alike.items(), key=lambda one: one[0].box is None)
