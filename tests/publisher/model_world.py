"""What the state machine plays in: the rows, the clock, the workers' hands, and the laws that hold after every step.

Every step of the engine is a transaction that ends before the next one begins, so how several workers interleave is the
order of these steps. (What happens when two of them are open at once is told in test_laws_*.py, test_freezes.py and
test_kills.py.) An example is one transaction that is never committed, and the engine's own are savepoints in it. That
changes nothing of what they do: there is but one connection, so nobody could see less.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, TypeVar

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from hypothesis.stateful import RuleBasedStateMachine

from accounts.models import Brand, Market, Page, User
from publisher import telling
from publisher.engine.call import Call, call_for
from publisher.engine.claim import Job, claim
from publisher.engine.perform import perform
from publisher.engine.reap import drop, miss, reap
from publisher.engine.release import release
from publisher.engine.result import Result
from publisher.engine.settle import settle
from publisher.models import Attempt, Delivery, Freeze, Hold
from publisher.models.sending import IN_FLIGHT, ON_THE_DESK, WAITING
from publisher.networks import NETWORKS
from tests.publisher.model_ledger import WINDOW, Ledger
from tests.publisher.model_network import Caller, Fate, ModelDoor, ModelNetwork, Shown, Sight
from tests.publisher.model_time import SECOND, Clock

T = TypeVar("T")
PATIENCE = int(settings.UNSURE_PATIENCE.total_seconds())
LEAD = int(settings.LEAD.total_seconds())
CLAIMABLE = (*WAITING, "unsure")
ENDED = ("published", "abandoned", *ON_THE_DESK)
MAYBE_PUBLIC = (*IN_FLIGHT, "unproven", "published")
A_WHILE = 60
"""Seconds between two looks at whether everything has come to rest."""


@dataclass(frozen=True)
class Stage:
    brand: Brand
    market: Market
    ana: User
    dieter: User
    erika: User
    pages: tuple[Page, ...]
    networks: tuple[ModelNetwork, ...]
    clock: Clock


@dataclass(eq=False)
class Hand:
    """A job that some worker holds: claimed, then called (it has a result), then settled."""

    job: Job
    claimed: int
    approved: str
    result: Result | None = None


class Row(NamedTuple):
    """A publication and, once it is released, its delivery."""

    publication: int
    stage: str
    at: datetime
    post: int
    said: str
    page: int
    network: str
    health: str
    delivery: int | None
    state: str | None
    fence: int | None
    due_at: datetime | None
    closes_at: datetime | None
    next_at: datetime | None
    lease_until: datetime | None
    tags: list[str] | None
    doubts: int | None


TOUCHED = [
    model._meta.db_table
    for app in ("campaigns", "publisher", "accounts")
    for model in apps.get_app_config(app).get_models()
]
ROWS = """
    SELECT p.id, p.state, p.at, p.post_id, said.state, p.page_id, page.network, page.health,
           d.id, d.state, d.fence, d.due_at, d.closes_at, d.next_at, d.lease_until, d.tags,
           d.doubts
    FROM campaigns_publication p JOIN campaigns_post said ON said.id = p.post_id
    JOIN accounts_page page ON page.id = p.page_id LEFT JOIN publisher_delivery d ON d.publication_id = p.id
    ORDER BY p.id
