"""What Marquee and a network say to each other: values, errors named by what to do next, and small protocols.

Nothing here knows Django or a room. A network is one module (or a folder) that offers some of the protocols
below; `publisher/networks/__init__.py` lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from publisher.networks.http import Door
    from publisher.networks.oauth import Client, OAuth
    from publisher.networks.pictures import PictureRules

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Account:
    """Where and as whom we speak: the API's base URL, our id there, and the secrets (never shown in a repr).

    `address` is the page's own web address (`Identity.address`), from which links to its posts are made. `options` is
    what people set for its posts, by the names of `Adjusts.options`.
    """

    home: str
    remote_id: str
    secret: Mapping[str, str] = field(repr=False)
    handle: str = ""
    address: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


class Scope(StrEnum):
    """Whom a wait or a budget concerns: this delivery alone, the whole page, or all behind the same home (the app)."""

    DELIVERY = "delivery"
    PAGE = "page"
    HOME = "home"


class Of(StrEnum):
    """What a budget counts: all attempts to make something public, those of posts without what follows them, or of
    reels alone; what attempts cost in thousandths of a US dollar, or in the network's own units."""

    CALLS = "calls"
    POSTS = "posts"
    REELS = "reels"
    MONEY = "money"
    UNITS = "units"


@dataclass(frozen=True, slots=True)
class Budget:
    """At most `calls` of what it counts in any `seconds`, for one page or for all pages behind one home together.

    `day_in`: in a day that begins at midnight in this time zone (IANA's name), and not in any `seconds`.
    """

    calls: int
    seconds: int
    scope: Scope = Scope.PAGE
    of: Of = Of.CALLS
    day_in: str = ""

    @property
    def by_cost(self) -> bool:
        return self.of in (Of.MONEY, Of.UNITS)


class Placement(StrEnum):
    """Where on its network a piece is shown."""

    FEED = "feed"
    REEL = "reel"
    STORY = "story"


