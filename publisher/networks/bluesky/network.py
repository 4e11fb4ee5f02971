"""Publishing to Bluesky. Sources: docs.bsky.app (posts, uploadBlob, rate-limits), atproto.com/specs/record-key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from publisher.networks.answers import Answer, doubt
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
    Refused,
    Scope,
    Takes,
    Trouble,
)
from publisher.networks.bluesky import blobs
from publisher.networks.bluesky.record import COLLECTION, body, mentions, record
from publisher.networks.bluesky.replies import references
from publisher.networks.bluesky.session import access, ask, call, renewed
from publisher.networks.bluesky.tid import new_tid
from publisher.networks.bluesky.verdicts import verdict
from publisher.networks.films import FilmRules, check_film, check_shape
from publisher.networks.http import Door
from publisher.networks.pictures import PictureRules, check_pictures, slots
from publisher.networks.quota import left, paced
from publisher.networks.text import graphemes

GRAPHEMES = 300
BYTES = 3000
POINTS = 3
"""What it costs to create a record (advanced-guides/rate-limits)."""
PICTURES = PictureRules(most=4, kinds=("image/jpeg", "image/png", "image/webp", "image/gif"), size=2_000_000)
"""Lexicon app.bsky.embed.images: four images of at most 2,000,000 bytes (1,000,000 before April 2026, and on servers
that were not renewed since)."""
FILM = FilmRules(size=300_000_000, longest=180, kinds=("video/mp4",), codecs=("h264",), alt=1000)
"""Lexicon app.bsky.embed.video (100 MB before August 2026); three minutes are what the video service says of itself."""
WEB = "https://bsky.app/profile"


class Bluesky:
    """We choose the key of the record, so a repeat meets what is there, and the account's server tells for certain.

    `putRecord` with `swapRecord: null` creates and never replaces: the same record again changes nothing, another one
    under the same key is refused (InvalidSwap).
    """

    name = "bluesky"
    title = "Bluesky"
    home = "https://bsky.social"
    asks: tuple[Ask, ...] = (
        Ask("identifier", "Handle or DID"),
        Ask("password", "App password", "Settings → Privacy and security → App passwords.", hidden=True),
        Ask("video", "Video service", f"If it is not {blobs.VIDEO}.", needed=False),
    )
    takes = Takes(pictures=4, films=1, threads=True, cards=True)
    in_flight = 400
    proof = Proof(settle=timedelta(0), looks=1)
    # 5,000 points an hour and 35,000 a day for each account, at most 3 for a post (docs.bsky.app, rate-limits).
    # 3,000 calls of any kind in 5 minutes come from one address, and so from all pages together.
    budgets: tuple[Budget, ...] = (
        Budget(calls=1600, seconds=3600),
        Budget(calls=11_000, seconds=86_400),
        Budget(calls=3000, seconds=300, scope=Scope.HOME),
    )

    def key(self, at: datetime) -> str:
        """The record key, a TID of the second it is due."""
        return new_tid(at)

    def body(self, piece: Piece) -> str:
        """The text as it is sent."""
        return body(piece)

    def count(self, text: str, limits: Mapping[str, Any]) -> Count:
        return Count(graphemes(text), int(limits.get("graphemes") or GRAPHEMES))

    def picture_rules(self, limits: Mapping[str, Any]) -> PictureRules:
        return PICTURES.within(limits)

    def preflight(self, piece: Piece, limits: Mapping[str, Any]) -> list[Finding]:
        text = body(piece)
        count, size = self.count(text, limits), len(text.encode())
        findings = [
            *check_shape(piece, self.takes, self.title),
            *check_pictures(piece.pictures, self.picture_rules(limits), self.title),
            *(check_film(piece.film, FILM.within(limits), self.title) if piece.film else ()),
        ]
        if not (text.strip() or piece.pictures or piece.film or piece.link):
            findings.append(Finding("The post is empty. Write a text, or add a picture, a film or a link."))
        if count.used > count.limit:
            sentence = f"The text has {count.used} characters; Bluesky takes {count.limit}."
            findings.append(Finding(f"{sentence} Shorten it by {count.used - count.limit}."))
        elif size > BYTES:
            sentence = (
                f"The text needs {size} bytes; Bluesky takes {BYTES}. Emoji and letters with many marks need most."
            )
            findings.append(Finding(f"{sentence} Use fewer of them."))
        return findings

    async def identify(self, door: Door, account: Account) -> Identity:
        session = await self._session(door, account)
        if session.value("active") is False:
            status = session.word("status") or "not active"
            reason = f"This Bluesky account is {status}. Log in there and see what it asks for."
            raise Refused(reason, trouble=Trouble.BLOCKED)
        handle = session.word("handle")
        address = account.address or f"{WEB}/{handle}"
        return Identity(session.word("did"), handle, f"@{handle}", address, dict(account.secret))

    async def renew(self, door: Door, account: Account) -> Mapping[str, str]:
        return await renewed(door, account)

    async def prepare(self, door: Door, account: Account, piece: Piece, handle: Json) -> Json:
        await blobs.bring(door, account, piece, handle)
        for mentioned in mentions(body(piece)):
            if mentioned not in handle.setdefault("dids", {}):
                handle["dids"][mentioned] = await self._did(door, account, mentioned)
        if piece.above and "reply" not in handle:
            handle["reply"] = await references(door, account, piece.above)
        return handle

    async def publish(self, door: Door, account: Account, piece: Piece, key: str, handle: Json) -> Receipt:
        brought, dids = handle.get("blobs", {}), handle.get("dids", {})
        wanted = {slot for slot, _ in slots(piece.brought)} | ({piece.film.checksum} if piece.film else set())
        known = set(mentions(body(piece))) <= set(dids) and (piece.above is None or "reply" in handle)
        if not (wanted <= set(brought) and known):
            raise Later("The media and mentions are not at Bluesky yet. Marquee sees to them first.", prepare=True)
        write = {
            "repo": account.remote_id,
            "collection": COLLECTION,
            "rkey": key,
            "record": record(piece, key, brought, dids, handle.get("reply")),
            "swapRecord": None,
        }
        answer = await ask(
            door, account, "POST", "com.atproto.repo.putRecord", token=access(account), json=write, once=True
        )
        if not answer.word("uri"):
            raise doubt(answer, once=True)
        quota = left(answer, "ratelimit-", "points for writing", each=POINTS)
        quotas = (quota,) if quota else ()
        return Receipt(answer.word("uri"), _permalink(account, key), answer.trace_id, paced(quota), quotas=quotas)

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
        """Records are public, so this needs no session and works while one is being renewed."""
        query = {"repo": account.remote_id, "collection": COLLECTION, "rkey": key}
        answer = await call(door, account, "GET", "com.atproto.repo.getRecord", query=query)
        if answer.word("error") == "RecordNotFound":
            return None
        if not answer.fine:
            raise verdict(answer, once=False)
        if not answer.word("uri"):
            raise doubt(answer, once=False)
        return Receipt(answer.word("uri"), _permalink(account, key), answer.trace_id)

    async def delete(self, door: Door, account: Account, remote_id: str) -> None:
        """The method ensures an absence: what is not there is deleted, too."""
        record = {"repo": account.remote_id, "collection": COLLECTION, "rkey": remote_id.rpartition("/")[2]}
        await ask(door, account, "POST", "com.atproto.repo.deleteRecord", token=access(account), json=record)

    async def _session(self, door: Door, account: Account) -> Answer:
        answer = await ask(door, account, "GET", "com.atproto.server.getSession", token=access(account))
        if not (answer.word("did") and answer.word("handle")):
            raise doubt(answer, once=False)
        return answer

    async def _did(self, door: Door, account: Account, handle: str) -> str:
        """Who is behind a handle; "" when nobody is, and then the mention stays plain text."""
        try:
            answer = await ask(door, account, "GET", "com.atproto.identity.resolveHandle", query={"handle": handle})
        except Refused as refused:
            if refused.status != 400:
                raise
            return ""
        return answer.word("did")


def _permalink(account: Account, key: str) -> str:
    return f"{account.address or f'{WEB}/{account.remote_id}'}/post/{key}"