"""


def pick(choice: Sequence[T], which: int) -> T:
    return choice[which % len(choice)]


def _sweep() -> None:
    """What the examples before left behind, rolled back but still to be read past, makes each step slower."""
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM (ANALYZE) {', '.join(TOUCHED)}")


class World(RuleBasedStateMachine):
    def __init__(self, stage: Stage) -> None:
        super().__init__()
        self.stage = stage
        _sweep()
        self.example = transaction.atomic()
        self.example.__enter__()
        self.outside = len(connection.savepoint_ids)
        self.clock = stage.clock
        self.clock.begin()
        self.ledger = Ledger()
        self.hands: list[Hand] = []
        self.whole = True
        for network in stage.networks:
            network.begin(self.clock)
        self.look_around()

    def teardown(self) -> None:
        try:
            if self.whole:
                self.come_to_rest()
        finally:
            transaction.set_rollback(True)
            self.example.__exit__(None, None, None)

    # --- time, and what there is to choose from: always in the order of the rows' ids

    def let_pass(self, seconds: int) -> None:
        self.clock.advance(seconds)
        self.look_around()

    def look_around(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(ROWS)
            self.rows = [Row(*row) for row in cursor.fetchall()]

    def next_event(self) -> int:
        """Seconds until something may be released, claimed or taken from its worker, one at least."""
        times = [row.at - settings.LEAD for row in self.rows if row.stage == "scheduled"]
        for row in self.released:
            times += [row.next_at, row.due_at, self._free_from(row)]
        ahead = [self.clock.second(moment) - self.clock.now for moment in times]
        return min((seconds for seconds in ahead if seconds > 0), default=1)

    @property
    def alive(self) -> list[Row]:
        """Those that may still go out, with or without another approval."""
        return [row for row in self.rows if row.stage == "planned" or row in self.unfinished()]

    @property
    def undecided(self) -> list[Row]:
        return [row for row in self.alive if row.said in ("draft", "review")]

    @property
    def approved(self) -> list[Row]:
        return [row for row in self.alive if row.said == "approved"]

    @property
    def released(self) -> list[Row]:
        """Those that nobody called back or cancelled since."""
        return [row for row in self.rows if row.stage == "released"]

    @property
    def waiting(self) -> list[Row]:
        return [row for row in self.rows if row.state in WAITING]

    @property
    def desk(self) -> list[Row]:
        return [row for row in self.released if row.state in ON_THE_DESK]

    @property
    def lost(self) -> list[Page]:
        return [page for page in self.stage.pages if page.pk in self._of_health("reconnect")]

    @property
    def connected(self) -> list[Page]:
        """Those on which something is to go out."""
        places = {row.page for row in self.unfinished()} & self._of_health("connected")
        return [page for page in self.stage.pages if page.pk in places]

    def _of_health(self, health: str) -> set[int]:
        return {row.page for row in self.rows if row.health == health}

    @property
    def back(self) -> list[Hold]:
        """Pages that wait for a person's word."""
        return list(Hold.objects.awaiting_word().order_by("pk"))

    @property
    def uncalled(self) -> list[Hand]:
        return [hand for hand in self.hands if not hand.result]

    @property
    def unsettled(self) -> list[Hand]:
        return [hand for hand in self.hands if hand.result]

    @property
    def busy(self) -> list[ModelNetwork]:
        """Networks on which there should be something to do for a worker."""
        places = {row.network for row in self.released if row.state in CLAIMABLE and self._is_due(row)}
        return [network for network in self.stage.networks if network.name in places]

    def _is_due(self, row: Row) -> bool:
        now = self.clock.now
        due = self.clock.second(max(row.next_at, self._free_from(row)))
        return due <= now and not self.ledger.hinders(row, now)

    @staticmethod
    def _free_from(row: Row) -> datetime:
        """The first second after its lease; a lease still holds in its last one."""
        return row.lease_until + SECOND if row.lease_until else row.next_at

    # --- workers

    def claims(self, network: ModelNetwork, room: int = 100) -> list[Hand]:
        # Which of those due in the same second comes first is left to the database.
        jobs = sorted(claim(network.name, "worker", room), key=lambda job: job.delivery.pk)
        for job in jobs:
            self.ledger.check(job, self.rows, self.clock.now)
        return [Hand(job, self.clock.now, self.ledger.approved.get(job.delivery.publication_id, "")) for job in jobs]

    def calls(self, hand: Hand, fate: Fate = Fate.ANSWERED, sight: Sight = Sight.CLEAR) -> None:
        network = NETWORKS[hand.job.delivery.network]
        network.fate, network.sight = fate, sight
        call = call_for(hand.job, hand.claimed)
        attempt = Attempt.objects.filter(delivery=hand.job.delivery, fence=hand.job.fence, outcome="")
        committed = len(connection.savepoint_ids) == self.outside
        network.caller = Caller(hand.job.delivery.publication_id, hand.approved, committed and attempt.exists())
        hand.result = asyncio.run(perform(call, ModelDoor())) if isinstance(call, Call) else call

    def settles(self, hand: Hand) -> None:
        """I8"""
        row = Delivery.objects.filter(pk=hand.job.delivery.pk)
        [before] = row.values()
        health = Page.objects.get(pk=before["page_id"]).health
        mine = before["fence"] == hand.job.fence and before["lease_until"]
        moved = settle([hand.result])
        if not mine:
            assert [before] == list(row.values()), "I8: a stale claim changed something"
        elif moved and hand.result.rest:
            self.ledger.rests[before["page_id"]] = self.clock.second(hand.result.rest.until)
        if health != Page.objects.get(pk=before["page_id"]).health:
            self.ledger.held[before["page_id"]] = 0

    def reconnects(self, page: Page) -> None:
        """Somebody connects it again."""
        raise NotImplementedError

    def lifts(self, freeze: int) -> None:
        Freeze.objects.get(pk=freeze).lift(by=self.stage.erika)
        del self.ledger.freezes[freeze]

    # --- the laws

    def keep_the_laws(self) -> None:
        for law in (
            self.i1_once,
            self.i2_never_lost,
            self.i3_written_before,
            self.i4_as_approved,
            self.i7_one_in_flight,
        ):
            law()

    def shown(self, publication: int) -> list[Shown]:
        """What the public sees of it."""
        return [post for network in self.stage.networks for post in network.shown if post.publication == publication]

    def i1_once(self) -> None:
        """At most one post, and none of what the engine takes for not public.

        Only a person may risk more: who sends again what is unproven, while it is public, where nothing recognises a
        repeat.
        """
        for row in self.rows:
            public = len(self.shown(row.publication))
            assert public <= 1 + self.ledger.risked[row.publication], f"I1: {public} posts of {row}"
            if row.state not in MAYBE_PUBLIC and row.publication not in self.ledger.doubted:
                assert not public, f"I1: it is public: {row}"

    def i2_never_lost(self) -> None:
        """What is approved is published, or on the desk, or something will move it at a time that is written."""
        for row in self.rows:
            if row.stage == "scheduled":
                assert row.publication in self.ledger.approved, f"I2: scheduled without approval: {row}"
            if row.stage == "released":
                assert self._moves_on(row), f"I2: it is lost: {row}"
            else:
                assert row.state not in IN_FLIGHT, f"I2: called back while it goes out: {row}"

    def _moves_on(self, row: Row) -> bool:
        match row.state:
            case "queued" | "ready":
                return self.clock.second(row.closes_at) <= self.clock.now + LEAD + WINDOW
            case "preparing" | "sending":
                return row.lease_until is not None
            case "unsure":
                return self.clock.second(row.next_at) <= self.clock.now + PATIENCE
            case "published":
                return bool(self.shown(row.publication)) or row.publication in self.ledger.confirmed
        return row.state in ENDED

    def i3_written_before(self) -> None:
        """No call without its attempt, and no attempt left open by what is no longer under way."""
        for network in self.stage.networks:
            assert all(call.written for call in network.calls), "I3: a call without its attempt"
        sending = sorted((row.delivery, row.fence) for row in self.rows if row.state == "sending")
        under_way = sorted(Attempt.objects.filter(outcome="").values_list("delivery", "fence"))
        assert under_way == sending, "I3: attempts and what is being sent differ"

    def i4_as_approved(self) -> None:
        for network in self.stage.networks:
            for post in network.shown:
                assert post.text == post.approved, f"I4: public is {post.text!r}, approved was {post.approved!r}"

    def i7_one_in_flight(self) -> None:
        pages = [row.page for row in self.rows if row.state in IN_FLIGHT]
        assert len(pages) == len(set(pages)), "I7: two in flight on one page"

    # --- the end

    def come_to_rest(self) -> None:
        """I2: every worker dies, every stop is lifted, the networks are well: now all ends, or a person is told."""
        self.hands.clear()
        for freeze in list(self.ledger.freezes):
            self.lifts(freeze)
        self.tell()
        for page in self.lost:
            self.reconnects(page)
        for _ in range(40):
            self.turn()
            if not self.unfinished():
                break
            self.let_pass(max(self.next_event(), A_WHILE))
        assert not self.unfinished(), "I2: there is no end of it"
        self.keep_the_laws()
        self.tell()

    def tell(self) -> None:
        telling.tell_people()
        untold = Delivery.objects.filter(pk__in=[row.delivery for row in self.desk], told_at=None)
        assert not untold, "I2: nobody was told"
        assert not Page.objects.filter(health="reconnect", told_at=None), "nobody was told of a lost page"
        assert not Hold.objects.awaiting_word().filter(told_at=None), "nobody was asked for their word"

    def turn(self) -> None:
        """What dispatcher and workers do, until nothing is due."""
        for act in (release, reap, miss, drop):
            act()
        self.look_around()
        for network in self.stage.networks:
            while network in self.busy and (hands := self.claims(network)):
                for hand in hands:
                    self.calls(hand)
                    self.settles(hand)
                self.look_around()

    def unfinished(self) -> list[Row]:
        return [
            row for row in self.rows if row.stage == "scheduled" or (row in self.released and row.state not in ENDED)
        ]
