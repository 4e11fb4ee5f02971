"""All that an author decides about a post, as one value: what a form reads, what a revision compares."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from campaigns import walltime
from campaigns.content import FEED

if TYPE_CHECKING:
    from accounts.models import Page
    from campaigns.models import Asset, Overlay


PARTS = (
    *("text", "thread", "link", "first_comment", "placement", "language", "campaign", "tags", "wordings", "pictures"),
    "corrects",
)


@dataclass(frozen=True)
class Plan:
    """One page and its wall time (naive) in `zone`; `fold` says which of two equal autumn hours, None that nobody was
    asked."""

    page: "Page"
    wall: datetime
    zone: str
    fold: int | None = None

    @property
    def at(self) -> datetime:
        """In UTC. Raises `walltime.WrongTime`."""
        return walltime.to_utc(self.wall, self.zone, self.fold)


class Picture(NamedTuple):
    """An asset with its alt text here, and what is laid over it."""

    asset: "Asset"
    alt: str = ""
    overlay: "Overlay | None" = None


@dataclass(frozen=True)
class Further:
    """A further part of a thread, with its pictures."""

    text: str
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True)
class Draft:
    """`thread` holds the parts after the text; `wordings` the text per network where it differs, which goes out alone;
    `pictures` what is shown, in order.

    One that `corrects` replaces the text where the post is public, too.
    `plan` None leaves pages and times as they are, for those who may draft but not schedule.
    """

    text: str = ""
    link: str = ""
    first_comment: str = ""
    thread: tuple[Further, ...] = ()
    placement: str = FEED
    language: str = ""
    campaign: int | None = None
    tags: tuple[str, ...] = ()
    wordings: tuple[tuple[str, str], ...] = ()
    pictures: tuple[Picture, ...] = ()
    corrects: bool = False
    plan: tuple[Plan, ...] | None = None

    @property
    def all_pictures(self) -> tuple[Picture, ...]:
        """Wherever they stand."""
        return (*self.pictures, *(picture for part in self.thread for picture in part.pictures))

    def differs_from(self, other: "Draft") -> list[str]:
        """The names of the parts that differ; an untouched plan differs from none."""
        changed = [part for part in PARTS if getattr(self, part) != getattr(other, part)]
        return changed + (["plan"] if self.plan is not None and _times(self.plan) != _times(other.plan or ()) else [])


def _times(plan: tuple[Plan, ...]) -> set[tuple[int, datetime, str, int]]:
    return {(entry.page.pk, entry.wall, entry.zone, entry.fold or 0) for entry in plan}
