"""Publishing to a YouTube channel.

Source: developers.google.com/youtube/v3/docs/videos (insert, update, list, delete).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from publisher.networks.answers import done_already, doubt
from publisher.networks.base import (
    Account,
    Ask,
    Budget,
    Count,
    Finding,
    Identity,
    Json,
    Later,
    Of,
    Option,
    Piece,
    Placement,
    Proof,
    Receipt,
    Refused,
    Scope,
    Takes,
    Trouble,
    Units,
)
from publisher.networks.films import MP4, FilmRules, check_film, check_shape
from publisher.networks.http import Door
from publisher.networks.oauth import Challenge, Client, OAuth
from publisher.networks.renewal import RENEWAL, renewed
from publisher.networks.text import bare
from publisher.networks.youtube import channel, options, uploads, words
from publisher.networks.youtube.calls import ask, permalink
from publisher.networks.youtube.comments import Comments
from publisher.networks.youtube.processing import processed, status_of
from publisher.networks.youtube.verdicts import PACIFIC

FILMS = FilmRules(size=256_000_000_000, longest=channel.LONG, kinds=(*MP4, "video/webm"), codecs=())
"""It takes more kinds than Marquee keeps."""
SCOPES = (channel.RIGHT,)
"""The least with which a film may be changed; it is enough to upload one and to read the channel, too."""
KEPT = ("tags", "categoryId", "defaultLanguage", "defaultAudioLanguage")
"""What a film's snippet has beside its words and may be written."""
DAY = 86_400
"""Seconds."""
SHORT = 180
"""Seconds up to which YouTube makes a Short of what is not wider than it is high."""


