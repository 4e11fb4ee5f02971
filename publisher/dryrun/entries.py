"""What a dry run sends: every publication still ahead of the run's posts, as its page's readers would see it."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Page
from campaigns.content import Content
from campaigns.models import Publication
from publisher.models.dry_run import DryRun
from publisher.networks import CHARGING, METERED
from publisher.networks.base import Of, Piece, Placement
from publisher.pieces import following, piece_of
from publisher.preflight import SOMETHING


@dataclass(frozen=True, slots=True)
class Entry:
    publication: int
    post: str
    page: Page
    at: datetime
    content: Content

    @property
    def pieces(self) -> list[Piece]:
        """The post and what follows it."""
        return [piece_of(self.content), *(below.piece(self.content, SOMETHING) for below in following(self.content))]

    @property
    def amounts(self) -> dict[Of, int]:
        """How many of what budgets count they are."""
        pieces, network = self.pieces, self.page.network
        charging, units = CHARGING.get(network), METERED.get(network)
        return {
            Of.CALLS: len(pieces),
            Of.POSTS: 1,
            Of.REELS: int(pieces[0].placement == Placement.REEL),
            Of.MONEY: sum(map(charging.price, pieces)) if charging else 0,
            Of.UNITS: units.post + units.comment * len(pieces[1:]) if units else 0,
        }


def entries(run: DryRun) -> list[Entry]:
    """In the order of their times; only those on pages that whoever began the run may see."""
    ahead = Publication.objects.open().visible_to(run.by).filter(post__in=run.posts.all())
    publications = ahead.select_related("page__market", "page__brand").in_bulk()
    found = [
        Entry(one.pk, str(post), one.page, one.at, content)
        for post in run.posts.prefetch_related("variants")
        for content in post.ahead()
        if (one := publications.get(content.publication or 0))
    ]
    return sorted(found, key=lambda entry: (entry.at, entry.publication))
