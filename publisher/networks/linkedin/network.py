"""Publishing to a LinkedIn organisation page.

Source: learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from publisher.networks.answers import Answer
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
    Takes,
    Unsure,
)
from publisher.networks.films import FilmRules, check_film, check_shape
from publisher.networks.http import Door
from publisher.networks.linkedin import images, organization, outcome, videos
from publisher.networks.linkedin.calls import ask, author, encoded, permalink
from publisher.networks.linkedin.comments import Comments
from publisher.networks.linkedin.content import content_of
from publisher.networks.linkedin.little import escape, length, plain
from publisher.networks.linkedin.search import Wanted, find_post
from publisher.networks.oauth import Client, OAuth
from publisher.networks.pictures import PictureRules, check_pictures
from publisher.networks.renewal import RENEWAL, renewed
from publisher.networks.text import bare, with_link
from publisher.networks.uploads import limits_of_uploads

SCOPES = ("w_organization_social", "r_organization_social", "rw_organization_admin")
"""To write and read posts, and to list the pages; r_organization_admin is no scope of the product that may post."""
CHARACTERS = 3000
PICTURES = PictureRules(
    most=20, kinds=("image/jpeg", "image/png", "image/gif"), size=5_000_000, pixels=36_152_319, alt=4086
)
"""LinkedIn documents the pixels; 5 MB is the least that users of the API report to pass."""
FILM = FilmRules(
    size=500_000_000,
    least_size=75_000,
    shortest=3,
    longest=1800,
    kinds=("video/mp4",),
    ratios=(1 / 2.4, 2.4),
)


class LinkedIn:
    """There is no key. Pictures and films are brought before, each under a name of its own that tells this post from
    all others.

    After a lost answer the organisation's posts are read for five minutes, as the list may lag. Only for words alone
    is absence believed then, because LinkedIn refuses the same words twice should the list have lagged longer.

    A post with media counts as published when LinkedIn says that it is: before that it may give it up. It has been seen
    to withdraw one later, too, which is documented nowhere; nobody asks it then.
    """

    name = "linkedin"
    title = "LinkedIn"
    home = "https://api.linkedin.com"
    asks: tuple[Ask, ...] = (
        Ask("token", "Access token", hidden=True),
        Ask("organization", "Number of the page", "If the token opens several.", needed=False),
        *RENEWAL,
    )
    takes = Takes(pictures=20, films=1, cards=True)
    comments = Comments()
    in_flight = 100
    proof = Proof(settle=timedelta(minutes=4), looks=2, pause=timedelta(minutes=1), words_only=True)
    budgets: tuple[Budget, ...] = ()
    """The daily limits are shown to the app's owner alone; 429 says when one is used up."""

    def key(self, at: datetime) -> str:
        return ""

    def body(self, piece: Piece) -> str:
        """The text as people read it. A post shows media or a link; with media the link goes into the text."""
        return with_link(piece.text, piece.link) if piece.pictures or piece.film else piece.text

    def count(self, text: str, limits: Mapping[str, Any]) -> Count:
        return Count(length(text), int(limits.get("characters") or CHARACTERS))

    def picture_rules(self, limits: Mapping[str, Any]) -> PictureRules:
        return PICTURES.within(limits)

    def preflight(self, piece: Piece, limits: Mapping[str, Any]) -> list[Finding]:
        text = self.body(piece)
        count = self.count(text, limits)
        findings = [
            *check_shape(piece, self.takes, self.title),
            *check_pictures(piece.pictures, self.picture_rules(limits), self.title),
            *(check_film(piece.film, FILM, self.title) if piece.film else ()),
        ]
        if not (text.strip() or piece.pictures or piece.film or piece.link):
            findings.append(Finding("The post is empty. Write a text, or add a picture, a film or a link."))
        if count.used > count.limit:
            sentence = f"The text has {count.used} characters as LinkedIn counts; it takes {count.limit}."
            findings.append(Finding(f"{sentence} Shorten it by {count.used - count.limit}."))
        return findings

    async def identify(self, door: Door, account: Account) -> Identity:
        return await organization.identify(door, account)

    def oauth(self, home: str) -> OAuth:
        """People log in, and tokens are given, at www.linkedin.com; the API is api.linkedin.com."""
        web = home.rstrip("/").replace("//api.", "//www.", 1) + "/oauth/v2"
        return OAuth(f"{web}/authorization", f"{web}/accessToken", SCOPES)

    async def pages(self, door: Door, client: Client, secret: Mapping[str, str]) -> list[Identity]:
        return await organization.pages(door, Account(client.home, "", {**secret, **client.secret}))

    async def renew(self, door: Door, account: Account) -> Mapping[str, str]:
        """A token lives for 60 days; what renews it for a year from the consent, however often it is used."""
        return await renewed(door, account, self.oauth(account.home).token, self.title, basic=False)

    async def prepare(self, door: Door, account: Account, piece: Piece, handle: Json) -> Json:
        with limits_of_uploads():  # each address has counters of its own
            await images.bring(door, account, piece, handle)
            if piece.film:
                await videos.bring(door, account, piece.film, handle)
        return handle

    async def publish(self, door: Door, account: Account, piece: Piece, key: str, handle: Json) -> Receipt:
        post: Json = {
            "author": author(account),
            "commentary": escape(self.body(piece)),
            "visibility": "PUBLIC",
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
        }
        if content := content_of(piece, handle):
            post["content"] = content
        answer = await ask(door, account, "POST", "/posts", json=post, once=True)
        urn = answer.headers.get("x-restli-id", "")
        if not urn.startswith("urn:li:"):
            reason = "LinkedIn took the post and did not say where it is. Marquee looks for it before anything else."
            raise Unsure(reason, answer.words, answer.trace_id, answer.status)
        if piece.film or piece.brought:
            handle["post"] = urn
            await outcome.shown(door, account, urn)
        return Receipt(urn, permalink(account, urn), answer.trace_id)

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
        async def read(start: int, count: int) -> Answer:
            asked = f"q=author&author={encoded(author(account))}&sortBy=CREATED&start={start}&count={count}"
            return await ask(door, account, "GET", f"/posts?{asked}", headers={"X-RestLi-Method": "FINDER"})

        brought = frozenset(handle.get("images", {}).values()) if piece.pictures else frozenset()
        if piece.film and (film := handle.get("film")):
            brought = frozenset({film["urn"]})
        shows = bool(piece.pictures or piece.film)
        wanted = Wanted(self.body(piece), piece.link, brought, shows, since, known)
        urn, named = await find_post(read, wanted), handle.get("post", "")
        if not urn and named and named not in known and await outcome.is_there(door, account, named):
            urn = named
        return Receipt(urn, permalink(account, urn)) if urn else None

    async def delete(self, door: Door, account: Account, remote_id: str) -> None:
        """LinkedIn says the same whether or not there was anything."""
        await ask(door, account, "DELETE", f"/posts/{encoded(remote_id)}", headers={"X-RestLi-Method": "DELETE"})

    async def edit(self, door: Door, account: Account, remote_id: str, piece: Piece, handle: Json) -> None:
        """Of a post the commentary can be changed, and no media."""
        patch = {"patch": {"$set": {"commentary": escape(self.body(piece))}}}
        headers = {"X-RestLi-Method": "PARTIAL_UPDATE"}
        await ask(door, account, "POST", f"/posts/{encoded(remote_id)}", json=patch, headers=headers, once=True)

    async def is_edited(self, door: Door, account: Account, remote_id: str, piece: Piece, handle: Json) -> bool:
        post = await ask(door, account, "GET", f"/posts/{encoded(remote_id)}")
        return bare(plain(post.word("commentary"))) == bare(self.body(piece))
