"""On which pages a post can go out, as far as the person at the form is concerned."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from accounts.models import Market, Page, User
from campaigns.draft import Plan
from campaigns.forms.place import Place
from campaigns.models import Post, Publication

STATE = Publication.State


@dataclass(frozen=True)
class Choices:
    """`schedulable` are the pages the person may schedule, `readable` the pages of the place for one who may schedule
    none; `publications` are all of the post's, each with its `status` and `is_open`; `wordings` the texts by
    network."""

    schedulable: list[Page]
    readable: list[Page]
    publications: list[Publication]
    wordings: dict[str, str]

    @classmethod
    def of(cls, person: User, place: Place, post: Post | None) -> "Choices":
        pages = Page.objects.filter(brand=place.brand, is_active=True).select_related("market")
        near = pages.filter(market=place.market) if place.market else pages
        shown = post.publications.with_status().with_open() if post else Publication.objects.none()
        publications = shown.select_related("page__market", "delivery__page")
        variants = post.variants.exclude(network="") if post else []
        schedulable = list(pages.schedulable_by(person))
        return cls(
            schedulable=sorted(
                schedulable, key=lambda page: page.market_id != (place.market.pk if place.market else None)
            ),
            readable=[] if schedulable else list(near.visible_to(person)),
            publications=list(publications),
            wordings={variant.network: variant.text for variant in variants},
        )

    @cached_property
    def offered(self) -> list[Page]:
        """Where the post may still go: a page that has it is not offered again."""
        taken = {publication.page_id for publication in self.begun}
        return [page for page in self.schedulable if page.pk not in taken]

    @cached_property
    def open(self) -> dict[int, Publication]:
        """By page: those that have not begun to go out and still may."""
        return {publication.page_id: publication for publication in self.publications if _is_open(publication)}

    @cached_property
    def begun(self) -> list[Publication]:
        """Those on their way or out there; nobody edits them any more."""
        ended = (STATE.LAPSED, STATE.CANCELLED, "abandoned", "removed")
        open_keys = {publication.pk for publication in self.open.values()}
        return [p for p in self.publications if p.pk not in open_keys and _status(p) not in ended]

    @cached_property
    def public(self) -> list[Publication]:
        """Those that everybody sees."""
        return [publication for publication in self.publications if _status(publication) == "published"]

    @property
    def changeable(self) -> list[Publication]:
        """Those of them whose text can be changed."""
        return [publication for publication in self.public if not publication.delivery.why_unchangeable]

    @cached_property
    def planned(self) -> list[Plan]:
        """What the form shows as chosen: all that is open, and what lapsed and may be planned anew."""
        lapsed = {p.page_id: p for p in self.publications if _status(p) == STATE.LAPSED}
        taken = {publication.page_id for publication in self.begun}
        shown = {page: p for page, p in (lapsed | self.open).items() if page in self.open or page not in taken}
        return [Plan(p.page, p.wall, p.zone, p.fold) for p in shown.values()]

    @cached_property
    def others(self) -> list[Plan]:
        """Open publications on pages that this person may not schedule. They stay as they are."""
        mine = {page.pk for page in self.offered}
        return [Plan(p.page, p.wall, p.zone, p.fold) for page, p in self.open.items() if page not in mine]

    @property
    def is_plain(self) -> bool:
        """Whether ticks and times in the form tell all there is to tell about the publications."""
        return not self.others and all(_status(publication) == STATE.PLANNED for publication in self.publications)

    @cached_property
    def networks(self) -> list[str]:
        pages = [*self.offered, *self.readable, *(publication.page for publication in self.publications)]
        return sorted({page.network for page in pages} | set(self.wordings))

    def markets(self) -> Iterator[tuple[Market, list[Page]]]:
        for market in dict.fromkeys(page.market for page in self.offered):
            yield market, [page for page in self.offered if page.market_id == market.pk]

    def languages(self, place: Place) -> list[str]:
        markets = [place.market] if place.market else [page.market for page in [*self.offered, *self.readable]]
        return list(dict.fromkeys(language for market in markets for language in market.languages))


def _status(publication: Publication) -> str:
    status: str = publication.__dict__["status"]
    return status


def _is_open(publication: Publication) -> bool:
    is_open: bool = publication.__dict__["is_open"]
    return is_open
