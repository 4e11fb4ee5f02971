"""What narrows the review queue: where posts go out, and the campaigns of those that wait."""

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict

from accounts.forms.filters import PlaceFilter
from campaigns.models import Campaign, Post, Publication

if TYPE_CHECKING:
    from accounts.models import User


class ReviewFilter(PlaceFilter):
    ALL = PlaceFilter.ALL | {"campaign": "All campaigns"}

    def __init__(self, data: QueryDict, person: "User") -> None:
        super().__init__(data, person)
        waiting = Post.objects.awaiting(person).order_by()
        names = Campaign.objects.filter(pk__in=waiting.values("campaign")).order_by("name").values_list("pk", "name")
        self._offer("campaign", [(str(key), name) for key, name in names])

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
