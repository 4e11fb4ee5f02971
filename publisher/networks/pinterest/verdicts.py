"""What an error of Pinterest means for us.

The status decides first; the code tells a token that ended from one without rights, and a page's trouble from the
app's. Sources: pinterest/api-description, v5/openapi.yaml, and developers.pinterest.com/docs/reference (rate limits).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from publisher.networks.answers import Answer, doubt, retry_after
from publisher.networks.base import Later, NetworkError, Refused, Scope, Trouble

WITHOUT_WORD = timedelta(minutes=1)
"""How long to wait when Pinterest does not say."""
LIMITS = "x-userendpoint-ratelimit-"
"""The headers that tell what is left of the limit for this kind of call."""
SCOPES, TRIAL = 3, 29
"""The codes of two errors."""

_AGAIN = "Connect the page again."
_SPAM = "Pinterest takes the pin or its link for spam. Open the link yourself, then change them."
_PICTURE = "Pinterest does not take a picture or the film. Save pictures anew as JPEG or PNG, films as MP4."
_RIGHTS = f"Pinterest does not let Marquee do this with the rights it was given. {_AGAIN}"
_TRIAL = (
    "Pinterest has Marquee's app on trial and lets it publish nothing. Ask your operators to apply for full access."
)
_BOARD = f"The board is no longer at Pinterest. {_AGAIN} Choose another board."

_BY_STATUS: dict[int, tuple[Trouble, str]] = {
    400: (Trouble.CONTENT, "Pinterest does not take the pin as it is. Change it as it says."),
    401: (Trouble.PERMISSION, _RIGHTS),
    403: (Trouble.PERMISSION, _RIGHTS),
    404: (Trouble.MISCONFIGURED, "Pinterest knows no such address. Check the page's server address."),
    413: (Trouble.MEDIA, "The pictures are too big for Pinterest. Make them smaller."),
}
_BY_WORDS: tuple[tuple[frozenset[int], str, tuple[Trouble, str]], ...] = (
    (frozenset({404}), "board", (Trouble.RECONNECT, _BOARD)),
    *((frozenset({400, 403}), word, (Trouble.CONTENT, _SPAM)) for word in ("spam", "block", "malicious", "harmful")),
    *((frozenset({400}), word, (Trouble.MEDIA, _PICTURE)) for word in ("image", "media", "picture", "video")),
)
"""What tells apart errors of one status; the first that fits decides."""
_BY_STATUS_ALONE = frozenset({401, 413, 429})
"""Their meaning needs no body of Pinterest's."""


def verdict(answer: Answer, *, once: bool) -> NetworkError:
    """The error to raise for an answer that is not 2xx."""
    said = answer.word("message")
    if answer.status >= 500 or not (said or answer.status in _BY_STATUS_ALONE):
        return doubt(answer, once=once, words=said)
    if answer.status == 429:
        reason = "Pinterest takes no more calls for this page just now. Marquee goes on when it may."
        return Later(reason, said, answer.trace_id, 429, until=_until(answer), scope=Scope.PAGE)
    if answer.status == 401 and answer.value("code") != SCOPES:
        reason = "Pinterest's token has ended. Marquee renews it by itself if it can."
        return Later(reason, said, answer.trace_id, 401, reconnect=True)
    if not (rule := _rule(answer, said.lower())):
        return doubt(answer, once=once, words=said)
    trouble, sentence = rule
    return Refused(sentence, said, answer.trace_id, answer.status, trouble=trouble)


def reset(answer: Answer) -> datetime | None:
    """When the limit of this endpoint starts anew, if the answer says so."""
    seconds = answer.headers.get(f"{LIMITS}reset-seconds", "")
    return datetime.now(UTC) + timedelta(seconds=min(int(seconds), 86_400)) if seconds.isdecimal() else None


def _until(answer: Answer) -> datetime:
    return reset(answer) or retry_after(answer) or datetime.now(UTC) + WITHOUT_WORD


def _rule(answer: Answer, words: str) -> tuple[Trouble, str] | None:
    if answer.value("code") == TRIAL:
        return Trouble.APP, _TRIAL
    told = (rule for statuses, word, rule in _BY_WORDS if answer.status in statuses and word in words)
    return next(told, None) or _BY_STATUS.get(answer.status)