@dataclass(frozen=True, slots=True)
class Over:
    """What is laid over a picture: `recipe` says all that decides how that looks, `lay` does it to a Pillow image, and
    is called in a thread."""

    recipe: str
    lay: Callable[[Any], Any] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as the network will get it, once what is `over` it has been laid there.

    `focus` (0 to 1, from the left and from above) is the point that stays in sight where it is cropped. `size` is in
    bytes; `read` gives exactly the bytes of `checksum` (SHA-256, hex), and is called in a thread. `url` is
    where the network itself may fetch them for the next hours; "" where this Marquee cannot be reached from outside.
    `frames`: how many pictures a GIF shows one after the other, 0 where nobody has counted them.
    """

    checksum: str
    mime: str
    width: int
    height: int
    size: int
    alt: str
    read: Callable[[], bytes] = field(repr=False, compare=False)
    url: str = field(default="", repr=False, compare=False)
    focus: tuple[float, float] = (0.5, 0.5)
    over: Over | None = None
    frames: int = 0


@dataclass(frozen=True, slots=True)
class Film:
    """A film as the network will get it, by parts: `read(start, length)` gives those bytes, and is called in a thread.

    `seconds` is its duration, `rate` its pictures a second, `codec` and `sound` FFmpeg's names ("h264", "aac"; "" for
    a silent film). `size` is in bytes, `checksum` the SHA-256 (hex) of all of them, `url` as in `Picture`.
    """

    checksum: str
    mime: str
    width: int
    height: int
    size: int
    seconds: float
    rate: float
    codec: str
    sound: str
    alt: str
    read: Callable[[int, int], bytes] = field(repr=False, compare=False)
    url: str = field(default="", repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Card:
    """What a link is shown by, where the network does not read the web page itself: as it was approved.

    `picture` is a JPEG of at most 1,000,000 bytes and 1200 × 1200 pixels, which all of them take.
    """

    title: str
    description: str = ""
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Above:
    """What a piece stands under, by remote ids: the post that began it all, and what is right above."""

    root: str
    parent: str


@dataclass(frozen=True, slots=True)
class Piece:
    """What the public will see on one page, already resolved for that page.

    `above` is None for a post, and set for a further part of a thread and for a comment. `card` is there only where the
    network shows one (`Takes.cards`), nothing else is shown, and the page of the link could be read.
    """

    text: str
    link: str = ""
    pictures: tuple[Picture, ...] = ()
    film: Film | None = None
    placement: Placement = Placement.FEED
    language: str = ""
    above: Above | None = None
    card: Card | None = None

    @property
    def brought(self) -> tuple[Picture, ...]:
        """The pictures that have to be at the network before it: its own, or that of its card."""
        return self.pictures or ((self.card.picture,) if self.card and self.card.picture else ())

    @property
    def weight(self) -> int:
        """Bytes of its own pictures."""
        return sum(picture.size for picture in self.pictures)


@dataclass(frozen=True, slots=True)
class Quota:
    """How much of an allowance is used up, as the network says itself: of calls, or of 100 where it speaks in percent.

    `name` is for people; `resets_at` says when it begins anew, where that is known, and `each` how much of it a post
    uses, 0 where that cannot be told.
    """

    name: str
    used: float
    limit: float
    resets_at: datetime | None = None
    each: float = 0


def said(quotas: Iterable[Quota]) -> Json:
    """Quotas as they are kept: name → [used, limit, begins anew at (ISO 8601), what a post uses]."""
    return {
        quota.name: [quota.used, quota.limit, quota.resets_at.isoformat() if quota.resets_at else None, quota.each]
        for quota in quotas
    }


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the network says we are.

    `secret` is what to keep from now on; `limits` what this account or instance allows. `expires_at` is when the token
    ends, where the network says so here. `lacks` names the rights that publishing needs and the token does not have.
    """

    remote_id: str
    name: str
    handle: str
    address: str
    secret: Mapping[str, str] = field(repr=False)
    limits: Json = field(default_factory=dict)
    expires_at: datetime | None = None
    lacks: tuple[str, ...] = ()
    quotas: tuple[Quota, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that something is public: the network's id for it, where a person sees it, and the trace id for support.

    `rest_until`: the network asks that this page, or all behind its home (`rest_scope`), be left alone until then, as
    its usage headers say.
    """

    remote_id: str
    permalink: str
    trace_id: str = ""
    rest_until: datetime | None = None
    rest_scope: Scope = Scope.PAGE
    quotas: tuple[Quota, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of preflight: what is wrong and what to do. `blocks` findings stop submission and delivery."""

    sentence: str
    blocks: bool = True
    field: str = "text"


@dataclass(frozen=True, slots=True)
class Count:
    """How long a text is as this network counts, and how long it may be."""

    used: int
    limit: int


@dataclass(frozen=True, slots=True)
class Proof:
    """How far a look-up that finds nothing proves that nothing was created.

    `settle`: how long after the attempt a clean look begins to count. `looks`: how many clean looks are needed, `pause`
    apart. `certain` is False where the network lets nobody prove absence, `sees` where it shows nothing at all; then a
    person decides. `words_only`: it is certain of posts of words alone, and not of those with media or a link;
    `films_only`: of films, and not of pictures. `stories` is False where it is certain of all but stories.
    """

    settle: timedelta
    looks: int = 1
    pause: timedelta = timedelta(seconds=5)
    certain: bool = True
    sees: bool = True
    words_only: bool = False
    films_only: bool = False
    stories: bool = True

    def proves(self, piece: Piece) -> bool:
        """Whether looks that find nothing prove that this piece is not public."""
        doubtful = (
            (self.words_only and (piece.pictures or piece.film or piece.link))
            or (self.films_only and not piece.film)
            or (piece.placement == Placement.STORY and not self.stories)
        )
        return self.certain and not doubtful


@dataclass(frozen=True, slots=True)
class Takes:
    """What a piece may consist of there: at most so many `pictures` and `films`, shown in one of these `placements`.

    `beside`: so many of the pictures may stand beside a film. `described`: there is a place for the descriptions of
    pictures. `fetches`: the network gets them from their `url`. `threads`: it takes pieces with something `above`, by
    the same calls, and so shows threads. `at_once`: so many are prepared at a time by one drain, few where each holds a
    part of its film in memory. `cards`: it reads no web pages, and shows a link by the card that it is given.
    """

    words_alone: bool = True
    needs_link: bool = False
    pictures: int = 0
    films: int = 0
    beside: int = 0
    described: bool = True
    fetches: bool = False
    threads: bool = False
    at_once: int = 1000
    placements: tuple[Placement, ...] = (Placement.FEED,)
    cards: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """Something a person gives to connect a page, kept in its secret under `name`. `hidden` is never shown again."""

    name: str
    label: str
    hint: str = ""
    hidden: bool = False
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Option:
    """Something people set for a page, kept in `Account.options` under `name`: one of its `choices` (value and words),
    or where there are none yes or no.

    `usual` holds where nobody set it; None where the network wants a person to choose.
    """

    name: str
    label: str
    hint: str = ""
    usual: str | bool | None = False
    choices: tuple[tuple[str, str], ...] = ()


def chosen(options: Iterable[Option], account: Account) -> Json:
    """Every option with what holds for this account."""
    return {option.name: account.options.get(option.name, option.usual) for option in options}


class Trouble(StrEnum):
    """Why a network refused, by who can mend it. `BLOCKED` is the page's account, `APP` Marquee's app there, and so all
    pages behind the same home; `MISCONFIGURED` is what concerns this one post or call alone."""

    CONTENT = "content"
    MEDIA = "media"
    DUPLICATE = "duplicate"
    RECONNECT = "reconnect"
    PERMISSION = "permission"
    BLOCKED = "blocked"
    APP = "app"
    MISCONFIGURED = "misconfigured"

    @property
    def holds(self) -> bool:
        """Whether it meets whatever is sent there, so that all of it waits until somebody has mended it."""
        return self in (Trouble.RECONNECT, Trouble.BLOCKED, Trouble.APP)


@dataclass(eq=False)
class NetworkError(Exception):
    """`reason` is plain words and what to do, `network_text` the network's own words.

    `status` is the HTTP status, 0 if none came.
    """

    reason: str
    network_text: str = ""
    trace_id: str = ""
    status: int = 0
    unreachable: bool = field(default=False, kw_only=True)

    def __str__(self) -> str:
        return self.reason


@dataclass(eq=False)
class Refused(NetworkError):
    """It will never take this as it is. Tell a person."""

    trouble: Trouble = Trouble.CONTENT


@dataclass(eq=False)
class Later(NetworkError):
    """It certainly did not take this. Safe to repeat, not before `until` if that is known.

    `reconnect` asks for `renew` before the repeat; `prepare` says that the prepared media is gone and must be made
    anew, from an empty handle.
    """

    until: datetime | None = None
    scope: Scope = Scope.DELIVERY
    reconnect: bool = False
    prepare: bool = False


@dataclass(eq=False)
class Unsure(NetworkError):
    """It may have taken this. Look before repeating."""


@dataclass(eq=False)
class Unfinished(Exception):
    """There is more to prepare: what the handle holds by now is to be written down first, and the rest done after
    `wait` seconds. No failure; nothing is counted against anybody."""

    wait: float = 0.0


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


@dataclass(frozen=True, slots=True)
class Units:
    """How many of its units a network counts for what is done there, and for a look whether it became public."""

    post: int
    comment: int
    removal: int
    correction: int
    look: int


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