class YouTube:
    """The film is brought ahead and waits there, private and worked through, until one call lets the public see it.

    The film's id is known before that call, and the call only sets who may see it: it is read back for certain at once,
    and repeating it makes nothing new.
    """

    name = "youtube"
    title = "YouTube"
    home = "https://www.googleapis.com"
    asks: tuple[Ask, ...] = (Ask("token", "Access token", hidden=True), *RENEWAL)
    options: tuple[Option, ...] = options.OPTIONS
    takes = Takes(words_alone=False, films=1, at_once=10, described=False, placements=(Placement.FEED, Placement.REEL))
    comments = Comments()
    in_flight = 100
    proof = Proof(settle=timedelta(0))
    units = Units(post=50, comment=50, removal=50, correction=51, look=1)
    """Lists cost 1, writes 50; to change a film's words it is read before (docs/determine_quota_cost)."""
    budgets: tuple[Budget, ...] = (
        Budget(100, DAY, Scope.HOME, Of.POSTS, PACIFIC.key),
        Budget(10_000, DAY, Scope.HOME, Of.UNITS, PACIFIC.key),
    )
    """All pages of an app share its 100 uploads and its 10,000 units of a day in California; YouTube says of neither
    what is left."""

    def key(self, at: datetime) -> str:
        return ""

    def body(self, piece: Piece) -> str:
        """The text as people read it: the title and, below it, the description with the link."""
        return "\n\n".join(part for part in words.words(piece) if part)

    def count(self, text: str, limits: Mapping[str, Any]) -> Count:
        return words.count(text)

    def picture_rules(self, limits: Mapping[str, Any]) -> None:
        """It shows none."""

    def preflight(self, piece: Piece, limits: Mapping[str, Any]) -> list[Finding]:
        findings = [Finding(sentence) for sentence in words.check(piece)]
        findings += [Finding(sentence, blocks=False) for sentence in words.warn(piece)]
        findings += check_shape(piece, self.takes, self.title)
        if piece.film is None:
            return [*findings, Finding("YouTube shows nothing but films. Add one.", field="film")]
        findings += check_film(piece.film, FILMS.within(limits), self.title)
        is_short = piece.film.seconds <= SHORT and piece.film.width <= piece.film.height
        if piece.placement == Placement.REEL and not is_short:
            sentence = (
                "A Short is upright or square and lasts three minutes at most. Crop or cut it, or show it as a film."
            )
            findings.append(Finding(sentence, field="film"))
        return findings

    async def identify(self, door: Door, account: Account) -> Identity:
        return await channel.identify(door, account)

    def oauth(self, home: str) -> OAuth:
        """People log in at accounts.google.com and choose one channel, oauth2.googleapis.com gives the tokens, and the
        API is www.googleapis.com. What renews a token comes to those who ask offline, for sure only with a prompt."""
        home = home.rstrip("/")
        authorize = home.replace("//www.googleapis.com", "//accounts.google.com", 1) + "/o/oauth2/v2/auth"
        token = home.replace("//www.", "//oauth2.", 1) + "/token"
        asking = {"access_type": "offline", "prompt": "consent"}
        return OAuth(authorize, token, SCOPES, challenge=Challenge.S256, asking=asking)

    async def pages(self, door: Door, client: Client, secret: Mapping[str, str]) -> list[Identity]:
        """The one channel that was chosen."""
        return [await channel.identify(door, Account(client.home, "", {**secret, **client.secret}))]

    async def renew(self, door: Door, account: Account) -> Mapping[str, str]:
        """A token lives for an hour; what renews it until somebody revokes it, or for half a year unused."""
        return await renewed(door, account, self.oauth(account.home).token, self.title, basic=False)

    async def prepare(self, door: Door, account: Account, piece: Piece, handle: Json) -> Json:
        if piece.film is None:
            raise Refused("YouTube shows nothing but films. Add one.", trouble=Trouble.MEDIA)
        options.privacy(account)  # rather now than at its time
        if "video" not in handle:
            await uploads.bring(door, account, piece, piece.film, handle)
        handle["units"] = handle.get("units", 0) + self.units.look
        await processed(door, account, handle["video"])
        handle["ready"] = True
        return handle

    async def publish(self, door: Door, account: Account, piece: Piece, key: str, handle: Json) -> Receipt:
        wanted, video = options.privacy(account), handle.get("video", "")
        if not (video and handle.get("ready")):
            raise Later("The film is not at YouTube yet. Marquee brings it there first.", prepare=True)
        update = {"id": video, "status": options.status(account, wanted)}
        answer = await ask(door, account, "PUT", "/youtube/v3/videos", query={"part": "status"}, json=update, once=True)
        if answer.word("id") != video:
            raise doubt(answer, once=True)
        if answer.word("status", "privacyStatus") != wanted:
            reason = "YouTube keeps the film private, as it does for apps it has not verified. Ask your operators."
            raise Refused(reason, answer.words, answer.trace_id, answer.status, trouble=Trouble.APP)
        return Receipt(video, permalink(account, video), answer.trace_id)

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
        video = handle.get("video", "")
        if not video or video in known:
            return None
        status = await status_of(door, account, video)
        is_out = status.get("privacyStatus") == options.privacy(account)
        return Receipt(video, permalink(account, video)) if is_out else None

    async def edit(self, door: Door, account: Account, remote_id: str, piece: Piece, handle: Json) -> None:
        """Title and description. An update clears of the snippet what it leaves out."""
        title, description = words.words(piece)
        kept = {name: value for name, value in (await self._snippet(door, account, remote_id)).items() if name in KEPT}
        said = {"id": remote_id, "snippet": {**kept, "title": title, "description": description}}
        answer = await ask(door, account, "PUT", "/youtube/v3/videos", query={"part": "snippet"}, json=said, once=True)
        if answer.word("id") != remote_id:
            raise doubt(answer, once=True)

    async def is_edited(self, door: Door, account: Account, remote_id: str, piece: Piece, handle: Json) -> bool:
        snippet = await self._snippet(door, account, remote_id)
        said = [bare(str(snippet.get(name) or "")) for name in ("title", "description")]
        return said == [bare(part) for part in words.words(piece)]

    async def _snippet(self, door: Door, account: Account, video: str) -> Json:
        answer = await ask(door, account, "GET", "/youtube/v3/videos", query={"part": "snippet", "id": video})
        if not (rows := answer.rows("items")):
            raise Refused("The film is no longer at YouTube, so there is nothing to change.")
        snippet: Json = rows[0].get("snippet") or {}
        return snippet

    async def delete(self, door: Door, account: Account, remote_id: str) -> None:
        with done_already(404, said="video"):
            await ask(door, account, "DELETE", "/youtube/v3/videos", query={"id": remote_id})
