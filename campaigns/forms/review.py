"""What narrows the review queue: where posts go out, and the campaigns of those that wait."""

from collections.abc import Collection
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict

from accounts.forms.filters import PlaceFilter
from campaigns.models import Publication

if TYPE_CHECKING:
    from accounts.models import User


class ReviewFilter(PlaceFilter):
    ALL = PlaceFilter.ALL | {"campaign": "All campaigns"}

    def __init__(self, data: QueryDict, person: "User", campaigns: Collection[tuple[str, str]]) -> None:
        """`campaigns` are the ids and names of those of whose posts any waits."""
        super().__init__(data, person)
        self._offer("campaign", sorted(campaigns, key=lambda pair: pair[1]))

    def where(self, path: str = "page__") -> Q:
        """The condition for posts that go out on one of these pages."""
        chosen = self.set_values
        found = Q(campaign=chosen["campaign"]) if "campaign" in chosen else Q()
        pages = super().where(path)
        return found & Q(pk__in=Publication.objects.filter(pages).order_by().values("post")) if pages else found

    @property
    def query(self) -> str:
        """As it stands in an address: “brand=aurora&market=ES”."""
        return urlencode(self.set_values)
