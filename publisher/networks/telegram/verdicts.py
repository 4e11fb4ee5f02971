"""What an error of the Bot API means for us.

The server makes 400 of all codes it does not know, so there the description decides. Sources:
core.telegram.org/bots/api, ResponseParameters; tdlib/telegram-bot-api, Client.cpp (fail_query_with_error).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from publisher.networks.answers import Answer, doubt, retry_after
from publisher.networks.base import Later, NetworkError, Refused, Scope, Trouble, Unsure

LONGEST_WAIT = 30 * 86_400

_TOKEN = (
    Trouble.RECONNECT,
    "Telegram no longer accepts this bot's token. Get the token from @BotFather and connect the page again.",
)
_RIGHTS = (
    Trouble.PERMISSION,
    "Telegram does not let the bot post in this channel. Make it an administrator there that may post messages.",
)
_MOVED = (Trouble.MISCONFIGURED, "This chat has a new number at Telegram. Connect the page again.")
_TEXT = (Trouble.CONTENT, "Telegram does not take the text as it is. Change it as it says.")
_PICTURES = (
    Trouble.MEDIA,
    "Telegram does not take the pictures or the film. Save pictures as JPEG, smaller and not too narrow, films as MP4.",
)
_POST = (Trouble.CONTENT, "Telegram does not take the post as it is. Change it as it says.")

_BY_STATUS = {401: _TOKEN, 403: _RIGHTS, 404: _TOKEN, 413: _PICTURES}
_BY_STATUS_ALONE = frozenset({401, 413, 429})
"""Their meaning needs no body of Telegram's; a proxy in front of it may answer so, too, and passes nothing on."""
_TOO_OLD = (
    Trouble.PERMISSION,
    "Telegram lets no bot delete after 48 hours that has no right to. Give it that right, or delete the post there.",
)
_BY_WORDS: tuple[tuple[tuple[str, ...], tuple[Trouble, str]], ...] = (
    (("can't be deleted",), _TOO_OLD),
    (("chat not found", "rights", "admin", "member", "kicked", "forbidden", "restricted", "peer_id"), _RIGHTS),
    (("upgraded",), _MOVED),
    (("too long", "too_long", "text", "entit"), _TEXT),
    (("photo", "image", "video", "file", "media", "album", "too big"), _PICTURES),
)
_IN_PART = ("failed to send message #", "group send failed")
"""The pictures of an album are messages, and some may be public though others failed."""


def verdict(answer: Answer, *, once: bool) -> NetworkError:
    """The error to raise for an answer that is no result. Only Telegram's own description is quoted."""
    said = answer.word("description") if answer.status >= 400 else ""
    if answer.status == 429:
        return _wait(answer, said)
    if answer.status in _BY_STATUS and (said or answer.status in _BY_STATUS_ALONE):
        return _refused(answer, said, _BY_STATUS[answer.status])
    if answer.status != 400 or not said:
        return doubt(answer, once=once, words=said or "The answer was none of the Bot API's.")
    if once and any(words in said.lower() for words in _IN_PART):
        reason = (
            "Telegram says that a part of the album failed. What it took is public; Marquee does not send it again."
        )
        return Unsure(reason, said, answer.trace_id, answer.status)
    return _refused(answer, said, _by_words(said.lower()))


def _wait(answer: Answer, said: str) -> Later:
    seconds = answer.value("parameters", "retry_after")
    told = isinstance(seconds, int) and seconds > 0
    until = datetime.now(UTC) + timedelta(seconds=min(seconds, LONGEST_WAIT)) if told else retry_after(answer)
    reason = "Telegram takes no more posts for this channel just now. Marquee goes on when it may."
    return Later(reason, said, answer.trace_id, 429, until=until, scope=Scope.PAGE)


def _by_words(said: str) -> tuple[Trouble, str]:
    return next((meaning for words, meaning in _BY_WORDS if any(word in said for word in words)), _POST)


def _refused(answer: Answer, said: str, meaning: tuple[Trouble, str]) -> Refused:
    trouble, sentence = meaning
    return Refused(sentence, said, answer.trace_id, answer.status, trouble=trouble)
