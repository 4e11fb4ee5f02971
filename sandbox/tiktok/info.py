"""What is said of a post when it is begun.

Sources: developers.tiktok.com/doc/content-posting-api-reference-direct-post and -photo-post.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.call import Refusal
from sandbox.tiktok.errors import error, invalid

CAPTION, TITLE, DESCRIPTION = 2200, 90, 4000
"""UTF-16 code units: of a film, and of pictures."""
OFFERED = ("PUBLIC_TO_EVERYONE", "MUTUAL_FOLLOW_FRIENDS", "SELF_ONLY")
"""To an account that is public itself."""


@dataclass(frozen=True, slots=True)
class Info:
    title: str
    description: str
    privacy: str

    @property
    def text(self) -> str:
        return "\n\n".join(part for part in (self.title, self.description) if part)


def of_film(given: Any, audited: bool) -> Info:
    said = _object(given)
    return Info(_words(said, "title", CAPTION), "", _privacy(said, audited))


def of_pictures(given: Any, audited: bool) -> Info:
    said = _object(given)
    return Info(_words(said, "title", TITLE), _words(said, "description", DESCRIPTION), _privacy(said, audited))


def _object(given: Any) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise invalid("post_info is required")
    return given


def _words(said: dict[str, Any], name: str, limit: int) -> str:
    words = said.get(name) or ""
    if not isinstance(words, str) or len(words.encode("utf-16-le")) // 2 > limit:
        raise invalid(f"{name} is longer than {limit}")
    return words


def _privacy(said: dict[str, Any], audited: bool) -> str:
    level = said.get("privacy_level")
    if level not in OFFERED:
        message = "The privacy level is not among those that creator_info offers."
        raise Refusal(error(403, "privacy_level_option_mismatch", message))
    if not audited and level != "SELF_ONLY":
        message = "Unaudited clients can only post to private accounts."
        raise Refusal(error(403, "unaudited_client_can_only_post_to_private_accounts", message))
    return str(level)
