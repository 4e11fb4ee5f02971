"""For which brand and market a post is written: only where the person may draft."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from django.db.models import Q

from accounts.access import Action, granting, may
from accounts.models import Brand, Market, User

HEAD_OFFICE = "All markets (head office)"


@dataclass(frozen=True)
class Place:
    """`market` None: written by head office for all markets."""

    brand: Brand
    market: Market | None

    @property
    def key(self) -> str:
        return f"{self.brand.pk}.{self.market.pk if self.market else ''}"

    @property
    def name(self) -> str:
        return self.market.name if self.market else HEAD_OFFICE

    @classmethod
    def all_for(cls, person: User) -> list[Self]:
        """Every place where the person may draft, brand by brand; markets before head office."""
        reach = granting(person, Action.DRAFT)
        brands = Brand.objects.filter(Q() if any(m.brand_id is None for m in reach) else Q(memberships__in=reach))
        markets = Market.objects.filter(Q() if any(m.market_id is None for m in reach) else Q(memberships__in=reach))
        around: list[Market | None] = [*markets.distinct(), None]
        return [
            cls(brand, market)
            for brand in brands.distinct()
            for market in around
            if may(person, Action.DRAFT, brand.pk, market.pk if market else None)
        ]


def as_choices(places: list[Place]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """For a select: grouped by brand."""
    for brand in dict.fromkeys(place.brand for place in places):
        yield brand.name, [(place.key, place.name) for place in places if place.brand == brand]
