"""Publishing to an Instagram account, whether it was connected with a login at Instagram or with one at Facebook.

Source: developers.facebook.com/docs/instagram-platform/content-publishing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from publisher.networks.base import (
    Account,
    Ask,
    Budget,
    Count,
    Finding,
    Identity,
    Json,
    Piece,
    Placement,
    Receipt,
    Refused,
    Trouble,
)
from publisher.networks.http import Door
from publisher.networks.instagram import forms, login, upload, who
from publisher.networks.instagram.limits import CAPTION, PICTURES, TAKES, findings
from publisher.networks.instagram.verdicts import RULES, failed
from publisher.networks.meta import graph
from publisher.networks.meta.allowance import Allowance
from publisher.networks.meta.comments import Comments
from publisher.networks.meta.containers import Containers, Edges
from publisher.networks.meta.inspection import inspected
from publisher.networks.meta.listing import published
from publisher.networks.meta.lookup import PROOF, SKEW, find_published
from publisher.networks.meta.tokens import renewed
from publisher.networks.oauth import Client, OAuth
from publisher.networks.pictures import PictureRules
from publisher.networks.text import bare, with_link

FIELDS = "id,caption,permalink,timestamp,media_type,media_product_type"


class Instagram:
    """There is no key, but a handle: the container, made ahead. One call publishes it, and it says whether it was.

    Which post came of it it does not say, so that is looked for among the account's.
    """

    name = "instagram"
    title = "Instagram"
    home = "https://graph.instagram.com/v26.0"
    asks: tuple[Ask, ...] = (
        Ask(
            "token",
            "Access token",
            f"If the account was connected with Facebook Login: the page's, and {who.FACEBOOK} as home.",
            hidden=True,
        ),
    )
    takes = TAKES
    comments = Comments(
        "Instagram",
        2200,
        fields="id,text,timestamp,username,from",
        said="text",
        made="timestamp",
        permalink=lambda *_: "",
        rules=RULES,
    )
    """As many characters as a caption, say Instagram's own clients; the documents name no limit, and no addresses."""
    in_flight = 100
    proof = PROOF
    budgets: tuple[Budget, ...] = ()
    """How many posts a day it is differs from account to account; Instagram is asked before each."""

    def key(self, at: datetime) -> str:
        return ""

    def body(self, piece: Piece) -> str:
        """The caption; a story has none."""
        return "" if piece.placement == Placement.STORY else with_link(piece.text, piece.link)

    def count(self, text: str, limits: Mapping[str, Any]) -> Count:
        return Count(len(text), int(limits.get("characters") or CAPTION))

    def picture_rules(self, limits: Mapping[str, Any]) -> PictureRules:
        return PICTURES

    def preflight(self, piece: Piece, limits: Mapping[str, Any]) -> list[Finding]:
        return list(findings(piece, self.body(piece), limits))

    async def identify(self, door: Door, account: Account) -> Identity:
        found = await who.identify(door, account)
        containers = self._containers(door, replace(account, remote_id=found.remote_id))
        return replace(found, quotas=await containers.edges.allowance.told(containers.ask))

    async def inspect(self, door: Door, client: Client, account: Account, identity: Identity) -> Identity:
        """Facebook's app may; Instagram tells nothing of its own tokens."""
        if not who.by_facebook(account.home):
            return identity
        return await inspected(door, client, account, identity, login.BY_FACEBOOK)

    def oauth(self, home: str) -> OAuth:
        return login.oauth(home)

    async def pages(self, door: Door, client: Client, secret: Mapping[str, str]) -> list[Identity]:
        return await login.pages(door, client, secret)

    async def renew(self, door: Door, account: Account) -> Mapping[str, str]:
        """Only tokens of a login at Instagram are renewed; a page's has no end until it is taken away."""
        if who.by_facebook(account.home):
            reason = "Instagram no longer accepts this page's token. Connect the page again."
            raise Refused(reason, trouble=Trouble.RECONNECT)
        return await renewed(door, account, who.GRANT, self.title)

    async def prepare(self, door: Door, account: Account, piece: Piece, handle: Json) -> Json:
        containers = self._containers(door, account)
        await containers.make(forms.parts(piece), partial(forms.post, piece, self.body(piece)), handle)
        if piece.film and not piece.film.url:
            await upload.bring(door, account, containers.ask, piece.film, handle)
        await containers.ready(handle)
        return handle

    async def publish(self, door: Door, account: Account, piece: Piece, key: str, handle: Json) -> Receipt:
        return await self._containers(door, account).publish(handle, account.address)

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
            same = bare(str(post.get("caption") or "")) == bare(self.body(piece))
            return same and (post.get("media_type"), post.get("media_product_type")) == forms.kind(piece)

        containers = self._containers(door, account)
        path = f"/{account.remote_id}/{'stories' if piece.placement == Placement.STORY else 'media'}"
        listed = published(containers.ask, path, FIELDS, "timestamp", since - SKEW)
        return await find_published(containers, handle, listed, alike, known, account.address)

    def deletes_at(self, home: str) -> bool:
        """Only where the account was connected with Facebook Login."""
        return who.by_facebook(home)

    async def delete(self, door: Door, account: Account, remote_id: str) -> None:
        """Needs the right instagram_manage_contents."""
        await graph.delete(self._ask(door, account), remote_id)

    def _ask(self, door: Door, account: Account) -> graph.Ask:
        return partial(graph.ask, door, account, title=self.title, rules=RULES)

    def _containers(self, door: Door, account: Account) -> Containers:
        page = f"/{account.remote_id}"
        edges = Edges(
            title=self.title,
            make=f"{page}/media",
            publish=f"{page}/media_publish",
            allowance=Allowance(f"{page}/content_publishing_limit"),
            state="status_code",
            why="status",
            failed=failed,
        )
        return Containers(self._ask(door, account), edges)
