"""What people decided and what was claimed, kept beside the database, and what therefore may be claimed now."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings

from campaigns.models import Post
from campaigns.models.publication import RECALLABLE
from publisher.engine.claim import Job, Kind
from publisher.models import Delivery
from publisher.models.sending import IN_FLIGHT, WAITING
from publisher.networks import NETWORKS

if TYPE_CHECKING:
    from tests.publisher.model_world import Row

Scope = Mapping[str, str]
WINDOW = int(settings.WINDOW.total_seconds())


@dataclass
class Ledger:
    """Times are seconds of the model; publications, pages and freezes are named by their keys."""

    texts: dict[int, str] = field(default_factory=dict)
    """post → what it says"""
    approved: dict[int, str] = field(default_factory=dict)
    """publication → the text that is approved for it"""
    opens: dict[int, int] = field(default_factory=dict)
    closes: dict[int, int] = field(default_factory=dict)
    freezes: dict[int, Scope] = field(default_factory=dict)
    rests: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    """page → until when its network asked to leave it alone"""
    held: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    """page → until when what waited while it was lost waits for a person's word"""
    begun: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    """page → when calls that could make something public were claimed"""
    risked: Counter[int] = field(default_factory=Counter)
    """publication → how often a person sent it again although it was public, where nothing recognises a repeat"""
    doubted: set[int] = field(default_factory=set)
    """publications about which a person decided in doubt: they may be public in any state"""
    confirmed: set[int] = field(default_factory=set)

    # --- what people do

    def plan(self, publication: int, at: int) -> None:
        self.opens[publication], self.closes[publication] = at, at + WINDOW

    def approve(self, post: Post, publications: Iterable[int]) -> None:
        self.approved |= dict.fromkeys(publications, self.texts[post.pk])

    def void(self, publications: Iterable[int]) -> None:
        for publication in publications:
            self.approved.pop(publication, None)

    def decide(self, delivery: Delivery, verb: str, now: int, *, unproven: bool, public: bool) -> None:
        """`unproven`, `public`: as it was before the decision."""
        key = delivery.publication_id
        if unproven:
            self.doubted.add(key)
        if verb == "confirm":
            self.confirmed.add(key)
        if verb == "send_again":
            self.closes[key] = now + WINDOW
            self.risked[key] += public and not delivery.key

    def freezing(self, network: str, tags: Iterable[str]) -> bool:
        places = {"network": {network}, "tag": set(tags)}
        return any(all(value in places[name] for name, value in scope.items()) for scope in self.freezes.values())

    def reconnect(self, page: int, rows: Sequence["Row"], now: int) -> None:
        """What waits now, and may still go out, waits for a word: until the last window closes, at most."""
        waiting = [row for row in rows if row.page == page and row.stage == "released" and row.state in RECALLABLE]
        self.held[page] = max([self.closes[row.publication] for row in waiting] + [now])

    def hinders(self, row: "Row", now: int) -> bool:
        if now < self.rests[row.page]:
            return True
        return row.state != "unsure" and (self.freezing(row.network, row.tags) or self.holds(row, now))

    def holds(self, row: "Row", now: int) -> bool:
        return row.health == "reconnect" or now < self.held[row.page]

    # --- what may be claimed

    def check(self, job: Job, before: Sequence["Row"], now: int) -> None:
        """`before` are the rows as they were before the claim."""
        if job.kind == Kind.LOOK:
            return
        self.is_not_frozen(job.delivery)
        self.is_left_alone(job.delivery, now)
        self.is_not_held(job.delivery, before, now)
        if job.kind == Kind.PUBLISH:
            self.is_what_was_approved(job.delivery)
            self.is_in_its_window(job.delivery, now)
            self.is_first_in_line(job.delivery, before)
            self.is_in_budget(job.delivery, now)

    def is_what_was_approved(self, delivery: Delivery) -> None:
        """I4"""
        text = delivery.content["text"]
        assert self.approved.get(delivery.publication_id) == text, f"I4: {text!r} was not approved"

    def is_not_frozen(self, delivery: Delivery) -> None:
        """I5"""
        assert not self.freezing(delivery.network, delivery.tags), "I5: claimed in spite of a freeze"

    def is_in_its_window(self, delivery: Delivery, now: int) -> None:
        """I6"""
        opens, closes = self.opens[delivery.publication_id], self.closes[delivery.publication_id]
        assert opens <= now < closes, f"I6: claimed at {now}, not within {opens}-{closes}"

    def is_first_in_line(self, delivery: Delivery, before: Sequence["Row"]) -> None:
        """I7"""
        others = [row for row in before if row.page == delivery.page_id and row.delivery != delivery.pk]
        assert not [row for row in others if row.state in IN_FLIGHT], "I7: another one of the page is in flight"
        assert not [row for row in others if self._stands_before(row, delivery)], "I7: an earlier one was passed"

    def _stands_before(self, row: "Row", delivery: Delivery) -> bool:
        """Of two that are due in the same second the one that was planned, and then the one released, first."""
        at, due = self.opens[row.publication], self.opens[delivery.publication_id]
        if row.stage == "scheduled":
            return (at, row.publication) < (due, delivery.publication_id)
        waits = row.state in (*WAITING, "preparing") and row.stage == "released" and row.publication in self.approved
        return waits and (at, row.delivery) < (due, delivery.pk) and not self.freezing(row.network, row.tags)

    def is_left_alone(self, delivery: Delivery, now: int) -> None:
        """I9: a network's own budget, as it says itself"""
        assert now >= self.rests[delivery.page_id], "I9: the network asked to leave the page alone"

    def is_not_held(self, delivery: Delivery, before: Sequence["Row"], now: int) -> None:
        """Nothing goes out on a page that is lost, nor after that without a person's word."""
        [row] = [row for row in before if row.delivery == delivery.pk]
        assert not self.holds(row, now), "claimed although its page is lost, or nobody said that it may go on"

    def is_in_budget(self, delivery: Delivery, now: int) -> None:
        """I9"""
        self.begun[delivery.page_id].append(now)
        for budget in NETWORKS[delivery.network].budgets:
            calls = [moment for moment in self.begun[delivery.page_id] if moment > now - budget.seconds]
            assert len(calls) <= budget.calls, f"I9: {len(calls)} calls in {budget.seconds} s"
