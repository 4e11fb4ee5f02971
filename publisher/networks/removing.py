"""A deletion, in the terms in which what becomes public is spoken of: so that the same engine carries it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from publisher.networks.base import Account, Deletes, Json, Piece, Proof, Receipt
from publisher.networks.comments import Commenting
from publisher.networks.http import Door


@dataclass
class Removing(Commenting):
    """`above` of its pieces is what is to go. Twice does no harm, so that looking for a deletion is doing it again."""

    title: str
    network: Deletes
    characters: int = 0
    proof: Proof = field(default_factory=lambda: Proof(settle=timedelta(0)))

    async def publish(self, door: Door, account: Account, piece: Piece, key: str, handle: Json) -> Receipt:
        assert piece.above
        await self.network.delete(door, account, piece.above.root)
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
        return await self.publish(door, account, piece, key, handle)
