"""What a network offers: small protocols, of which each has some."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from publisher.networks.base.account import Account, Ask, Identity, Option
from publisher.networks.base.allowances import Budget, Json, Units
from publisher.networks.base.pieces import Piece
from publisher.networks.base.terms import Count, Finding, Proof, Receipt, Takes

if TYPE_CHECKING:
    from publisher.networks.http import Door
    from publisher.networks.oauth import Client, OAuth
    from publisher.networks.pictures import PictureRules


@runtime_checkable
class Connects(Protocol):
    """Says who a token belongs to, and renews secrets that expire."""

    asks: tuple[Ask, ...]
    """What a person gives to connect a page without a login at the network."""

    async def identify(self, door: Door, account: Account) -> Identity:
        """Ask the network who we are. Raises `Refused` (reconnect, permission) or `Later`.

        Where the secret has to be renewed first it says so (`Later.reconnect`): a refresh token that is used up must be
        kept by whoever asked before anything else is done with its successor.
        """
        ...

    async def renew(self, door: Door, account: Account) -> Mapping[str, str]:
        """The secrets to use from now on. Called under a row lock.

        `expires_at` and `refresh_expires_at` among them (ISO 8601) say how long the token and what renews it live,
        `scope` which rights it has, where the network tells; `renew_at` when a token that renews itself is to be
        renewed. Raises `Refused` when only a person can reconnect.
        """
        ...


@runtime_checkable
class LogsIn(Protocol):
    """Lets people log in at the network, so that nobody has to copy a token."""

    def oauth(self, home: str) -> OAuth:
        """How, at the API with this base URL."""
        ...

    async def pages(self, door: Door, client: Client, secret: Mapping[str, str]) -> list[Identity]:
        """The pages that this login manages, each with the secret to keep for it.

        `secret` is what the login brought: its `token`, and `refresh` where there is one. Raises `Refused` when it
        manages none, `Later` when the network cannot be asked now.
        """
        ...


@runtime_checkable
class Adjusts(Protocol):
    """Lets people set for each page how its posts are shown."""

    options: tuple[Option, ...]


@runtime_checkable
class Registers(Protocol):
    """Takes in an app that introduces itself, because every server of the network has its own."""

    async def register(self, door: Door, home: str, back: str) -> Client:
        """Introduce Marquee; `back` is where people may be sent. Raises `Refused` or `Later`."""
        ...


@runtime_checkable
class Inspects(Protocol):
    """Says of a token, to the app it was given to, when it ends and which rights it has."""

    async def inspect(self, door: Door, client: Client, account: Account, identity: Identity) -> Identity:
        """The identity with what the network says of its token. Raises `NetworkError` when it says nothing."""
        ...


@runtime_checkable
class Charges(Protocol):
    """Takes money for each post."""

    removing: int
    """What it costs to delete one, in thousandths of a US dollar."""

    def price(self, piece: Piece) -> int:
        """What it costs to publish this, in thousandths of a US dollar, at the list price."""
        ...


@runtime_checkable
class Metered(Protocol):
    """Counts an app's calls in units, and never says how many are left. What bringing media took stands in the handle's
    `units`."""

    units: Units


class Publishes(Protocol):
    """Makes a piece public in exactly one irreversible call."""

    in_flight: int
    """How many calls one drain keeps open at this network."""
    proof: Proof
    takes: Takes
    budgets: tuple[Budget, ...]

    def key(self, at: datetime) -> str:
        """What makes a repeat recognisable here, fixed with the delivery; "" where there is no such thing."""
        ...

    def body(self, piece: Piece) -> str:
        """The text as it is sent: with the link, where the network has no other place for it."""
        ...

    def count(self, text: str, limits: Mapping[str, Any]) -> Count:
        """How long a body is there."""
        ...

    def picture_rules(self, limits: Mapping[str, Any]) -> PictureRules | None:
        """What its pictures have to be like; None where it shows none. `limits` as in `preflight`."""
        ...

    def preflight(self, piece: Piece, limits: Mapping[str, Any]) -> list[Finding]:
        """What this network would refuse, as sentences with the remedy.

        Needs no call: `limits` are what `identify` gave; the documented defaults hold for what they lack.
        """
        ...

    async def prepare(self, door: Door, account: Account, piece: Piece, handle: Json) -> Json:
        """Bring the media to the network ahead of time.

        Takes and gives the handle, JSON that is kept with the delivery. It is filled in place, so that what was brought
        before an error is in it, too; what it holds is not brought again. `handle["expires_at"]` (ISO 8601) says until
        when it is good; without it, it does not expire. Nothing becomes public. Raises `Refused` or `Later`, never
        `Unsure`; `Unfinished` after each step that must not be done twice, and while the network works on the media.
        """
        ...

    async def publish(self, door: Door, account: Account, piece: Piece, key: str, handle: Json) -> Receipt:
        """The one irreversible call. Raises `Refused`, `Later` (certainly not created) or `Unsure`.

        With `Unsure` the handle is kept as it is then: a name that the network gave in the call helps to look for it.
        """
        ...


class Finds(Protocol):
    """Looks whether an attempt became public."""

    async def find(  # noqa: PLR0913, PLR0917 - all that is known of an attempt
        self, door: Door, account: Account, piece: Piece, key: str, handle: Json, since: datetime, known: frozenset[str]
    ) -> Receipt | None:
        """The post made by an attempt begun at `since`, or None when it is not to be seen.

        `known` are remote ids that belong to other deliveries of the page and must not be taken for this one.
        Raises `Later` when the network cannot be read now, `Refused` when it will not let us read.
        """
        ...


class Says(Publishes, Finds, Protocol):
    """Makes pieces of one kind public, and looks for them: a network its posts, or what stands below them."""

    title: str


@runtime_checkable
class Comments(Protocol):
    """Puts a first comment below a post by calls of its own."""

    comments: Says
    """What makes them: of words alone, with `above` set."""


@runtime_checkable
class Deletes(Protocol):
    """Takes back what is public. A network without it leaves that to a person there."""

    async def delete(self, door: Door, account: Account, remote_id: str) -> None:
        """See to it that this is gone; that it was gone already is as good, so that nothing is lost by a repeat.

        Raises `Refused` or `Later`.
        """
        ...


@runtime_checkable
class DeletesSomewhere(Deletes, Protocol):
    """Does so for some of its pages only."""

    def deletes_at(self, home: str) -> bool:
        """Whether it does for pages at the API with this base URL."""
        ...


@runtime_checkable
class Edits(Protocol):
    """Changes the words of what is public, and nothing else of it. Without it, that is for nobody to do."""

    async def edit(self, door: Door, account: Account, remote_id: str, piece: Piece, handle: Json) -> None:
        """The one call after which this says the piece's words; made twice it changes nothing more.

        `handle` is what it was published with. Raises `Refused`, `Later` (certainly not changed) or `Unsure`.
        """
        ...

    async def is_edited(self, door: Door, account: Account, remote_id: str, piece: Piece, handle: Json) -> bool:
        """Whether it says so by now; False where nobody can tell, and then it is changed once more.

        Raises `Later` when the network cannot be read now, `Refused` when it will not let us read.
        """
        ...


class Network(Connects, Says, Protocol):
    """All a network offers today."""

    name: str
    home: str
    """The API's base URL; "" where each page's own server has its own."""
