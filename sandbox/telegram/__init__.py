"""Telegram's Bot API imitated: one bot for each channel, at `/telegram/api/bot<token>/<method>`.

The bot's token is its number, which is the channel's without -100, a colon, and the account's `token`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from markupsafe import Markup
from starlette.routing import Route

from sandbox.call import Answer, Call, Refusal
from sandbox.edge import Handler, route
from sandbox.kind import Kind, digits
from sandbox.links import linked
from sandbox.telegram import entities
from sandbox.telegram.errors import REFUSALS, bad_request, error, forbidden, too_many
from sandbox.telegram.messages import Messages

if TYPE_CHECKING:
    from sandbox.accounts import Account
    from sandbox.faults import Rule
    from sandbox.posts import Post
    from sandbox.world import World


class Telegram:
    name = "telegram"
    kind = Kind(
        "Telegram",
        "/telegram/api",
        "/telegram/{handle}",
        "/telegram/{handle}/{post}",
        digits(10, "-100"),
        secret=lambda account: {"token": f"{entities.bot_id(account)}:{account.token}", "chat": f"@{account.handle}"},
        refusals=REFUSALS,
    )

    def __init__(self, world: World) -> None:
        self.world = world
        self.messages = Messages(self)
        self.methods = self._methods()
        path = "/bot{token}/{method}"
        self.routes: list[Route] = [
            route(self, f"{verb} {path}", self.answer, self.operation) for verb in ("GET", "POST")
        ]

    def _methods(self) -> dict[str, tuple[str, Handler]]:
        """By their names in lower case: the server does not tell cases apart."""
        return {
            "getme": ("auth", self.get_me),
            "getchat": ("auth", self.get_chat),
            "getchatmember": ("auth", self.get_chat_member),
            "getchatmembercount": ("read", self.get_chat_member_count),
            "sendmessage": ("create", self.messages.send_message),
            "sendphoto": ("create", self.messages.send_photo),
            "sendanimation": ("create", self.messages.send_animation),
            "sendvideo": ("create", self.messages.send_video),
            "sendmediagroup": ("create", self.messages.send_media_group),
            "editmessagetext": ("edit", self.messages.edit_text),
            "editmessagecaption": ("edit", self.messages.edit_caption),
            "deletemessage": ("delete", self.messages.delete),
            "deletemessages": ("delete", self.messages.delete_several),
        }

    def operation(self, call: Call) -> str:
        return self._method(call)[0]

    def answer(self, call: Call) -> Answer:
        return self._method(call)[1](call)

    def _method(self, call: Call) -> tuple[str, Handler]:
        method = self.methods.get(call.params["method"].lower())
        if method is None:
            raise Refusal(error(404))
        return method

    def caller(self, call: Call, _needed: bool) -> Account | None:
        number, _, secret = call.params["token"].partition(":")
        if not number.isdecimal() or not secret:
            raise Refusal(error(404))
        account = self.world.accounts.by_token.get(("telegram", secret))
        if account is None or number != entities.bot_id(account):
            raise Refusal(error(401))
        return account

    def channel(self, call: Call) -> Account:
        """The channel that `chat_id` names. Raises `Refusal` if there is none, or the bot is not in it."""
        name = call.word("chat_id")
        account = self.world.accounts.find("telegram", name.removeprefix("@"))
        if not name or account is None:
            raise bad_request("chat not found")
        if account is not call.me:
            raise forbidden("bot is not a member of the channel chat")
        return account

    def text(self, call: Call) -> str:
        if call.params["method"].lower() == "sendmediagroup":
            return str(call.fields.get("media", ""))
        return call.word("text") or call.word("caption")

    def repeats(self, _call: Call) -> bool:
        return False

    def malformed(self, _sentence: str) -> Answer:
        return error(400, "can't parse the request")

    def fault(self, _call: Call, rule: Rule) -> Answer:
        if rule.fault == "rate_limited":
            return too_many(math.ceil(rule.seconds))
        if rule.fault == "expired_token":
            return error(401)
        if rule.fault == "duplicate_refusal":
            # Telegram refuses no repeats; this is the nearest it has.
            return error(500, "RANDOM_ID_DUPLICATE")
        return error(500 if rule.fault == "replay_error" else rule.status)

    def dress(self, _call: Call, _answer: Answer) -> None:
        """Its answers have no headers worth imitating."""

    def get_me(self, call: Call) -> Answer:
        return entities.result(entities.bot(call.me))

    def get_chat(self, call: Call) -> Answer:
        return entities.result(entities.chat(self.channel(call)))

    def get_chat_member(self, call: Call) -> Answer:
        account = self.channel(call)
        if call.word("user_id") != entities.bot_id(account):
            raise bad_request("PARTICIPANT_ID_INVALID")
        return entities.result(entities.administrator(account))

    def get_chat_member_count(self, call: Call) -> Answer:
        self.channel(call)
        return entities.result(1)

    def html(self, post: Post, _base: str) -> Markup:
        """How a person sees the text."""
        return linked(post.text)
