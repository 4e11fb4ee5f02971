"""Publishing to X. Sources: docs.x.com, x-api/posts/create-post, x-api/media and x-api/users/get-me."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

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
    Scope,
    Takes,
)
from publisher.networks.films import check_film, check_shape
from publisher.networks.http import Door
from publisher.networks.oauth import Challenge, Client, OAuth
from publisher.networks.pictures import GifRules, PictureRules, check_pictures
from publisher.networks.renewal import RENEWAL, lacking
from publisher.networks.text import with_link
from publisher.networks.uploads import limits_of_uploads
from publisher.networks.x import uploads, videos
from publisher.networks.x.allowance import quotas, rest
from publisher.networks.x.search import Wanted, find_post
from publisher.networks.x.session import ask, renewed
from publisher.networks.x.weight import has_link, weight

CHARACTERS, LONG = 280, 25_000
PREMIUM = frozenset({"Basic", "Premium", "PremiumPlus"})
"""Subscriptions whose accounts may write long posts; X tells an account its own. Films may be longer, too, which only
people can know (`seconds` among the secrets); `characters` is for what X does not tell."""
SCOPES = ("tweet.read", "tweet.write", "users.read", "media.write", "offline.access")
PICTURES = PictureRules(
    most=4,
    kinds=("image/jpeg", "image/png", "image/webp"),
    size=5_000_000,
    alt=1000,
    gif=GifRules(size=15_000_000, width=1280, height=1080, frames=350),
)
PLAIN, WITH_LINK, REMOVING = 15, 200, 10
"""What a post costs, and to delete one, in thousandths of a US dollar."""
_CASHTAG = re.compile(r"(?<!\S)\$[a-z]{1,6}(?:[._][a-z]{1,2})?(?!\w)", re.IGNORECASE)


class X:
    """There is no key; X refuses the same text again for a while, but promises nothing.

    After a lost answer the account's own posts are read. Only a list shows absence, and nothing is said of how fast it
    follows, so it takes two clean looks, the first a minute after the attempt.
    """

    name = "x"
    title = "X"
    home = "https://api.x.com/2"
    asks: tuple[Ask, ...] = (
        Ask("token", "Access token", hidden=True),
        *RENEWAL,
        Ask("characters", "Characters in a post", "If the account has Premium.", needed=False),
        Ask("seconds", "Seconds of a film", "If the account has Premium.", needed=False),
    )
    takes = Takes(pictures=4, films=1, threads=True)
    in_flight = 100
    proof = Proof(settle=timedelta(seconds=60), looks=2, pause=timedelta(seconds=5))
    budgets: tuple[Budget, ...] = (
        Budget(calls=100, seconds=15 * 60),
        Budget(calls=10_000, seconds=86_400, scope=Scope.HOME),
    )
    """docs.x.com, x-api/fundamentals/rate-limits: POST /2/tweets for each user, and for each app."""
    removing = REMOVING

    def key(self, at: datetime) -> str:
        return ""

    def body(self, piece: Piece) -> str:
        """The text as it is sent. X has no other place for a link, and makes a card of it there."""
        return with_link(piece.text, piece.link)

    def count(self, text: str, limits: Mapping[str, Any]) -> Count:
        return Count(weight(text), int(limits.get("characters") or CHARACTERS))

    def picture_rules(self, limits: Mapping[str, Any]) -> PictureRules:
        return PICTURES

    def preflight(self, piece: Piece, limits: Mapping[str, Any]) -> list[Finding]:
        text = self.body(piece)
        count, cashtags = self.count(text, limits), len(_CASHTAG.findall(text))
        findings = [
            *check_shape(piece, self.takes, self.title),
            *check_pictures(piece.pictures, PICTURES, self.title),
            *(check_film(piece.film, videos.film_rules(limits), self.title) if piece.film else ()),
        ]
        if not (text.strip() or piece.pictures or piece.film):
            findings.append(Finding("The post is empty. Write a text, or add a picture or a film."))
        if count.used > count.limit:
            sentence = f"The text has {count.used} characters as X counts, with its link; X takes {count.limit}."
            findings.append(Finding(f"{sentence} Shorten it by {count.used - count.limit}."))
        if cashtags > 1:
            sentence = f"The text has {cashtags} cashtags ($ and a name); X takes 1 in a post. Remove {cashtags - 1}."
            findings.append(Finding(sentence))
        if has_link(text):
            sentence = "X charges more for a post with a link: 0.20 US dollars instead of 0.015 at its list price."
            findings.append(Finding(sentence, blocks=False, field="link"))
        return findings

    async def identify(self, door: Door, account: Account) -> Identity:
        me = await ask(door, account, "GET", "/users/me", query={"user.fields": "subscription_type"})
        user_id, username = me.word("data", "id"), me.word("data", "username")
        if not (user_id and username):
            raise doubt(me, once=False)
        address = account.address or f"https://x.com/{username}"
        told = {name: account.secret.get(name, "") for name in ("characters", "seconds")}
        premium = {"characters": LONG} if me.word("data", "subscription_type") in PREMIUM else {}
        limits = premium | {name: int(value) for name, value in told.items() if value.isdecimal()}
        name = me.word("data", "name") or username
        lacks = lacking(account.secret, *SCOPES)
        return Identity(user_id, name, f"@{username}", address, dict(account.secret), limits, lacks=lacks)

    def price(self, piece: Piece) -> int:
        """docs.x.com, x-api/getting-started/pricing; X tells nobody but the app's owner what is left of its credits."""
        return WITH_LINK if has_link(self.body(piece)) else PLAIN

    def oauth(self, home: str) -> OAuth:
        """People log in at x.com, the API is api.x.com."""
        home = home.rstrip("/")
        authorize = home.replace("//api.", "//", 1).removesuffix("/2") + "/i/oauth2/authorize"
        return OAuth(authorize, f"{home}/oauth2/token", SCOPES, challenge=Challenge.S256, basic=True)

    async def pages(self, door: Door, client: Client, secret: Mapping[str, str]) -> list[Identity]:
        """The one account that logged in."""
        return [await self.identify(door, Account(client.home, "", {**secret, **client.secret}))]

    async def renew(self, door: Door, account: Account) -> Mapping[str, str]:
        return await renewed(door, account)

    async def prepare(self, door: Door, account: Account, piece: Piece, handle: Json) -> Json:
        with limits_of_uploads():
            if moving := videos.moving(piece):
                await videos.bring(door, account, moving, handle)
            else:
                await uploads.bring(door, account, piece, handle)
        return handle

    async def publish(self, door: Door, account: Account, piece: Piece, key: str, handle: Json) -> Receipt:
        post: Json = {}
        if text := self.body(piece):
            post["text"] = text
        if piece.pictures or piece.film:
            post["media"] = {"media_ids": _brought(piece, handle)}
        if piece.above:
            post["reply"] = {"in_reply_to_tweet_id": piece.above.parent}
        answer = await ask(door, account, "POST", "/tweets", json=post, once=True)
        if not answer.word("data", "id"):
            raise doubt(answer, once=True)
        post_id = answer.word("data", "id")
        return Receipt(post_id, _permalink(account, post_id), answer.trace_id, *rest(answer), quotas(answer))

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
        async def read(path: str, query: Mapping[str, str]) -> Answer:
            return await ask(door, account, "GET", path, query=query)

        media = [*handle.get("media", {}).values(), handle.get("film", {})]
        media_keys = frozenset(one["key"] for one in media if one.get("key"))
        above = piece.above.parent if piece.above else ""
        wanted = Wanted(self.body(piece), media_keys, bool(piece.pictures or piece.film), since, known, above)
        post_id = await find_post(read, account.remote_id, wanted)
        return Receipt(post_id, _permalink(account, post_id)) if post_id else None

    async def delete(self, door: Door, account: Account, remote_id: str) -> None:
        with done_already(404, said="tweet"):
            await ask(door, account, "DELETE", f"/tweets/{remote_id}")


def _brought(piece: Piece, handle: Json) -> list[str]:
    return videos.brought(handle) if videos.moving(piece) else uploads.brought(piece, handle)


def _permalink(account: Account, post_id: str) -> str:
    return f"{account.address or 'https://x.com/i/web'}/status/{post_id}"
