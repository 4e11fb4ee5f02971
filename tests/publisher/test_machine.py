"""The laws of delivery under whatever may happen, in whatever order: people, workers, dispatchers, networks and time.

Hypothesis plays on the real engine and the real PostgreSQL; only the networks are models. MARQUEE_EXAMPLES=5000 plays
so many examples in each part, other ones each time.
"""

import os
from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from functools import wraps
from typing import Any

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from accounts.models import Brand, Market, Network, User
from campaigns.models import Post, Publication
from publisher.engine import claim, later
from publisher.engine.claim import Kind
from publisher.engine.reap import drop, miss, reap
from publisher.engine.release import release
from publisher.models import Delivery, Word
from publisher.networks import NETWORKS
from publisher.networks.base import Budget, Proof
from tests.cast import page_on
from tests.publisher.model_ledger import WINDOW
from tests.publisher.model_network import Fate, ModelNetwork, Sight
from tests.publisher.model_people import People
from tests.publisher.model_time import Clock
from tests.publisher.model_world import Hand, Stage, pick

PARTS_OF_THE_TEST = range(5)
"""Each plays examples of its own, so that several processes can share the work."""
PROFILE = settings(
    max_examples=int(os.environ.get("MARQUEE_EXAMPLES", "40")),
    stateful_step_count=40,
    deadline=None,
    database=None,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
MODELS = (
    ModelNetwork("mastodon", Proof(timedelta(seconds=30)), keyed=True, lag=20),
    ModelNetwork("facebook", Proof(timedelta(seconds=60), 2), lag=50, lapses=1, budgets=(Budget(3, 3600),)),
    ModelNetwork("bluesky", Proof(timedelta(seconds=30), certain=False), lag=20, lapses=1000),
)
"""On the first a repeat is recognised, on the second absence can be proven, on the third it cannot."""
TAG = "lanzamiento"
SCOPES = [{"network": "facebook"}, {"network": "mastodon"}, {"tag": TAG}, {}]
DISPATCH: dict[str, list[Callable[[], int]]] = {
    "turn": [release, reap, miss, drop],
    "nothing": [],
    "release": [release],
    "reap": [reap],
    "miss": [miss],
    "drop": [drop],
    "lapse": [Publication.objects.lapse],
}
PARTS = st.just("turn") | st.sampled_from(list(DISPATCH))
WHICH = st.integers(0, 3)
PAGES = st.lists(st.integers(0, 3), min_size=1, max_size=2, unique=True)
TEXT = st.sampled_from(["Hola", "Buenos días"])
SECONDS = st.sampled_from([0, 5, 10, 30, 60]) | st.sampled_from([60, 120, 300, WINDOW])
SIGHT = st.just(Sight.CLEAR) | st.sampled_from(Sight)
AHEAD = st.sampled_from([3, 60, 600])


class Until(StrEnum):
    """How far a worker comes before it is held up."""

    SETTLED = "settled"
    CALLED = "called"
    CLAIMED = "claimed"


UNTIL = st.just(Until.SETTLED) | st.sampled_from(Until)


def step(**given: Any) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A rule that takes one second, and after which every law must hold."""

    def decorated(act: Callable[..., None]) -> Callable[..., None]:
        @rule(**given)
        @wraps(act)
        def acted(machine: "Machine", **drawn: Any) -> None:
            machine.whole = False
            act(machine, **drawn)
            machine.let_pass(1)
            machine.keep_the_laws()
            machine.whole = True

        return acted

    return decorated


class Machine(People):
    """Of several to choose from, `which` takes one by its place."""

    # --- people

    @initialize(pages=PAGES, text=TEXT)
    def begin(self, pages: list[int], text: str) -> None:
        """Something is approved and released already."""
        self.approves(self.writes(pages, text, 3, ()))
        self.let_pass(1)
        self.dispatch("turn")
        self.let_pass(1)

    @precondition(lambda machine: len(machine.alive) < 4)
    @step(
        pages=PAGES, text=TEXT, ahead=AHEAD, tags=st.sampled_from([(), (TAG,)]), approved=st.sampled_from([True, False])
    )
    def write(self, pages: list[int], text: str, ahead: int, tags: tuple[str, ...], approved: bool) -> None:
        post = self.writes(pages, text, ahead, tags)
        if approved:
            self.approves(post)

    @precondition(lambda machine: machine.alive)
    @step(which=WHICH, text=TEXT, ahead=st.none() | AHEAD, approved=st.booleans())
    def edit(self, which: int, text: str, ahead: int | None, approved: bool) -> None:
        post = Post.objects.get(pk=pick(self.alive, which).post)
        self.edits(post, text, ahead)
        if approved:
            self.approves(post)

    @precondition(lambda machine: machine.undecided)
    @step(which=WHICH)
    def approve(self, which: int) -> None:
        self.approves(Post.objects.get(pk=pick(self.undecided, which).post))

    @precondition(lambda machine: machine.approved)
    @step(which=WHICH)
    def withdraw(self, which: int) -> None:
        self.withdraws(Post.objects.get(pk=pick(self.approved, which).post))

    @precondition(lambda machine: machine.alive)
    @step(which=WHICH)
    def cancel(self, which: int) -> None:
        self.cancels(pick(self.alive, which))

    @precondition(lambda machine: machine.waiting)
    @step(which=WHICH)
    def tamper(self, which: int) -> None:
        self.tampers(pick(self.waiting, which))

    @precondition(lambda machine: machine.waiting and not machine.ledger.freezes)
    @step(scope=st.sampled_from(SCOPES))
    def freeze(self, scope: dict[str, str]) -> None:
        self.freezes(scope)

    @precondition(lambda machine: machine.ledger.freezes)
    @step()
    def unfreeze(self) -> None:
        for freeze in list(self.ledger.freezes):
            self.lifts(freeze)

    @precondition(lambda machine: machine.desk)
    @step(which=WHICH)
    def send_again(self, which: int) -> None:
        self.decides(pick(self.desk, which), "send_again")

    @precondition(lambda machine: machine.desk)
    @step(which=WHICH)
    def confirm(self, which: int) -> None:
        self.decides(pick(self.desk, which), "confirm", permalink="https://example.org/seen")

    @precondition(lambda machine: machine.desk)
    @step(which=WHICH)
    def give_up(self, which: int) -> None:
        self.decides(pick(self.desk, which), "give_up")

    @precondition(lambda machine: machine.connected)
    @step(which=WHICH)
    def token_dies(self, which: int) -> None:
        self.loses(pick(self.connected, which))

    @precondition(lambda machine: machine.lost)
    @step(which=WHICH)
    def reconnect(self, which: int) -> None:
        self.reconnects(pick(self.lost, which))

    @precondition(lambda machine: machine.back)
    @step(which=WHICH, word=st.sampled_from(Word))
    def answer(self, which: int, word: Word) -> None:
        """A person says what becomes of what waited."""
        self.answers(pick(self.back, which), word)

    # --- machines

    def work(self, network: ModelNetwork, fate: Fate, sight: Sight, until: Until) -> None:
        """A worker takes what there is to do, and comes as far as it comes; the rest stays in hand.

        If there is nothing, somebody writes something. If it is not due, the worker waits for the next thing that is.
        What only has to be prepared is prepared at once, and then taken up again, as `drain` does it.
        """
        network = self.somewhere(network)
        hands = self.takes(network)
        if until != Until.CLAIMED and {hand.job.kind for hand in hands} == {Kind.PREPARE}:
            for hand in hands:
                self.calls(hand)
                self.settles(hand)
            hands = self.takes(network)
        for hand in hands:
            self.hands.append(hand)
            if until != Until.CLAIMED:
                self.calls(hand, fate, sight)
            if until == Until.SETTLED:
                self._settle(hand)

    def somewhere(self, network: ModelNetwork) -> ModelNetwork:
        """This network, or another one on which something is to be done."""
        places = {row.network for row in self.unfinished()}
        if not places:
            self.approves(self.writes([1 + MODELS.index(network)], "Hola", 3, ()))
            return network
        return next(place for place in (network, *MODELS) if place.name in places)

    def takes(self, network: ModelNetwork) -> list[Hand]:
        for _ in range(3):
            self.look_around()
            if network in self.busy:
                return self.claims(network)
            self.let_pass(self.next_event())
            self.dispatch("turn")
        self.look_around()
        return self.claims(network)

    @precondition(lambda machine: machine.uncalled)
    @step(which=WHICH, fate=st.sampled_from(Fate), sight=SIGHT)
    def call(self, which: int, fate: Fate, sight: Sight) -> None:
        """A worker makes the call it claimed, however late."""
        self.calls(pick(self.uncalled, which), fate, sight)

    @precondition(lambda machine: machine.unsettled)
    @step(which=WHICH, twice=st.booleans())
    def settle(self, which: int, twice: bool) -> None:
        """A worker writes down what became of its call, however late."""
        hand = pick(self.unsettled, which)
        self._settle(hand)
        if twice:  # the commit's answer was lost, so the worker writes again
            self.settles(hand)

    def _settle(self, hand: Hand) -> None:
        self.hands.remove(hand)
        self.settles(hand)

    @precondition(lambda machine: machine.hands)
    @step(which=WHICH)
    def die(self, which: int) -> None:
        """The worker is gone, before its call or after it. Nobody else knows."""
        self.hands.remove(pick(self.hands, which))

    # --- time

    @precondition(lambda machine: machine.unfinished())
    @step(seconds=SECONDS, part=PARTS)
    def wait(self, seconds: int, part: str) -> None:
        self.let_pass(seconds or self.next_event())
        self.dispatch(part)

    def dispatch(self, part: str) -> None:
        claimed = [row for row in self.rows if row.state in ("sending", "preparing")]
        alive = {r.delivery: r.fence for r in claimed if self.clock.second(r.lease_until) >= self.clock.now}
        for act in DISPATCH[part]:
            act()
        fences = dict(Delivery.objects.filter(pk__in=alive).values_list("pk", "fence"))
        assert fences == alive, "a claim whose lease is not over was taken from its worker"


def works(fate: Fate) -> Callable[..., None]:
    def work(machine: Machine, network: ModelNetwork, sight: Sight, until: Until) -> None:
        machine.work(network, fate, sight, until)

    work.__name__ = f"work_{fate.name.lower()}"
    return step(network=st.sampled_from(MODELS), sight=SIGHT, until=UNTIL)(work)


# A rule for each fate. Hypothesis switches rules off by chance, the same for a whole example: this way it makes
# examples of few kinds of faults, and hardly any in which nobody works.
for fate in Fate:
    act = works(fate)
    setattr(Machine, act.__name__, act)


@pytest.fixture
def stage(transactional_db: None, aurora: Brand, spain: Market, ana: User, dieter: User, erika: User) -> Stage:
    Brand.objects.update(approval_stages=["head_office"])  # one person's approval is enough for what is tried here
    aurora.refresh_from_db()
    names = (Network.MASTODON, Network.MASTODON, Network.FACEBOOK, Network.BLUESKY)
    pages = tuple(
        page_on(name, aurora, spain, home=f"https://{name}.example", remote_id=f"{name}-{n}")
        for n, name in enumerate(names)
    )
    return Stage(aurora, spain, ana, dieter, erika, pages, MODELS, Clock())


@pytest.mark.parametrize("part", PARTS_OF_THE_TEST)
def test_the_laws_hold_whatever_happens(part: int, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    # The dice of every pause show its longest: what an example finds must not be a matter of luck.
    monkeypatch.setattr(later.jitter, "uniform", lambda shortest, longest: longest)
    for module in (claim, later):
        monkeypatch.setattr(module, "datetime", stage.clock.datetime())
    for network in MODELS:
        monkeypatch.setitem(NETWORKS, network.name, network)

    def machine() -> Machine:
        return Machine(stage)

    # The same examples every time, unless more are asked for: a red build means a change.
    play = machine if "MARQUEE_EXAMPLES" in os.environ else seed(part)(machine)
    run_state_machine_as_test(play, settings=PROFILE)
