"""Publishing to a Facebook page. Sources: developers.facebook.com/docs/pages-api/posts, /graph-api/reference/page/feed
and /page/photos; of films and stories in modules of their own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
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
    Of,
    Piece,
    Placement,
    Proof,
    Receipt,
    Refused,
    Trouble,
)
from publisher.networks.http import Door
from publisher.networks.meta import films, graph, login, photos, stories, uploads
from publisher.networks.meta.comments import Comments
from publisher.networks.meta.graph import ask
from publisher.networks.meta.inspection import inspected
from publisher.networks.meta.limits import PICTURES, TAKES, TITLE, counted, findings
from publisher.networks.meta.search import Wanted, find_post
from publisher.networks.meta.usage import quotas, rest_scope, rest_until
from publisher.networks.oauth import Client, OAuth
from publisher.networks.pictures import PictureRules
from publisher.networks.text import bare, with_link


def _permalink(account: Account, post_id: str) -> str:
    """Facebook answers with the id alone, `{page}_{post}`; this address leads to the post."""
    page_id, _, number = post_id.partition("_")
    return f"{account.address or f'https://www.facebook.com/{page_id}'}/posts/{number or post_id}"


def _comment_address(account: Account, post_id: str, number: str) -> str:
    """A comment is called `{post}_{comment}`."""
    return f"{_permalink(account, post_id)}?comment_id={number.rpartition('_')[2]}"


class Facebook:
    """There is no key. Every photo is staged unpublished before, so that one single call makes the post.

    After a lost answer the page's published posts are read, or for a film the film itself. Lists may lag, so it takes
    two clean looks, the first a minute after the attempt, to take a post for absent; nothing is said of the list of
    stories, so that a story which is not there is for a person to see.
    """

    name = "facebook"
    title = TITLE
    home = "https://graph.facebook.com/v26.0"
    asks: tuple[Ask, ...] = (Ask("token", "Page access token", hidden=True),)
    takes = TAKES
    comments = Comments(
        "Facebook",
        8000,
        fields="id,message,from,created_time",
        said="message",
        made="created_time",
        permalink=_comment_address,
        newest={"filter": "stream", "order": "reverse_chronological"},
    )
    """The documents name no limit of their length; 8,000 characters are what Facebook's own clients take."""
    in_flight = 400
    proof = Proof(settle=timedelta(seconds=60), looks=2, pause=timedelta(seconds=3), stories=False)
    budgets: tuple[Budget, ...] = (Budget(30, 86_400, of=Of.REELS),)
    """30 reels in any 24 hours (docs/video-api/guides/reels-publishing); of all else the usage headers say when to
    rest."""

    def key(self, at: datetime) -> str:
        return ""

    def body(self, piece: Piece) -> str:
        """The text as it is sent. A post shows media or a link; with media the link goes into the text. A story has
        none."""
        if piece.placement == Placement.STORY:
            return ""
        return with_link(piece.text, piece.link) if piece.pictures or piece.film else piece.text

    def count(self, text: str, limits: Mapping[str, Any]) -> Count:
        return counted(text, limits)

    def picture_rules(self, limits: Mapping[str, Any]) -> PictureRules:
        return PICTURES.within(limits)

    def preflight(self, piece: Piece, limits: Mapping[str, Any]) -> list[Finding]:
        return list(findings(piece, self.body(piece), limits))

    async def identify(self, door: Door, account: Account) -> Identity:
        page = await self.ask(door, account, "GET", "/me", query={"fields": login.FIELDS})
        if not page.word("id"):
            raise doubt(page, once=False)
        found = login.identity(page.json, account.secret)
        return replace(found, address=account.address or found.address, quotas=quotas(page))

    def oauth(self, home: str) -> OAuth:
        return login.oauth(home)

    async def pages(self, door: Door, client: Client, secret: Mapping[str, str]) -> list[Identity]:
        token = await login.lasting(door, client, secret["token"])
        # The app's secret proves these calls to be ours. A page keeps its token alone: a new secret then breaks none.
        account = Account(client.home, "", {"token": token, "app_secret": client.client_secret})

        async def read(query: Mapping[str, str]) -> Answer:
            return await self.ask(door, account, "GET", "/me/accounts", query=query)

        return await login.pages(read)

    async def inspect(self, door: Door, client: Client, account: Account, identity: Identity) -> Identity:
        return await inspected(door, client, account, identity, login.SCOPES)

    async def renew(self, door: Door, account: Account) -> Mapping[str, str]:
        """A page's token has no end and no renewal; once it is dead, a person has to log in."""
        raise Refused("Facebook does not renew this page's token. Connect the page again.", trouble=Trouble.RECONNECT)

    async def prepare(self, door: Door, account: Account, piece: Piece, handle: Json) -> Json:
        await photos.bring(partial(self.ask, door, account), account, piece, handle)
        if piece.film:
            photos.note_end(handle)
            await uploads.bring(self.ask, door, account, piece, self.body(piece), handle)
        return handle

    async def publish(self, door: Door, account: Account, piece: Piece, key: str, handle: Json) -> Receipt:
        ask = partial(self.ask, door, account)
        if piece.film:
            return await films.publish(ask, account, piece, self.body(piece), handle)
        if piece.placement == Placement.STORY:
            return await stories.publish(ask, account, photos.brought(piece, handle)[0])
        form: Json = {}
        if text := self.body(piece):
            form["message"] = text
        if piece.pictures:
            shown = [{"media_fbid": photo} for photo in photos.brought(piece, handle)]
            form["attached_media"] = json.dumps(shown)
        elif piece.link:
            form["link"] = piece.link
        answer = await ask("POST", f"/{account.remote_id}/feed", form=form, once=True)
        if not (number := answer.word("id")):
            raise doubt(answer, once=True)
        rest = rest_until(answer), rest_scope(answer)
        return Receipt(number, _permalink(account, number), answer.trace_id, *rest, quotas(answer))

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
        ask = partial(self.ask, door, account)
        if piece.film:
            return await films.find(ask, account, piece, handle)
        if piece.placement == Placement.STORY:
            return await stories.find(ask, account, handle.get("photos", {}))
        photo_ids = frozenset(handle.get("photos", {}).values()) if piece.pictures else frozenset()
        wanted = Wanted(self.body(piece), piece.link, photo_ids, since, known)
        return await find_post(ask, account.remote_id, wanted)

    async def delete(self, door: Door, account: Account, remote_id: str) -> None:
        """Its comments vanish with it."""
        await graph.delete(partial(self.ask, door, account), remote_id)

    async def edit(self, door: Door, account: Account, remote_id: str, piece: Piece, handle: Json) -> None:
        """Only what the same app made (pages-api/posts, Update a Page post); a film keeps its words as description."""
        form = {_words_of(piece): self.body(piece)}
        answer = await self.ask(door, account, "POST", f"/{remote_id}", form=form, once=True)
        if answer.value("success") is not True:
            raise doubt(answer, once=True)

    async def is_edited(self, door: Door, account: Account, remote_id: str, piece: Piece, handle: Json) -> bool:
        name = _words_of(piece)
        answer = await self.ask(door, account, "GET", f"/{remote_id}", query={"fields": name})
        return bare(answer.word(name)) == bare(self.body(piece))

    ask = staticmethod(ask)


def _words_of(piece: Piece) -> str:
    """The field in which they stand."""
    return "description" if piece.film else "message"
