"""Publishing to a Threads profile. Source: developers.facebook.com/docs/threads/posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from publisher.networks.answers import doubt
from publisher.networks.base import (
    Account,
    Ask,
    Budget,
    Count,
    Finding,
    Identity,
    Json,
    Piece,
    Receipt,
)
from publisher.networks.http import Door
from publisher.networks.meta import graph
from publisher.networks.meta.allowance import Allowance
from publisher.networks.meta.containers import Containers, Edges
from publisher.networks.meta.listing import published
from publisher.networks.meta.lookup import PROOF, SKEW, find_published
from publisher.networks.meta.tokens import lasting, renewed, renewing
from publisher.networks.oauth import Client, OAuth
from publisher.networks.pictures import PictureRules
from publisher.networks.text import bare, with_link
from publisher.networks.threads import forms
from publisher.networks.threads.limits import CHARACTERS, PICTURES, TAKES, findings, length
from publisher.networks.threads.verdicts import RULES, failed

FIELDS = "id,text,permalink,timestamp,media_type"
GRANT, EXCHANGE = "th_refresh_token", "th_exchange_token"
SCOPES = (
    "threads_basic",
    "threads_content_publish",
    "threads_manage_replies",
    "threads_read_replies",
    "threads_delete",
)
"""Those of replies are for the parts of a thread: to write them, and to see which are there."""
EDGES = Edges(
    title="Threads",
    make="/me/threads",
    publish="/me/threads_publish",
    allowance=Allowance("/me/threads_publishing_limit"),
    state="status",
    why="error_message",
    failed=failed,
)
"""By /me: with the profile's number Threads has lost containers."""
REPLYING = replace(
    EDGES, allowance=replace(EDGES.allowance, counted="replies", fields=("reply_quota_usage", "reply_config"))
)
"""What answers a post is counted by itself, and listed elsewhere."""


class Threads:
    """There is no key, but a handle: the container, made ahead even of words alone. One call publishes it, and it says
    whether it was. Which post came of it it does not say, so that is looked for among the profile's.
    """

    name = "threads"
    title = "Threads"
    home = "https://graph.threads.net/v1.0"
    asks: tuple[Ask, ...] = (
        Ask("token", "Access token", "One that lives for 60 days, with the rights for replies, too.", hidden=True),
    )
    takes = TAKES
    in_flight = 100
    proof = PROOF
    budgets: tuple[Budget, ...] = ()
    """250 posts and 1,000 replies a day; Threads is asked before each how many are left."""

    def key(self, at: datetime) -> str:
        return ""

    def body(self, piece: Piece) -> str:
        """The text as it is sent: with the link, where there are pictures or a film."""
        return with_link(piece.text, piece.link) if piece.pictures or piece.film else piece.text

    def count(self, text: str, limits: Mapping[str, Any]) -> Count:
        return Count(length(text), int(limits.get("characters") or CHARACTERS))

    def picture_rules(self, limits: Mapping[str, Any]) -> PictureRules:
        return PICTURES

    def preflight(self, piece: Piece, limits: Mapping[str, Any]) -> list[Finding]:
        return list(findings(piece, self.body(piece), limits))

    async def identify(self, door: Door, account: Account) -> Identity:
        me = await self._ask(door, account)("GET", "/me", query={"fields": "id,username,name"})
        number, username = me.word("id"), me.word("username")
        if not (number and username):
            raise doubt(me, once=False)
        address = account.address or f"https://www.threads.com/@{username}"
        left = await EDGES.allowance.told(self._ask(door, account))
        name, secret = me.word("name") or username, dict(renewing(account.secret))
        return Identity(number, name, username, address, secret, quotas=left)

    def oauth(self, home: str) -> OAuth:
        """People log in at www.threads.net, the API is graph.threads.net."""
        root = home.rstrip("/").rpartition("/")[0]
        web = root.replace("//graph.", "//www.", 1)
        return OAuth(f"{web}/oauth/authorize", f"{root}/oauth/access_token", SCOPES, separator=",")

    async def pages(self, door: Door, client: Client, secret: Mapping[str, str]) -> list[Identity]:
        """The one account that logged in."""
        kept = await lasting(door, client, secret["token"], EXCHANGE, self.title)
        return [await self.identify(door, Account(client.home, "", kept))]

    async def renew(self, door: Door, account: Account) -> Mapping[str, str]:
        return await renewed(door, account, GRANT, self.title)

    async def prepare(self, door: Door, account: Account, piece: Piece, handle: Json) -> Json:
        containers = self._containers(door, account, piece)
        await containers.make(forms.parts(piece), partial(forms.post, piece, self.body(piece)), handle)
        await containers.ready(handle)
        return handle

    async def publish(self, door: Door, account: Account, piece: Piece, key: str, handle: Json) -> Receipt:
        return await self._containers(door, account, piece).publish(handle, account.address)

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
        def alike(post: Json) -> bool:
            same = bare(str(post.get("text") or "")) == bare(self.body(piece))
            above = str((post.get("replied_to") or {}).get("id") or "")
            stands = above == (piece.above.parent if piece.above else "")
            return same and stands and str(post.get("media_type")) == forms.kind(piece)

        containers = self._containers(door, account, piece)
        path, fields = ("/me/replies", f"{FIELDS},replied_to") if piece.above else ("/me/threads", FIELDS)
        listed = published(containers.ask, path, fields, "timestamp", since - SKEW)
        return await find_published(containers, handle, listed, alike, known, account.address)

    async def delete(self, door: Door, account: Account, remote_id: str) -> None:
        """A hundred a day; needs the right threads_delete."""
        await graph.delete(self._ask(door, account), remote_id)

    def _containers(self, door: Door, account: Account, piece: Piece) -> Containers:
        return Containers(self._ask(door, account), REPLYING if piece.above else EDGES)

    def _ask(self, door: Door, account: Account) -> graph.Ask:
        return partial(graph.ask, door, account, title=self.title, rules=RULES)
