"""A change of what is public, in the terms in which what becomes public is spoken of: so that the same engine carries
it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from publisher.networks.base import Account, Edits, Json, Piece, Proof, Receipt
from publisher.networks.comments import Commenting
from publisher.networks.http import Door


@dataclass
class Editing(Commenting):
    """`above` of its pieces is what is to say their words, `handle` what it was published with. Twice does no harm, so
    that what is not seen to say them is changed once more."""

    title: str
    network: Edits
    handle: Json
    characters: int = 0
    proof: Proof = field(default_factory=lambda: Proof(settle=timedelta(0)))

    async def publish(self, door: Door, account: Account, piece: Piece, key: str, handle: Json) -> Receipt:
        assert piece.above
        await self.network.edit(door, account, piece.above.root, piece, self.handle)
        return Receipt("", "")

    async def find(  # noqa: PLR0913, PLR0917 - the interface
        self,
        door: Door,
        account: Account,
        piece: Piece,
        key: str,
        handle: Json,
        since: datetime,
        known: frozenset[str],
    ) -> Receipt | None:
        assert piece.above
        is_edited = await self.network.is_edited(door, account, piece.above.root, piece, self.handle)
        return Receipt("", "") if is_edited else None
