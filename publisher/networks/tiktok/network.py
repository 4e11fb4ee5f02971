"""Publishing to a TikTok account. Source: developers.tiktok.com/doc/content-posting-api-get-started."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from publisher.networks.base import (
    Account,
    Ask,
    Budget,
    Count,
    Film,
    Finding,
    Identity,
    Json,
    Later,
    NetworkError,
    Option,
    Piece,
    Proof,
    Receipt,
    Takes,
    Unsure,
)
from publisher.networks.films import MP4, FilmRules, check_film, check_shape
from publisher.networks.http import Door
from publisher.networks.oauth import Challenge, Client, OAuth
from publisher.networks.pictures import PictureRules
from publisher.networks.renewal import RENEWAL, renewed
from publisher.networks.text import with_link
from publisher.networks.tiktok import creator, films, pictures
from publisher.networks.tiktok.options import OPTIONS
from publisher.networks.tiktok.search import Wanted, find_post
from publisher.networks.tiktok.status import Status, status_of
from publisher.networks.tiktok.verdicts import failure

CAPTION = 2200
"""UTF-16 code units. That is the limit of films; pictures may say more, but then a text would fit only one of them."""
FILMS = FilmRules(
    size=4_000_000_000,
    longest=600,
    kinds=(*MP4, "video/webm"),
    codecs=("h264", "hevc", "vp8", "vp9"),
    rates=(23, 60),
    width=4096,
    height=4096,
    narrowest=360,
    lowest=360,
)
WORKING = "TikTok has the post and still works on it. Marquee looks until it is out."


class TikTok:
    """A film is public when TikTok has all of it and has worked it through, so that its last part is sent at its time.
    It has a name from the beginning, by which TikTok tells what has become of it: no repeat makes a second one.

    Pictures are fetched by TikTok and have no name before the call that makes them public. When its answer is lost the
    account's public posts are read, on which moderation lets one wait for minutes or hours: what is not found a person
    decides.

    TikTok takes a post and may still give it up. It counts as published when TikTok says that it is.
    """

    name = "tiktok"
    title = "TikTok"
    home = "https://open.tiktokapis.com/v2"
    asks: tuple[Ask, ...] = (
        Ask("token", "Access token", hidden=True),
        *(replace(ask, label="Client key") if ask.name == "client_id" else ask for ask in RENEWAL),
    )
    options: tuple[Option, ...] = OPTIONS
    takes = Takes(words_alone=False, pictures=pictures.RULES.most, films=1, at_once=10, described=False, fetches=True)
    in_flight = 100
    proof = Proof(settle=timedelta(minutes=1), looks=2, films_only=True)
    budgets: tuple[Budget, ...] = (Budget(calls=6, seconds=60), Budget(calls=15, seconds=86_400))

    def key(self, at: datetime) -> str:
        return ""

    def body(self, piece: Piece) -> str:
        """The caption. A link in it cannot be followed, but read."""
        return with_link(piece.text, piece.link)

    def count(self, text: str, limits: Mapping[str, Any]) -> Count:
        return Count(len(text.encode("utf-16-le")) // 2, CAPTION)

    def picture_rules(self, limits: Mapping[str, Any]) -> PictureRules:
        return pictures.RULES

    def preflight(self, piece: Piece, limits: Mapping[str, Any]) -> list[Finding]:
        count = self.count(self.body(piece), limits)
        findings = check_shape(piece, self.takes, self.title)
        if not (piece.film or piece.pictures):
            empty = "" if piece.text.strip() or piece.link else "The post is empty. "
            findings.append(Finding(f"{empty}TikTok shows nothing without a film or pictures. Add one.", field="film"))
        if count.used > count.limit:
            sentence = f"The caption has {count.used} characters as TikTok counts; it takes {count.limit}."
            findings.append(Finding(f"{sentence} Shorten it by {count.used - count.limit}."))
        findings += pictures.check(piece.pictures, self.title)
        if piece.film:
            longest = min(FILMS.longest, float(limits.get("seconds") or FILMS.longest))
            findings += check_film(piece.film, replace(FILMS, longest=longest), self.title)
        return findings

    async def identify(self, door: Door, account: Account) -> Identity:
        return await creator.identify(door, account)

    def oauth(self, home: str) -> OAuth:
        """People log in at www.tiktok.com, the API is open.tiktokapis.com."""
        home = home.rstrip("/")
        authorize = home.replace("//open.tiktokapis.com", "//www.tiktok.com", 1) + "/auth/authorize/"
        token = f"{home}/oauth/token/"
        return OAuth(authorize, token, creator.SCOPES, ",", Challenge.HEX, client_id="client_key")

    async def pages(self, door: Door, client: Client, secret: Mapping[str, str]) -> list[Identity]:
        """The one account that logged in."""
        return [await creator.identify(door, Account(client.home, "", {**secret, **client.secret}))]

    async def renew(self, door: Door, account: Account) -> Mapping[str, str]:
        """A token lives for hours; what renews it comes anew each time, and the one before it is dead at once."""
        oauth = self.oauth(account.home)
        return await renewed(door, account, oauth.token, self.title, basic=False, client_id=oauth.client_id)

    async def prepare(self, door: Door, account: Account, piece: Piece, handle: Json) -> Json:
        if piece.film:
            await films.bring(door, account, piece.film, self.body(piece), handle)
        else:
            await pictures.prepare(door, account, self.body(piece), handle)
        return handle

    async def publish(self, door: Door, account: Account, piece: Piece, key: str, handle: Json) -> Receipt:
        arrived = True
        if piece.film:
            arrived = await films.finish(door, piece.film, handle)
        else:
            await pictures.publish(door, account, piece, handle)
        status = await _status_after(door, account, handle)
        if status.is_out:
            return status.receipt(account)
        if status.failed:
            raise failure(status.reason, status.trace_id)
        if piece.film and not arrived and status.lacks(piece.film.size):
            reason = "TikTok did not take the last part of the film. Marquee brings it there anew."
            raise Later(reason, trace_id=status.trace_id, prepare=True)
        raise Unsure(WORKING, trace_id=status.trace_id)

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
        if name := handle.get("publish_id", ""):
            receipt = _outcome(await status_of(door, account, name), account, piece.film)
            return receipt if receipt and receipt.remote_id not in known else None
        if piece.film:
            return None
        number = await find_post(door, account, Wanted(self.body(piece), since, known))
        return Status("", "PUBLISH_COMPLETE", "", 0, number, "").receipt(account) if number else None


async def _status_after(door: Door, account: Account, handle: Json) -> Status:
    """What has become of a post that TikTok has just taken; it is in its hands, so that any trouble leaves doubt."""
    try:
        return await status_of(door, account, handle["publish_id"])
    except NetworkError as error:
        raise Unsure(WORKING, error.network_text, error.trace_id) from error


def _outcome(status: Status, account: Account, film: Film | None) -> Receipt | None:
    """None when it is certainly not public. Raises `Later` while TikTok works on it, `Refused` if it gave it up."""
    if status.is_out:
        return status.receipt(account)
    if status.failed:
        error = failure(status.reason, status.trace_id)
        if isinstance(error, Later):
            return None
        raise error
    if film and status.lacks(film.size):
        return None
    raise Later(WORKING, trace_id=status.trace_id)
