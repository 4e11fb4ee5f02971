"""Publishing to a Telegram channel. Source: core.telegram.org/bots/api and /bots/faq (limits)."""

from __future__ import annotations

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
    Refused,
    Takes,
    Trouble,
)
from publisher.networks.films import check_film, check_shape
from publisher.networks.http import Door
from publisher.networks.pictures import PictureRules
from publisher.networks.telegram.calls import ask, chat_of
from publisher.networks.telegram.limits import CHARACTERS, FILM, PICTURES, check_album, check_text, length
from publisher.networks.telegram.messages import changed, request
from publisher.networks.text import with_link

WEB = "https://t.me"


class Telegram:
    """A bot posts. There is no key, and a bot can read neither the channel nor its own posts there, so that whatever
    had no clear answer is for a person to see. Pictures and films travel with the call that makes the post.
    """

    name = "telegram"
    title = "Telegram"
    home = "https://api.telegram.org"
    asks: tuple[Ask, ...] = (
        Ask("token", "Bot token", "From @BotFather.", hidden=True),
        Ask("chat", "Channel", "Its @name or number. The bot must be an administrator there."),
    )
    takes = Takes(pictures=10, films=1, beside=9, described=False)
    in_flight = 60
    """A bot, which may serve many channels, may send about 30 messages a second, and an answer takes part of one."""
    proof = Proof(settle=timedelta(0), certain=False, sees=False)
    budgets: tuple[Budget, ...] = (Budget(calls=20, seconds=60),)
    """Documented for groups; nothing says that channels may have more."""

    def key(self, at: datetime) -> str:
        return ""

    def body(self, piece: Piece) -> str:
        """The text as it is sent, with the link."""
        return with_link(piece.text, piece.link)

    def count(self, text: str, limits: Mapping[str, Any]) -> Count:
        """Of a text without pictures; `preflight` knows whether it is a caption."""
        return Count(length(text), CHARACTERS)

    def picture_rules(self, limits: Mapping[str, Any]) -> PictureRules:
        return PICTURES

    def preflight(self, piece: Piece, limits: Mapping[str, Any]) -> list[Finding]:
        text = self.body(piece)
        return [
            *check_shape(piece, self.takes, self.title),
            *check_album(piece.pictures, piece.film),
            *(check_film(piece.film, FILM.within(limits), self.title) if piece.film else ()),
            *check_text(text, self.count(text, limits), piece),
        ]

    async def identify(self, door: Door, account: Account) -> Identity:
        me = await ask(door, account, "getMe")
        channel = await ask(door, account, "getChat", json={"chat_id": chat_of(account)})
        number = channel.word("result", "id")
        if not (me.word("result", "id") and number):
            raise doubt(channel, once=False, words="The answer lacks an id.")
        if channel.word("result", "type") != "channel":
            reason = "This chat is no channel. Give the @name or the number of the channel."
            raise Refused(reason, trouble=Trouble.MISCONFIGURED)
        member = {"chat_id": number, "user_id": me.value("result", "id")}
        self._check_rights(await ask(door, account, "getChatMember", json=member))
        username = channel.word("result", "username")
        address = account.address or _address(number, username)
        title = channel.word("result", "title") or username
        # By its number the channel is found even when it gets another name.
        secret = {**account.secret, "chat": number}
        return Identity(number, title, f"@{username}" if username else title, address, secret)

    async def renew(self, door: Door, account: Account) -> Mapping[str, str]:
        """A bot's token has no end and no renewal."""
        raise Refused("Telegram does not renew tokens. Connect the page again.", trouble=Trouble.RECONNECT)

    async def prepare(self, door: Door, account: Account, piece: Piece, handle: Json) -> Json:
        """Nothing can be brought ahead: a bot can only upload a picture or film by posting it."""
        return handle

    async def publish(self, door: Door, account: Account, piece: Piece, key: str, handle: Json) -> Receipt:
        async with door.room.take(piece.weight):
            method, parts = await request(piece, self.body(piece), account.remote_id)
            answer = await ask(door, account, method, once=True, **parts)
        # An album is answered by a list: each of its pictures is a message.
        result = answer.value("result")
        places: list[tuple[int, ...]] = [(n,) for n in range(len(result))] if isinstance(result, list) else [()]
        numbers = [answer.word("result", *place, "message_id") for place in places]
        if not (numbers and all(numbers)):
            raise doubt(answer, once=True, words="The answer lacks the message's id.")
        address = account.address or _address(account.remote_id, answer.word("result", "chat", "username"))
        return Receipt(",".join(numbers), f"{address}/{numbers[0]}", answer.trace_id)

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
        """Nothing is to be seen: the Bot API has no history, and gives a bot no updates of its own posts."""
        return None

    async def delete(self, door: Door, account: Account, remote_id: str) -> None:
        """All messages of an album. Those that are not there are passed over (deleteMessages)."""
        wanted = {"chat_id": account.remote_id, "message_ids": [int(number) for number in remote_id.split(",")]}
        with done_already(400, said="message to delete not found"):
            await ask(door, account, "deleteMessages", json=wanted)

    async def edit(self, door: Door, account: Account, remote_id: str, piece: Piece, handle: Json) -> None:
        """Of an album the caption of its first message. That it says so already is an error there."""
        method, words = changed(piece, self.body(piece), account.remote_id)
        wanted = {**words, "message_id": int(remote_id.partition(",")[0])}
        with done_already(400, said="message is not modified"):
            await ask(door, account, method, json=wanted, once=True)

    async def is_edited(self, door: Door, account: Account, remote_id: str, piece: Piece, handle: Json) -> bool:
        """A bot cannot read what it posted."""
        return False

    def _check_rights(self, member: Answer) -> None:
        owns = member.word("result", "status") == "creator"
        if not (owns or member.value("result", "can_post_messages") is True):
            reason = "The bot may not post in this channel. Make it an administrator there that may post messages."
            raise Refused(reason, trouble=Trouble.PERMISSION)


def _address(number: str, username: str) -> str:
    """Where people see the channel; a private one only its members (core.telegram.org/api/links)."""
    return f"{WEB}/{username}" if username else f"{WEB}/c/{number.removeprefix('-100')}"
