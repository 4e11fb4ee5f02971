"""A network as honest as its `Proof` says and no better, that remembers what became public: the machine's witness.

It stands in for an adapter and for the network behind it, so that the machine alone decides when an answer is lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from publisher.networks.base import (
    Account,
    Ask,
    Budget,
    Count,
    Finding,
    Identity,
    Json,
    Later,
    NetworkError,
    Piece,
    Proof,
    Receipt,
    Refused,
    Scope,
    Takes,
    Trouble,
    Unsure,
)
from tests.publisher.model_time import Clock

REST = 120
"""Seconds for which the network asks to be left alone."""


class Fate(StrEnum):
    """What becomes of one call that prepares or publishes."""

    ANSWERED = "answered"
    LOST_AFTER = "created, answer lost"
    LOST_BEFORE = "not created, answer lost"
    SHOWN_LATE = "created, answer lost, shown as late as the network may"
    DUPLICATE = "called a duplicate, if it is one"
    REFUSED = "refused"
    DISCONNECTED = "refused: the token is dead"
    LATER = "not now"
    TOO_MANY = "not now, and leave the page alone"
    UNREACHABLE = "no connection"


class Sight(StrEnum):
    """What one look-up gets to see."""

    CLEAR = "all that is shown"
    OVERLOOKED = "one post less, where the network's lists may lag"
    UNREADABLE = "not to be read now"
    CLOSED = "not allowed to read"


@dataclass
class Shown:
    """A post that the public sees. `listed_from`: when a look-up sees it."""

    page: str
    publication: int
    key: str
    text: str
    approved: str
    created: int
    listed_from: int
    remote_id: str
    overlooked: int = 0


@dataclass(frozen=True)
class Caller:
    """For which publication a call is made, the text that was approved for it when it was claimed, and whether its
    attempt was written down and committed before."""

    publication: int
    approved: str
    written: bool


class ModelDoor:
    """The part of a `Door` that the engine itself uses. `moment` is a second of the model."""

    def __init__(self, moment: float = float("inf")) -> None:
        self.moment = moment

    def begin_by(self, moment: float) -> Self:
        return type(self)(moment)


TAKES = Takes(pictures=4)


@dataclass(eq=False, repr=False)
class ModelNetwork:
    """`keyed`: a repeat with the same key is the same post. `lag`: the most seconds until a look-up sees a post.

    `lapses`: how many look-ups may fail to show a post after that. Absence is provable where `proof.looks` is more.
    """

    name: str
    proof: Proof
    keyed: bool = False
    lag: int = 0
    lapses: int = 0
    budgets: tuple[Budget, ...] = ()
    in_flight: int = 100
    takes: Takes = TAKES
    asks: tuple[Ask, ...] = ()
    home: str = ""
    clock: Clock = field(init=False)
    shown: list[Shown] = field(init=False)
    calls: list[Caller] = field(init=False)
    fate: Fate = Fate.ANSWERED
    sight: Sight = Sight.CLEAR
    caller: Caller = field(init=False)

    def __repr__(self) -> str:
        return self.name

    def begin(self, clock: Clock) -> None:
        """A new example: nothing is public."""
        self.clock, self.shown, self.calls, self.keys = clock, [], [], 0

    @property
    def title(self) -> str:
        return self.name.title()

    # --- what an adapter says without a call

    def key(self, at: datetime) -> str:
        self.keys += 1
        return f"key {self.keys}" if self.keyed else ""

    def body(self, piece: Piece) -> str:
        return piece.text

    def count(self, text: str, limits: Mapping[str, Any]) -> Count:
        return Count(len(text), 500)

    def picture_rules(self, limits: Mapping[str, Any]) -> None:
        return None

    def preflight(self, piece: Piece, limits: Mapping[str, Any]) -> list[Finding]:
        return []

    async def identify(self, door: ModelDoor, account: Account) -> Identity:
        raise Refused("Nobody connects a page here.", trouble=Trouble.RECONNECT)

    async def renew(self, door: ModelDoor, account: Account) -> Mapping[str, str]:
        raise Refused("Nobody renews a secret here.", trouble=Trouble.RECONNECT)

    # --- calls

    async def prepare(self, door: ModelDoor, account: Account, piece: Piece, handle: Json) -> Json:
        if error := self._not_taken():
            raise error
        return {**handle, "prepared": piece.text}

    async def publish(self, door: ModelDoor, account: Account, piece: Piece, key: str, handle: Json) -> Receipt:
        if self.clock.now > door.moment:
            raise Later("It was too late to begin.")
        self.calls.append(self.caller)
        if error := self._not_taken():
            raise error
        if self.fate == Fate.LOST_BEFORE:
            raise Unsure("The connection broke.")
        if self.fate == Fate.DUPLICATE and any(self._same(post, account, piece, "") for post in self.shown):
            raise Unsure("The network says that it has this already.", status=422)
        post = self._create(account, handle["prepared"], key)
        if self.fate in (Fate.LOST_AFTER, Fate.SHOWN_LATE):
            raise Unsure("The connection broke.", status=502)
        return _receipt(post)

    def _not_taken(self) -> NetworkError | None:
        """The answers of a network that certainly did nothing."""
        match self.fate:
            case Fate.REFUSED:
                return Refused("The network does not like it.", status=400)
            case Fate.DISCONNECTED:
                return Refused("The page has to be connected again.", status=401, trouble=Trouble.RECONNECT)
            case Fate.LATER:
                return Later("Not now.", status=503)
            case Fate.TOO_MANY:
                return Later("Too many.", status=429, until=self.clock.at(self.clock.now + REST), scope=Scope.PAGE)
            case Fate.UNREACHABLE:
                return Later("Nobody there.", unreachable=True)
        return None

    def _create(self, account: Account, text: str, key: str) -> Shown:
        """What becomes public is what was prepared."""
        for post in self.shown:
            if self.keyed and (post.page, post.key) == (account.remote_id, key):
                return post
        now, lag, caller = self.clock.now, self.lag if self.fate == Fate.SHOWN_LATE else 0, self.caller
        post = Shown(
            page=account.remote_id,
            publication=caller.publication,
            key=key,
            text=text,
            approved=caller.approved,
            created=now,
            listed_from=now + lag,
            remote_id=f"{self.name}-{len(self.shown) + 1}",
        )
        self.shown.append(post)
        return post

    async def find(
        self,
        door: ModelDoor,
        account: Account,
        piece: Piece,
        key: str,
        handle: Json,
        since: datetime,
        known: frozenset[str],
    ) -> Receipt | None:
        if self.sight == Sight.UNREADABLE:
            raise Later("The page cannot be read.", status=503)
        if self.sight == Sight.CLOSED:
            raise Refused("The page may not be read.", status=403)
        begun = self.clock.second(since)
        for post in self.shown:
            mine = self._same(post, account, piece, key) and post.remote_id not in known
            if mine and post.created >= begun and post.listed_from <= self.clock.now and not self._overlooks(post):
                return _receipt(post)
        return None

    def _same(self, post: Shown, account: Account, piece: Piece, key: str) -> bool:
        return post.page == account.remote_id and (post.key == key if self.keyed and key else post.text == piece.text)

    def _overlooks(self, post: Shown) -> bool:
        if self.sight != Sight.OVERLOOKED or post.overlooked >= self.lapses:
            return False
        post.overlooked += 1
        return True


def _receipt(post: Shown) -> Receipt:
    return Receipt(post.remote_id, f"https://{post.page}.example/{post.remote_id}")
