"""Publishing to a board at Pinterest. Source: pinterest/api-description, v5/openapi.yaml (pins/create)."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from publisher.networks.answers import Answer, done_already, doubt
from publisher.networks.base import (
    Account,
    Ask,
    Budget,
    Count,
    Finding,
    Identity,
    Json,
    Later,
    Piece,
    Proof,
    Receipt,
)
from publisher.networks.http import Door
from publisher.networks.oauth import Client, OAuth
from publisher.networks.pictures import PictureRules
from publisher.networks.pinterest import board, film
from publisher.networks.pinterest.calls import ask
from publisher.networks.pinterest.limits import NETWORK, PICTURES, TAKES, counted, findings
from publisher.networks.pinterest.pin import MARK_LENGTH, description_of, words, written
from publisher.networks.pinterest.search import Wanted, find_pin
from publisher.networks.pinterest.verdicts import LIMITS, reset
from publisher.networks.quota import left, paced
from publisher.networks.renewal import RENEWAL, renewed
from publisher.networks.text import bare

SCOPES = ("boards:read", "boards:write", "pins:read", "pins:write", "user_accounts:read")
"""A pin is written to a board, and asks for both (pins/create)."""


class Pinterest:
    """A page is one board. There is no key: whatever is sent twice becomes two pins.

    So the link bears a mark, made with the media and kept with the delivery; by it a pin is known again beyond doubt.
    But no document promises that a board lists a new pin at once, and nothing would stop a second one: looks that find
    nothing for five minutes leave the decision to a person.
    """

    name = "pinterest"
    title = NETWORK
    home = "https://api.pinterest.com/v5"
    asks: tuple[Ask, ...] = (
        Ask("token", "Access token", hidden=True),
        Ask("board", "Number of the board", "If the account has several.", needed=False),
        *RENEWAL,
    )
    takes = TAKES
    in_flight = 100
    proof = Proof(settle=timedelta(minutes=4), looks=2, pause=timedelta(minutes=1), certain=False)
    budgets: tuple[Budget, ...] = ()
    """The limits for writing are not published; the headers say when to rest."""

    def key(self, at: datetime) -> str:
        return ""

    def body(self, piece: Piece) -> str:
        """The text as people read it: the title and, below it, the description. The link has a place of its own."""
        return "\n\n".join(part for part in words(piece.text) if part)

    def count(self, text: str, limits: Mapping[str, Any]) -> Count:
        return counted(text, limits)

    def picture_rules(self, limits: Mapping[str, Any]) -> PictureRules:
        return PICTURES

    def preflight(self, piece: Piece, limits: Mapping[str, Any]) -> list[Finding]:
        return list(findings(piece, self.body(piece), limits))

    async def identify(self, door: Door, account: Account) -> Identity:
        return await board.identify(door, account)

    def oauth(self, home: str) -> OAuth:
        """People log in at www.pinterest.com, the API is api.pinterest.com. Only apps made before 25 September 2025
        have to ask for a refresh token that comes anew each time."""
        home = home.rstrip("/")
        web = home.removesuffix("/v5").replace("//api.", "//www.", 1) + "/oauth/"
        anew = {"continuous_refresh": "true"}
        return OAuth(web, f"{home}/oauth/token", SCOPES, separator=",", basic=True, exchanging=anew)

    async def pages(self, door: Door, client: Client, secret: Mapping[str, str]) -> list[Identity]:
        return await board.pages(door, Account(client.home, "", {**secret, **client.secret}))

    async def renew(self, door: Door, account: Account) -> Mapping[str, str]:
        """A token lives for 30 days; what renews it for 60, and comes anew each time it is used."""
        return await renewed(door, account, self.oauth(account.home).token, self.title, basic=True)

    async def prepare(self, door: Door, account: Account, piece: Piece, handle: Json) -> Json:
        """The mark and the film: pictures cannot be brought ahead (media/create)."""
        if piece.link:
            handle.setdefault("mark", secrets.token_hex(MARK_LENGTH // 2))
        if piece.film:
            await film.bring(door, account, piece.film, handle)
        return handle

    async def publish(self, door: Door, account: Account, piece: Piece, key: str, handle: Json) -> Receipt:
        mark = handle.get("mark", "")
        if piece.link and not mark:
            raise Later("The pin has no mark yet by which to know it again. Marquee makes one first.", prepare=True)
        headers = {"Content-Type": "application/json"}
        async with door.room.take(piece.weight):
            body = await asyncio.to_thread(written, account.remote_id, piece, mark, film.brought(piece, handle))
            answer = await ask(door, account, "POST", "/pins", headers=headers, body=body, once=True)
        if not answer.word("id"):
            raise doubt(answer, once=True)
        quota = left(answer, LIMITS, "calls for writing")
        quotas = (replace(quota, resets_at=reset(answer)),) if quota else ()
        number, until = answer.word("id"), paced(quotas[0]) if quotas else None
        return Receipt(number, _permalink(account, number), answer.trace_id, until, quotas=quotas)

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
        async def read(query: Mapping[str, str]) -> Answer:
            return await ask(door, account, "GET", f"/boards/{account.remote_id}/pins", query=query)

        mark = handle.get("mark", "") if piece.link else ""
        said = (*words(piece.text), description_of(piece))
        number = await find_pin(read, Wanted(said, bool(piece.link), mark, since, known))
        return Receipt(number, _permalink(account, number)) if number else None

    async def delete(self, door: Door, account: Account, remote_id: str) -> None:
        with done_already(404, said="pin"):
            await ask(door, account, "DELETE", f"/pins/{remote_id}")

    async def edit(self, door: Door, account: Account, remote_id: str, piece: Piece, handle: Json) -> None:
        """Pinterest opens this to some apps only (pins/update, beta); to others it says so."""
        title, description = words(piece.text)
        wanted = {"title": title, "description": description}
        answer = await ask(door, account, "PATCH", f"/pins/{remote_id}", json=wanted, once=True)
        if answer.word("id") != remote_id:
            raise doubt(answer, once=True)

    async def is_edited(self, door: Door, account: Account, remote_id: str, piece: Piece, handle: Json) -> bool:
        pin = await ask(door, account, "GET", f"/pins/{remote_id}")
        said = [bare(pin.word(name)) for name in ("title", "description")]
        return said == [bare(part) for part in words(piece.text)]


def _permalink(account: Account, number: str) -> str:
    web = urlsplit(account.address)
    return f"{web.scheme}://{web.netloc}/pin/{number}/" if web.netloc else f"https://www.pinterest.com/pin/{number}/"
