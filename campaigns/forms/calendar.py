"""What narrows the calendar (market, brand, network, campaign, how far a publication has come), and how it is shown: by
whose clock, and in which rows."""

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.db.models.functions import Now
from django.http import QueryDict
from django.utils.functional import cached_property

from accounts.forms.filters import PlaceFilter
from campaigns.calendar.clock import Clock
from campaigns.calendar.grid import MARKETS, PAGES
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
ONE, EACH = "market", "each"
"""Clocks beside the person's own: that of the one market that is shown, and for each market its own."""
SHOWS = {"clock", "rows"}
"""What changes how publications are shown, not which."""


REMEMBERED = timedelta(days=31)
"""So long after its end a campaign is still among those to choose from."""


class CalendarFilter(PlaceFilter):
    ALL = PlaceFilter.ALL | {
        "campaign": "All campaigns",
        "state": "All states",
        "rows": "By market",
        "clock": "My time",
    }

    def __init__(self, data: QueryDict, person: "User", view: str = "month") -> None:
        super().__init__(data, person)
        self.person = person
        self.campaigns = self._campaigns(person, data.get("campaign", ""))
        self._offer("campaign", [(str(campaign.pk), campaign.name) for campaign in self.campaigns])
        self._offer("state", [(key, label) for key, (label, _) in STATES.items()])
        if view == "markets":
            self._offer("rows", [(PAGES, "By page")], least=1)
        self._offer("clock", self._clocks(), least=1)

    def _clocks(self) -> list[tuple[str, str]]:
        """That of the one market that is shown, where it is not the person's own; and where there are several, each."""
        one = self._one_market()
        names = dict(self.fields["market"].choices)  # type: ignore[attr-defined]
        its = [(ONE, f"Time in {names[one]}")] if one and self.zones[one] != self.person.time_zone else []
        return [*its, (EACH, "Each market’s time")] if len(self.zones) > 1 else its

    def _one_market(self) -> str:
        """The code of the only one that is shown, "" if there are several."""
        code = self.data.get("market", "")
        only = next(iter(self.zones)) if len(self.zones) == 1 else ""
        return code if code in self.zones else only

    @property
    def narrowing(self) -> dict[str, str]:
        """What is set and says which publications are shown."""
        return {name: value for name, value in self.set_values.items() if name not in SHOWS}

    @property
    def narrows(self) -> bool:
        return bool(self.narrowing)

    @property
    def markets(self) -> list[str]:
        """The codes of those that are shown."""
        one = self._one_market()
        return [one] if one else list(self.zones)

    @property
    def is_of_states(self) -> bool:
        """Whether only what has come so far is shown: then nothing else belongs between."""
        return "state" in self.set_values

    @property
    def rows(self) -> str:
        return self.set_values.get("rows", MARKETS)

    @cached_property
    def clock(self) -> Clock:
        clock = self.set_values.get("clock")
        if clock == EACH:
            return Clock(None)
        return Clock(ZoneInfo(self.zones[self._one_market()]) if clock == ONE else self.person.zone)

    def _campaigns(self, person: "User", chosen: str) -> list[Campaign]:
        """Those that are not long over, and the one the address names."""
        named = Q(pk=chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 18 else Q(pk__in=[])
        found = Campaign.objects.visible_to(person).filter(named | Q(ends_on__gte=Now() - REMEMBERED))
        return list(found.order_by("name"))

    def where(self, path: str = "page__") -> Q:
        found, chosen = super().where(path), self.set_values
        if "campaign" in chosen:
            found &= Q(post__campaign=chosen["campaign"])
        return found & STATES[chosen["state"]][1] if "state" in chosen else found

    def pages(self) -> Q:
        """The condition for the pages themselves, whatever they publish."""
        return super().where("")
