"""Publishing to a Mastodon server. Sources: docs.joinmastodon.org, methods/statuses, /media and /instance."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
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
    Piece,
    Proof,
    Receipt,
    Refused,
    Takes,
    Trouble,
)
from publisher.networks.films import check_film, check_shape
from publisher.networks.http import Door
from publisher.networks.mastodon import app, media
from publisher.networks.mastodon.limits import CHARACTERS, film_rules, length, limits_of, picture_rules
from publisher.networks.mastodon.search import Wanted, find_status, trimmed
from publisher.networks.mastodon.verdicts import verdict
from publisher.networks.oauth import Client, OAuth
from publisher.networks.pictures import PictureRules, check_pictures
from publisher.networks.quota import left, paced
from publisher.networks.text import with_link

POSTS = 300
"""In three hours; servers may allow more (RateLimiter::FAMILIES)."""


class Mastodon:
    """Posts carry an Idempotency-Key, which the server keeps for an hour.

    An account's own statuses are read from the database they were written to, so one look after 30 s, when no call
    lasts any longer, proves absence. Should a create still hang in the server then, the key makes the repeat the same
    status.
    """

    name = "mastodon"
    title = "Mastodon"
    home = ""
    asks: tuple[Ask, ...] = (
        Ask("token", "Access token", "Settings → Development, with scopes read and write.", hidden=True),
    )
    takes = Takes(pictures=4, films=1, threads=True)
    in_flight = 400
    proof = Proof(settle=timedelta(seconds=30), looks=1)
    budgets: tuple[Budget, ...] = (Budget(calls=POSTS, seconds=3 * 3600),)

    def key(self, at: datetime) -> str:
        """The Idempotency-Key: any random text will do."""
        return secrets.token_hex(16)

    def body(self, piece: Piece) -> str:
        """The text as it is sent. Mastodon makes a card of the first link in the text, so the link has to be there."""
        return with_link(piece.text, piece.link)

    def count(self, text: str, limits: Mapping[str, Any]) -> Count:
        return Count(length(text, limits), int(limits.get("max_characters") or CHARACTERS))

    def picture_rules(self, limits: Mapping[str, Any]) -> PictureRules:
        return picture_rules(limits)

    def preflight(self, piece: Piece, limits: Mapping[str, Any]) -> list[Finding]:
        text = self.body(piece)
        count = self.count(text, limits)
        findings = [
            *check_shape(piece, self.takes, self.title),
            *check_pictures(piece.pictures, picture_rules(limits), self.title),
            *(check_film(piece.film, film_rules(limits), self.title) if piece.film else ()),
        ]
        if not (text.strip() or piece.pictures or piece.film):
            findings.append(Finding("The post is empty. Write a text, or add a picture or a film."))
        if count.used > count.limit:
            findings.append(
                Finding(
                    f"The text has {count.used} characters as Mastodon counts, with its link; this server takes "
                    f"{count.limit}. Shorten it by {count.used - count.limit}."
                )
            )
        return findings

    async def identify(self, door: Door, account: Account) -> Identity:
        me = await self.ask(door, account, "GET", "/api/v1/accounts/verify_credentials")
        if not me.word("id"):
            raise doubt(me, once=False)
        try:
            instance = await self.ask(door, account, "GET", "/api/v2/instance")
        except Refused as refused:  # servers older than 4.0 have no such call; the documented defaults hold there
            if refused.status != 404:
                raise
            instance = me
        domain = instance.word("domain") or urlsplit(account.home).netloc
        return Identity(
            remote_id=me.word("id"),
            name=me.word("display_name") or me.word("username"),
            handle=f"@{me.word('username')}@{domain}",
            address=me.word("url"),
            secret=dict(account.secret),
            limits=limits_of(instance),
        )

    def oauth(self, home: str) -> OAuth:
        return app.oauth(home)

    async def register(self, door: Door, home: str, back: str) -> Client:
        return await app.register(door, home, back)

    async def pages(self, door: Door, client: Client, secret: Mapping[str, str]) -> list[Identity]:
        """A login is one account."""
        return [await self.identify(door, Account(client.home, "", secret))]

    async def renew(self, door: Door, account: Account) -> Mapping[str, str]:
        """Mastodon's tokens never expire and cannot be renewed."""
        raise Refused("Mastodon does not renew tokens. Connect the page again.", trouble=Trouble.RECONNECT)

    async def prepare(self, door: Door, account: Account, piece: Piece, handle: Json) -> Json:
        await media.bring(partial(self.ask, door, account), piece, handle)
        return handle

    async def publish(self, door: Door, account: Account, piece: Piece, key: str, handle: Json) -> Receipt:
        status: Json = {**self._said(piece), "visibility": "public"}
        if media_ids := media.brought(piece, handle):
            status["media_ids"] = media_ids
        if piece.above:
            status["in_reply_to_id"] = piece.above.parent
        answer = await self.ask(
            door, account, "POST", "/api/v1/statuses", headers={"Idempotency-Key": key}, json=status, once=True
        )
        if not answer.word("id"):
            raise doubt(answer, once=True)
        quota, address = left(answer, "x-ratelimit-", "posts", POSTS), answer.word("url") or answer.word("uri")
        return Receipt(answer.word("id"), address, answer.trace_id, paced(quota), quotas=(quota,) if quota else ())

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
        shows = bool(piece.pictures or piece.film)
        media_ids = frozenset(handle.get("media", {}).values()) if shows else frozenset()
        above = piece.above.parent if piece.above else ""
        wanted = Wanted(self.body(piece), media_ids, shows, since, known, above)

        async def read(path: str, query: Mapping[str, str] | None = None) -> Answer:
            return await self.ask(door, account, "GET", path, query=query)

        return await find_status(read, account.remote_id, wanted)

    async def delete(self, door: Door, account: Account, remote_id: str) -> None:
        """Servers allow thirty in half an hour."""
        with done_already(404):
            await self.ask(door, account, "DELETE", f"/api/v1/statuses/{remote_id}")

    async def edit(self, door: Door, account: Account, remote_id: str, piece: Piece, handle: Json) -> None:
        """Servers from 3.5 on. What an edit does not name again is taken off the status, its media among it."""
        path = f"/api/v1/statuses/{remote_id}"
        shown = (await self.ask(door, account, "GET", path)).rows("media_attachments")
        said = {**self._said(piece), "media_ids": [str(media["id"]) for media in shown]}
        answer = await self.ask(door, account, "PUT", path, json=said, once=True)
        if answer.word("id") != remote_id:
            raise doubt(answer, once=True)

    async def is_edited(self, door: Door, account: Account, remote_id: str, piece: Piece, handle: Json) -> bool:
        source = await self.ask(door, account, "GET", f"/api/v1/statuses/{remote_id}/source")
        return trimmed(source.word("text")) == trimmed(self.body(piece))

    def _said(self, piece: Piece) -> Json:
        language = {"language": piece.language.partition("-")[0].lower()} if piece.language else {}
        return {"status": self.body(piece), **language}

    async def ask(
        self, door: Door, account: Account, method: str, path: str, *, once: bool = False, **parts: Any
    ) -> Answer:
        """One call as this account; raises what the answer means unless it is 2xx."""
        headers = {"Authorization": f"Bearer {account.secret['token']}", **parts.pop("headers", {})}
        answer = await door.call(method, account.home.rstrip("/") + path, headers=headers, once=once, **parts)
        if not answer.fine:
            raise verdict(answer, once=once)
        return answer
