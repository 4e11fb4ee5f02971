"""What a network takes, how it counts and shows that, and what proves that something is public, or is not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from publisher.networks.base.allowances import Quota, Scope
from publisher.networks.base.pieces import Piece, Placement


@dataclass(frozen=True, slots=True)
class Takes:
    """What a piece may consist of there: at most so many `pictures` and `films`, shown in one of these `placements`.

    `beside`: so many of the pictures may stand beside a film. `described`: there is a place for the descriptions of
    pictures. `fetches`: the network gets them from their `url`. `threads`: it takes pieces with something `above`, by
    the same calls, and so shows threads. `at_once`: so many are prepared at a time by one drain, few where each holds a
    part of its film in memory. `cards`: it reads no web pages, and shows a link by the card that it is given.
    """

    words_alone: bool = True
    needs_link: bool = False
    pictures: int = 0
    films: int = 0
    beside: int = 0
    described: bool = True
    fetches: bool = False
    threads: bool = False
    at_once: int = 1000
    placements: tuple[Placement, ...] = (Placement.FEED,)
    cards: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """How long a text is as this network counts, and how long it may be."""

    used: int
    limit: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of preflight: what is wrong and what to do. `blocks` findings stop submission and delivery."""

    sentence: str
    blocks: bool = True
    field: str = "text"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that something is public: the network's id for it, where a person sees it, and the trace id for support.

    `rest_until`: the network asks that this page, or all behind its home (`rest_scope`), be left alone until then, as
    its usage headers say.
    """

    remote_id: str
    permalink: str
    trace_id: str = ""
    rest_until: datetime | None = None
    rest_scope: Scope = Scope.PAGE
    quotas: tuple[Quota, ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """How far a look-up that finds nothing proves that nothing was created.

    `settle`: how long after the attempt a clean look begins to count. `looks`: how many clean looks are needed, `pause`
    apart. `certain` is False where the network lets nobody prove absence, `sees` where it shows nothing at all; then a
    person decides. `words_only`: it is certain of posts of words alone, and not of those with media or a link;
    `films_only`: of films, and not of pictures. `stories` is False where it is certain of all but stories.
    """

    settle: timedelta
    looks: int = 1
    pause: timedelta = timedelta(seconds=5)
    certain: bool = True
    sees: bool = True
    words_only: bool = False
    films_only: bool = False
    stories: bool = True

    def proves(self, piece: Piece) -> bool:
        """Whether looks that find nothing prove that this piece is not public."""
        doubtful = (
            (self.words_only and (piece.pictures or piece.film or piece.link))
            or (self.films_only and not piece.film)
            or (piece.placement == Placement.STORY and not self.stories)
        )
        return self.certain and not doubtful
