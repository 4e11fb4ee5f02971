"""The exact content of one publication: what the public would see, where and when. Its digest is what people
approve."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self, TypeVar

from campaigns.laid import Laid

Json = dict[str, Any]
T = TypeVar("T")
FEED = "feed"
"""Where a post is shown unless it says otherwise."""
USUAL: Json = {"placement": FEED, "options": {}, "thread": [], "corrects": False, "card": None}
"""Left out of the JSON, as it was before there was a choice, so that digests stay what they were."""
UNREADABLE = "A newer Marquee wrote what this says, and this one cannot read it. Reload the page in a few minutes."


class Unreadable(ValueError):
    """Newer code wrote a content in which this process does not know its way. The message is a sentence for people."""


def readable(read: Callable[[], T]) -> T | None:
    """What it reads; None where newer code wrote that, so that a page shows all that stands beside it."""
    try:
        return read()
    except Unreadable:
        return None


def digest_of(value: object) -> str:
    """SHA-256 (hex) over the canonical JSON of `value`: sorted keys, no spaces, text as it is."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


PICTURE = ("asset", "file", "checksum", "mime", "width", "height", "size", "alt")
"""What a picture says of itself."""
FILM = ("seconds", "rate", "codec", "sound")
FOCUS = ("focal_x", "focal_y")
CENTRE = (0.5, 0.5)


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture or film in a content: which bytes (`checksum` is SHA-256, `file` their name in storage), its alt text.

    Films also say how long they are (`seconds`), their pictures a second, and FFmpeg's names of their codecs.
    `focal_x` and `focal_y` (0 to 1, from the left and from above) are the point around which a picture is cropped where
    its network wants another shape. `overlay` is laid over it then; films have none. `frames` are the pictures that a
    GIF shows one after the other, 0 where nobody has counted them.
    """

    asset: int
    file: str
    checksum: str
    mime: str
    width: int
    height: int
    size: int
    alt: str
    seconds: float = 0.0
    rate: float = 0.0
    codec: str = ""
    sound: str = ""
    focal_x: float = CENTRE[0]
    focal_y: float = CENTRE[1]
    overlay: Laid | None = None
    frames: int = 0

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        overlay = Laid(**data["overlay"]) if "overlay" in data else None
        return cls(**{**data, "overlay": overlay})

    @property
    def focus(self) -> tuple[float, float]:
        return self.focal_x, self.focal_y

    @property
    def is_film(self) -> bool:
        return self.mime.startswith("video/")

    def to_json(self) -> Json:
        """What only films have is left out of pictures, what only GIFs have out of others, and the focal point and the
        overlay where nobody chose one, so that digests stay what they were."""
        data = asdict(self)
        names = PICTURE + (FILM if self.is_film else ()) + (FOCUS if self.focus != CENTRE else ())
        names += tuple(name for name in ("overlay", "frames") if data[name])
        return {name: data[name] for name in names}


@dataclass(frozen=True, slots=True)
class Part:
    """What stands below a post: a further part of its thread, or its first comment."""

    text: str
    media: tuple[Medium, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(data["text"], tuple(Medium.from_json(medium) for medium in data["media"]))

    def to_json(self) -> Json:
        return {"text": self.text, "media": [medium.to_json() for medium in self.media]}


@dataclass(frozen=True, slots=True)
class Card:
    """How a link is shown: what the web page behind it said of itself when it was read (`kept` is its `LinkCard`).

    `file` is the name of a JPEG in the storage, "" without one; `checksum` is SHA-256 over it, `size` in bytes.
    """

    kept: int
    title: str
    description: str = ""
    file: str = ""
    checksum: str = ""
    width: int = 0
    height: int = 0
    size: int = 0

    @property
    def words(self) -> str:
        """For people who compare it with another one."""
        picture = f"[{self.checksum[:8]}]" if self.file else ""
        return "\n".join(part for part in (self.title, self.description, picture) if part)


@dataclass(frozen=True, slots=True)
class Content:
    """`wall` is ISO local time (YYYY-MM-DDTHH:MM) in `zone`; `fold` 1 means the second of two equal autumn hours.

    `options` are those of the page, as they were set when this was submitted. `thread` holds the further parts of a
    thread, in order. One that `corrects` is public already, and gets this text there. `card` is what its link
    is shown by, where no media stand in its place.
    """

    publication: int | None
    page: int
    brand: int
    market: int
    network: str
    campaign: int | None
    wall: str
    zone: str
    fold: int
    text: str
    link: str = ""
    first_comment: str = ""
    language: str = ""
    media: tuple[Medium, ...] = ()
    tags: tuple[str, ...] = ()
    placement: str = FEED
    options: tuple[tuple[str, str | bool], ...] = ()
    thread: tuple[Part, ...] = ()
    corrects: bool = False
    card: Card | None = None

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Raises `Unreadable`."""
        try:
            return cls._read(data)
        except (AttributeError, LookupError, TypeError, ValueError) as fault:
            raise Unreadable(UNREADABLE) from fault

    @classmethod
    def _read(cls, data: Mapping[str, Any]) -> Self:
        media = tuple(Medium.from_json(medium) for medium in data["media"])
        options = tuple(sorted(data.get("options", {}).items()))
        thread = tuple(Part.from_json(part) for part in data.get("thread", ()))
        card = Card(**data["card"]) if data.get("card") else None
        read = {"media": media, "tags": tuple(data["tags"]), "options": options, "thread": thread, "card": card}
        return cls(**{**data, **read})

    def to_json(self) -> Json:
        lists = {
            "media": [medium.to_json() for medium in self.media],
            "tags": list(self.tags),
            "thread": [part.to_json() for part in self.thread],
        }
        data = {**asdict(self), **lists, "options": dict(self.options)}
        return {name: value for name, value in data.items() if name not in USUAL or USUAL[name] != value}

    @property
    def settings(self) -> str:
        """The page's options for people."""
        told = ((name, value if isinstance(value, str) else "yes" if value else "no") for name, value in self.options)
        return ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in told)

    @property
    def words(self) -> str:
        """All that is said, wherever it stands."""
        return "\n".join([self.text, *(part.text for part in self.thread), self.first_comment])

    @property
    def shown(self) -> tuple[Medium, ...]:
        """All that is seen, wherever it stands."""
        return (*self.media, *(medium for part in self.thread for medium in part.media))

    @property
    def digest(self) -> str:
        return digest_of(self.to_json())


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of proofreading: what is wrong and what to do. Blocking ones stop submission, approval and delivery.

    `page` is the page it concerns, None when all; `field` the part of the post: text, link, media, time, page.
    """

    sentence: str
    blocks: bool = True
    field: str = "text"
    page: int | None = None
