"""What narrows the calendar: market, brand, network, campaign, and how far a publication has come."""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import Now
from django.http import QueryDict

from accounts.forms.filters import PlaceFilter
from campaigns.models import Campaign, Post, Publication

if TYPE_CHECKING:
    from accounts.models import User

PLANNED, RELEASED = Publication.State.PLANNED, Publication.State.RELEASED
STATES: dict[str, tuple[str, Q]] = {
    "draft": ("Drafts", Q(state=PLANNED, post__state=Post.State.DRAFT)),
    "review": ("In review", Q(state=PLANNED, post__state=Post.State.REVIEW)),
    "scheduled": ("Scheduled", Q(state=Publication.State.SCHEDULED)),
    "moving": (
        "On their way",
        Q(state=RELEASED, delivery__state__in=["queued", "preparing", "ready", "sending", "unsure"]),
    ),
    "published": ("Published", Q(state=RELEASED, delivery__state="published")),
    "care": (
        "Need attention",
        Q(state=RELEASED, delivery__state__in=["unproven", "refused", "missed"])
        | Q(state=Publication.State.LAPSED)
        | Q(state=PLANNED, post__state=Post.State.REJECTED),
    ),
    "stopped": ("Stopped", Q(state=Publication.State.CANCELLED) | Q(state=RELEASED, delivery__state="abandoned")),
}


REMEMBERED = timedelta(days=31)
"""So long after its end a campaign is still among those to choose from."""


class CalendarFilter(PlaceFilter):
    ALL = PlaceFilter.ALL | {"campaign": "All campaigns", "state": "All states"}

    def __init__(self, data: QueryDict, person: "User") -> None:
        super().__init__(data, person)
        self._offer("campaign", self._campaigns(person, data.get("campaign", "")))
        self._offer("state", [(key, label) for key, (label, _) in STATES.items()])

    def _campaigns(self, person: "User", chosen: str) -> list[tuple[str, str]]:
        """Those that are not long over, and the one the address names."""
        named = Q(pk=chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 18 else Q(pk__in=[])
        found = Campaign.objects.visible_to(person).filter(named | Q(ends_on__gte=Now() - REMEMBERED))
        return [(str(key), name) for key, name in found.order_by("name").values_list("pk", "name")]

    def where(self, path: str = "page__") -> Q:
        found, chosen = super().where(path), self.set_values
        if "campaign" in chosen:
            found &= Q(post__campaign=chosen["campaign"])
        return found & STATES[chosen["state"]][1] if "state" in chosen else found
