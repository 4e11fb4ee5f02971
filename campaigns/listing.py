"""Publications line by line, for what leaves the house: calendars of other programs, and files."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery, TextField
from django.db.models.expressions import Value
from django.db.models.functions import Coalesce, Greatest, NullIf

from accounts.models import Event, Network
from accounts.templatetags.states import word
from campaigns.models import Publication, Variant
from campaigns.models.publication import PublicationQuerySet

COLUMNS = (
    "pk", "post", "at", "wall", "zone", "page__network", "page__name", "page__market__code", "page__brand__name",
    "status", "post__state", "post__link", "post__tags", "post__campaign__name", "delivery__permalink",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """`state` as people read it; `text` as its network gets it; `changed_at` when anything of it changed last."""

    pk: int
    post: int
    at: datetime
    wall: datetime
    zone: str
    network: str
    page: str
    market: str
    brand: str
    status: str
    text: str
    link: str
    tags: list[str]
    campaign: str
    permalink: str
    changed_at: datetime

    @property
    def state(self) -> str:
        return word(self.status)


def lines(found: PublicationQuerySet) -> Iterator[Line]:
    """In order of time, by one query."""
    wording = Variant.objects.filter(
        Q(page=OuterRef("page")) | Q(page=None, network=OuterRef("page__network")), post=OuterRef("post")
    ).order_by(F("page").asc(nulls_last=True))
    about = Q(noun="publication", noun_id=OuterRef("pk")) | Q(noun="delivery", noun_id=OuterRef("delivery__pk"))
    happened = Event.objects.filter(about).order_by("-at").values("at")
    rows: Iterable[Mapping[str, Any]] = (
        found.with_status()
        .annotate(
            words=Coalesce(NullIf(Subquery(wording.values("text")[:1]), Value("", TextField())), "post__text"),
            changed_at=Greatest("post__changed_at", Subquery(happened[:1])),
        )
        .order_by("at", "pk")
        .values(*COLUMNS, "words", "changed_at")
    )
    return (_line(row) for row in rows)


def _line(row: Mapping[str, Any]) -> Line:
    return Line(
        pk=row["pk"],
        post=row["post"],
        at=row["at"],
        wall=row["wall"],
        zone=row["zone"],
        network=Network(row["page__network"]).label,
        page=row["page__name"],
        market=row["page__market__code"],
        brand=row["page__brand__name"],
        status=row["post__state"] if row["status"] == Publication.State.PLANNED else row["status"],
        text=row["words"],
        link=row["post__link"],
        tags=row["post__tags"],
        campaign=row["post__campaign__name"] or "",
        permalink=row["delivery__permalink"] or "",
        changed_at=row["changed_at"],
    )
