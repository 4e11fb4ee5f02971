"""The exact content of one publication: what the public would see, where and when. Its digest is what people
approve."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

Json = dict[str, Any]


def digest_of(value: object) -> str:
    """SHA-256 (hex) over the canonical JSON of `value`: sorted keys, no spaces, text as it is."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture in a content: which bytes (`checksum` is SHA-256, `file` their name in storage), and its alt text."""

    asset: int
    file: str
    checksum: str
    mime: str
    width: int
    height: int
    size: int
    alt: str


@dataclass(frozen=True, slots=True)
class Content:
    """`wall` is ISO local time (YYYY-MM-DDTHH:MM) in `zone`; `fold` 1 means the second of two equal autumn hours."""

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

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        media = tuple(Medium(**medium) for medium in data["media"])
        return cls(**{**data, "media": media, "tags": tuple(data["tags"])})

    def to_json(self) -> Json:
        return {**asdict(self), "media": [asdict(medium) for medium in self.media], "tags": list(self.tags)}

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
