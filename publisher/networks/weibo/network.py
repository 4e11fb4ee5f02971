"""Publishing to Sina Weibo.

Sources: open.weibo.com/wiki, 2/statuses/share, 2/account/get_uid, 2/users/show and Oauth2 (the token in a header).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from ipaddress import ip_address
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
    Piece,
    Proof,
    Receipt,
    Refused,
    Takes,
    Trouble,
)
from publisher.networks.films import check_shape
from publisher.networks.http import Door, File
from publisher.networks.pictures import PictureRules, check_pictures, file_name
from publisher.networks.text import urls, with_link
from publisher.networks.weibo import standing
from publisher.networks.weibo.mid import base62
from publisher.networks.weibo.search import Wanted, find_status
from publisher.networks.weibo.text import LINK_HALVES, length, links_under, topic
from publisher.networks.weibo.verdicts import verdict

CHARACTERS = 140
PICTURES = PictureRules(most=1, kinds=("image/jpeg", "image/png", "image/gif"), size=4_999_999)
"""Less than 5 MB. There is no place for a description."""


class Weibo:
    """There is no key; Weibo refuses the same or a similar text, but promises nothing.

    After a lost answer the account's newest posts are read, two minutes after the attempt, since Weibo itself asks for
    one or two. They are few, so that what is not among them may still be there: a person decides then.
    """

    name = "weibo"
    title = "Sina Weibo"
    home = "https://api.weibo.com/2"
    asks: tuple[Ask, ...] = (
        Ask("token", "Access token", hidden=True),
        Ask("ip", "Public IP address", "From which Marquee calls; Sina Weibo asks for it with each post."),
        Ask("domains", "Security domains", "Of the app, by commas: each post has a link to one of them."),
    )
    takes = Takes(needs_link=True, pictures=1, described=False)
    in_flight = 100
    proof = Proof(settle=timedelta(minutes=2), looks=2, pause=timedelta(seconds=30), certain=False)
    budgets: tuple[Budget, ...] = (Budget(calls=30, seconds=3600), Budget(calls=100, seconds=86_400))
    """Rate-limiting: 30 posts an hour for each user of an app; by newer words 100 calls a day."""

    def key(self, at: datetime) -> str:
        return ""

    def body(self, piece: Piece) -> str:
        """The text as it is sent; it must hold a link to the app's security domain."""
        return with_link(piece.text, piece.link)

    def count(self, text: str, limits: Mapping[str, Any]) -> Count:
        link = int(limits.get("link_halves") or LINK_HALVES)
        return Count(length(text, link), int(limits.get("characters") or CHARACTERS))

    def picture_rules(self, limits: Mapping[str, Any]) -> PictureRules:
        return PICTURES

    def preflight(self, piece: Piece, limits: Mapping[str, Any]) -> list[Finding]:
        text = self.body(piece)
        count = self.count(text, limits)
        findings = [
            *check_shape(piece, self.takes, self.title),
            *check_pictures(piece.pictures, PICTURES, self.title),
        ]
        if not text.strip():
            findings.append(Finding("The post is empty. Write a text and add a link."))
        if count.used > count.limit:
            sentence = (
                f"The text has {count.used} characters as Sina Weibo counts, with its link; {count.limit} may be."
            )
            findings.append(Finding(f"{sentence} Shorten it by {count.used - count.limit}."))
        if found := topic(text):
            findings.append(Finding(f"Sina Weibo takes no topics from apps. Remove a hash sign of “{found}”."))
        return findings + _about_link(text, limits.get("domains") or [])

    async def identify(self, door: Door, account: Account) -> Identity:
        _public_address(account)
        uid = (await self.ask(door, account, "GET", "/account/get_uid.json")).word("uid")
        user = await self.ask(door, account, "GET", "/users/show.json", query={"uid": uid})
        name = user.word("screen_name")
        if not (uid and name):
            raise doubt(user, once=False)
        address = account.address or f"https://weibo.com/{uid}"
        domains = account.secret.get("domains", "").replace(",", " ").split()
        limits = {"domains": domains} if domains else {}
        return Identity(
            uid,
            user.word("name") or name,
            f"@{name}",
            address,
            dict(account.secret),
            limits,
            expires_at=await standing.ends_at(door, account),
            quotas=await standing.quotas(partial(self.ask, door, account, "GET")),
        )

    async def renew(self, door: Door, account: Account) -> Mapping[str, str]:
        """Apps of this kind get no refresh token; a token lives for days or weeks, as the app's rank allows."""
        raise Refused("Sina Weibo does not renew tokens. Connect the page again.", trouble=Trouble.RECONNECT)

    async def prepare(self, door: Door, account: Account, piece: Piece, handle: Json) -> Json:
        """Nothing: the picture goes along with the text."""
        return handle

    async def publish(self, door: Door, account: Account, piece: Piece, key: str, handle: Json) -> Receipt:
        form = {"status": self.body(piece), "rip": account.secret.get("ip", "")}
        async with door.room.take(piece.weight):
            files = [
                File("pic", file_name(picture), picture.mime, await asyncio.to_thread(picture.read))
                for picture in piece.pictures
            ]
            answer = await self.ask(door, account, "POST", "/statuses/share.json", form=form, files=files, once=True)
        number = answer.word("idstr") or answer.word("mid")
        if not number:
            raise doubt(answer, once=True)
        return Receipt(number, _permalink(account, number), answer.trace_id)

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
        query = {"uid": account.remote_id, "count": "100", "trim_user": "1"}
        answer = await self.ask(door, account, "GET", "/statuses/user_timeline.json", query=query)
        number = find_status(answer.rows("statuses"), Wanted(self.body(piece), since, known))
        return Receipt(number, _permalink(account, number)) if number else None

    async def ask(
        self, door: Door, account: Account, method: str, path: str, *, once: bool = False, **parts: Any
    ) -> Answer:
        """One call as this account; raises what the answer means unless it is 2xx without an error in it."""
        headers = {"Authorization": f"OAuth2 {account.secret['token']}"}
        answer = await door.call(method, account.home.rstrip("/") + path, headers=headers, once=once, **parts)
        if not answer.fine or answer.value("error_code"):
            raise verdict(answer, once=once)
        return answer


def _about_link(text: str, domains: list[str]) -> list[Finding]:
    """What is wrong with the links: there is none, or none that leads where the app may link to."""
    if not text.strip():
        return []
    if not urls(text):
        return [Finding("Sina Weibo takes no post without a link. Add one.", field="link")]
    if domains and not links_under(text, domains):
        where = " or ".join(domains)
        return [Finding(f"Sina Weibo takes only posts with a link to {where}. Add one, or change yours.", field="link")]
    return []


def _public_address(account: Account) -> None:
    """`rip`, the IP address of whoever posts, is required. Raises `Refused` when none was given."""
    try:
        ip_address(account.secret.get("ip", ""))
    except ValueError:
        reason = "Sina Weibo wants to know the public IP address Marquee calls from. Connect the page with it."
        raise Refused(reason, trouble=Trouble.MISCONFIGURED) from None


def _permalink(account: Account, number: str) -> str:
    return f"{account.address or f'https://weibo.com/{account.remote_id}'}/{base62(number)}"
