"""What first comments have in common where they are no posts of their own: words alone, and nothing to bring ahead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from publisher.networks.base import Account, Budget, Count, Finding, Json, Piece, Proof, Takes
from publisher.networks.http import Door


class Commenting:
    """The half of `Says` that needs no call. `characters` is how long a comment may be, as `length` counts."""

    title: str
    characters: int
    proof: Proof
    takes = Takes()
    budgets: tuple[Budget, ...] = ()
    in_flight = 0
    """They are made among the posts, in the room of their network."""

    def key(self, at: datetime) -> str:
        return ""

    def body(self, piece: Piece) -> str:
        return piece.text

    def length(self, text: str) -> int:
        return len(text)

    def count(self, text: str, limits: Mapping[str, Any]) -> Count:
        return Count(self.length(text), int(limits.get("comment_characters") or self.characters))

    def picture_rules(self, limits: Mapping[str, Any]) -> None:
        return None

    def preflight(self, piece: Piece, limits: Mapping[str, Any]) -> list[Finding]:
        count = self.count(piece.text, limits)
        if count.used <= count.limit:
            return []
        sentence = f"The text has {count.used} characters as {self.title} counts; it takes {count.limit} in a comment."
        return [Finding(f"{sentence} Shorten it by {count.used - count.limit}.")]

    async def prepare(self, door: Door, account: Account, piece: Piece, handle: Json) -> Json:
        return handle
