"""What narrows the calendar: market, brand, network, and how far a publication has come."""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.http import QueryDict

from accounts.forms.filters import PlaceFilter
from campaigns.models import Post, Publication

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


class CalendarFilter(PlaceFilter):
    ALL = PlaceFilter.ALL | {"state": "All states"}

    def __init__(self, data: QueryDict, person: "User") -> None:
        super().__init__(data, person)
        self._offer("state", [(key, label) for key, (label, _) in STATES.items()])

    def where(self, path: str = "page__") -> Q:
        state = self.set_values.get("state")
        return super().where(path) & STATES[state][1] if state else super().where(path)
