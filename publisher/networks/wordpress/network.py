"""Publishing to a WordPress blog. Source: developer.wordpress.org/rest-api/reference (posts, media, users)."""

from __future__ import annotations

import html
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
    Later,
    Piece,
    Proof,
    Receipt,
    Refused,
    Trouble,
)
from publisher.networks.http import Door
from publisher.networks.pictures import PictureRules, slots
from publisher.networks.text import with_link
from publisher.networks.wordpress.article import article
from publisher.networks.wordpress.calls import POST, ask
from publisher.networks.wordpress.drafts import draft, upload, upload_film
from publisher.networks.wordpress.limits import PICTURES, TAKES, TITLE, counted, findings

DELETED = "Somebody deleted this post or its draft at the blog. Look there, then decide."
RIGHTS = ("publish_posts", "upload_files")


class WordPress:
    """A draft, which the public does not see, is made ahead; the one irreversible call publishes it by its id.

    A repeat publishes what is published already. The draft itself tells for certain whether it is public; should a call
    still hang in the server while it is looked at, the repeat meets the same post.
    """

    name = "wordpress"
    title = TITLE
    home = ""
    asks: tuple[Ask, ...] = (
        Ask("user", "User name"),
        Ask("password", "Application password", "Users → Profile → Application passwords.", hidden=True),
    )
    takes = TAKES
    in_flight = 150
    proof = Proof(settle=timedelta(0), looks=1)
    budgets: tuple[Budget, ...] = ()
    """WordPress counts no calls; hosts that do say so by 429."""

    def key(self, at: datetime) -> str:
        """There is none: the draft is the handle, and it is what recognises a repeat."""
        return ""

    def body(self, piece: Piece) -> str:
        """The words of the article, its title included."""
        return with_link(piece.text, piece.link)

    def count(self, text: str, limits: Mapping[str, Any]) -> Count:
        return counted(text)

    def picture_rules(self, limits: Mapping[str, Any]) -> PictureRules:
        return PICTURES.within(limits)

    def preflight(self, piece: Piece, limits: Mapping[str, Any]) -> list[Finding]:
        return list(findings(piece, self.body(piece), limits))

    async def identify(self, door: Door, account: Account) -> Identity:
        fields = {"context": "edit", "_fields": "id,name,slug,capabilities"}
        me = await ask(door, account, "GET", "/wp/v2/users/me", query=fields)
        rights = me.value("capabilities")
        if not (me.word("id") and isinstance(rights, dict)):
            raise doubt(me, once=False)
        if not all(rights.get(right) is True for right in RIGHTS):
            reason = "This user may not publish posts and upload pictures there. Make the user an author or editor."
            raise Refused(reason, trouble=Trouble.PERMISSION)
        site = await ask(door, account, "GET", "/", query={"_fields": "name,home"})
        address = account.address or site.word("home")
        name = html.unescape(site.word("name")) or me.word("name")
        return Identity(me.word("id"), name, me.word("slug"), address, dict(account.secret))

    async def renew(self, door: Door, account: Account) -> Mapping[str, str]:
        """An application password works until somebody revokes it."""
        raise Refused("WordPress does not renew passwords. Connect the page again.", trouble=Trouble.RECONNECT)

    async def prepare(self, door: Door, account: Account, piece: Piece, handle: Json) -> Json:
        """The draft first: what belongs to one is in no public list of the blog's media."""
        if "post" not in handle:
            handle["post"] = await draft(door, account, piece, handle)
        for slot, picture in slots(piece.pictures):
            if slot not in handle.setdefault("media", {}):
                handle["media"][slot] = await upload(door, account, picture, handle["post"])
        if (film := piece.film) and film.checksum not in handle.setdefault("media", {}):
            handle["media"][film.checksum] = await upload_film(door, account, film, handle["post"])
        return handle

    async def publish(self, door: Door, account: Account, piece: Piece, key: str, handle: Json) -> Receipt:
        """With the whole content, so that it says what was approved whatever became of the draft meanwhile."""
        if "post" not in handle or not _is_brought(piece, handle):
            raise Later("The draft and its media are not at the blog yet. Marquee brings them first.", prepare=True)
        public = {**article(piece, handle.get("media", {})), "status": "publish"}
        path = f"/wp/v2/posts/{handle['post']}"
        answer = await ask(door, account, "POST", path, json=public, query=POST, once=True)
        if not (answer.word("id") and answer.word("status")):
            raise doubt(answer, once=True)
        if answer.word("status") != "publish":
            raise _kept_back(answer)
        return _receipt(answer)

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
        """The draft of this delivery, if it is public. Without a draft nothing was ever asked to be.

        One that is gone may have been public before somebody at the blog deleted it.
        """
        if "post" not in handle:
            return None
        try:
            answer = await ask(door, account, "GET", f"/wp/v2/posts/{handle['post']}", query=POST)
        except Later as later:
            if later.prepare:
                raise Refused(DELETED, later.network_text, status=later.status) from later
            raise
        status = answer.word("status")
        if status == "trash":
            raise Refused(DELETED)
        if not status:
            raise doubt(answer, once=False)
        return _receipt(answer) if status == "publish" else None

    async def delete(self, door: Door, account: Account, remote_id: str) -> None:
        """Into the trash, from where the blog's own people may take it back."""
        with done_already(404, 410, said="post"):
            await ask(door, account, "DELETE", f"/wp/v2/posts/{remote_id}", query=POST)

    async def edit(self, door: Door, account: Account, remote_id: str, piece: Piece, handle: Json) -> None:
        """The whole article anew, with the media that it shows; its address stays."""
        if not _is_brought(piece, handle):
            raise Refused("Marquee does not know the media of this post any more. Change it at the blog.")
        path, said = f"/wp/v2/posts/{remote_id}", article(piece, handle.get("media", {}))
        answer = await ask(door, account, "POST", path, json=said, query=POST, once=True)
        if answer.word("id") != remote_id:
            raise doubt(answer, once=True)

    async def is_edited(self, door: Door, account: Account, remote_id: str, piece: Piece, handle: Json) -> bool:
        """Where the blog's own filters touched it, it is changed once more, which does no harm."""
        query = {"context": "edit", "_fields": "title,content"}
        post = await ask(door, account, "GET", f"/wp/v2/posts/{remote_id}", query=query)
        said = article(piece, handle.get("media", {}))
        return all(post.word(name, "raw").strip() == said[name] for name in ("title", "content"))


def _is_brought(piece: Piece, handle: Json) -> bool:
    """Whether all its media are at the blog."""
    wanted = {slot for slot, _ in slots(piece.pictures)} | ({piece.film.checksum} if piece.film else set())
    return wanted <= set(handle.get("media", {}))


def _receipt(answer: Answer) -> Receipt:
    return Receipt(answer.word("id"), answer.word("link"), answer.trace_id)


def _kept_back(answer: Answer) -> Refused:
    reason = (
        f"{answer.host} keeps the post as “{answer.word('status')}” instead of publishing it. Look at it there: a "
        "plugin may hold posts back for review."
    )
    return Refused(reason, trace_id=answer.trace_id, status=answer.status, trouble=Trouble.PERMISSION)
