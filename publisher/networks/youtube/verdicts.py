"""What an error of YouTube means for us: by its reason, then by its status.

Source: developers.google.com/youtube/v3/docs/errors and /docs/core_errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from publisher.networks.answers import Answer, doubt, retry_after
from publisher.networks.base import Later, NetworkError, Refused, Scope, Trouble

WITHOUT_WORD = timedelta(minutes=1)
"""How long to wait when YouTube does not say."""
CLOCKS = timedelta(minutes=1)
"""How far its clock may be behind ours."""
UPLOADS = timedelta(days=1)
"""How long a channel waits that has uploaded too much; the number is published nowhere."""
Rules = Mapping[str | int, tuple[Trouble, str]]
"""What is refused, by reason or status: why, and the sentence for it."""
PACIFIC = ZoneInfo("America/Los_Angeles")
"""On its clock the day ends in which the app may make so many calls."""

_AGAIN = "Connect the page again."
_RIGHTS = f"YouTube does not let Marquee do this with the rights it was given. {_AGAIN}"
_CLOSED = "YouTube has suspended or closed the channel's account. Look at it there before going on."
_WRONG = "YouTube does not take the film as it is. Change it as it says."
_SETTING = "YouTube does not take the page's settings. Correct them as it says."

_QUOTA = frozenset({"quotaExceeded", "dailyLimitExceeded"})
_ITS_OWN = frozenset({"processingFailure"})
"""A comment is answered so with 400, and "this can be a transient error"."""
_TOO_FAST = frozenset({"rateLimitExceeded", "userRateLimitExceeded"})
_RULES: Rules = {
    "youtubeSignupRequired": (Trouble.PERMISSION, f"This Google account has no YouTube channel. Make one. {_AGAIN}"),
    "authenticatedUserAccountClosed": (Trouble.BLOCKED, _CLOSED),
    "authenticatedUserAccountSuspended": (Trouble.BLOCKED, _CLOSED),
    "accountDelegationForbidden": (Trouble.BLOCKED, f"Whoever connected this page may not act for it. {_AGAIN}"),
    "accessNotConfigured": (Trouble.APP, "Google has not switched YouTube on for Marquee's app."),
    "forbiddenPrivacySetting": (Trouble.MISCONFIGURED, _SETTING),
    "forbiddenLicenseSetting": (Trouble.MISCONFIGURED, _SETTING),
    "invalidCategoryId": (Trouble.MISCONFIGURED, _SETTING),
    "invalidTitle": (Trouble.CONTENT, "YouTube does not take the title, the first line of the text. Change it."),
    "invalidDescription": (Trouble.CONTENT, "YouTube does not take the text below the first line. Change it."),
    "videoNotFound": (Trouble.MEDIA, "The film is no longer at YouTube. Send it again if you want it out."),
    400: (Trouble.CONTENT, _WRONG),
    403: (Trouble.PERMISSION, _RIGHTS),
    404: (Trouble.MISCONFIGURED, "YouTube knows no such address. Check the page's server address."),
    413: (Trouble.MEDIA, "The film is too big for YouTube. Make it smaller."),
}
_BY_STATUS_ALONE = frozenset({401, 413, 429})
"""Their meaning needs no body of YouTube's."""


def verdict(answer: Answer, *, once: bool, rules: Rules | None = None) -> NetworkError:
    """The error to raise for an answer that is not 2xx; `rules` go before those of films."""
    said, reason = answer.word("error", "message"), answer.word("error", "errors", 0, "reason")
    if answer.status >= 500 or reason in _ITS_OWN or not (said or answer.status in _BY_STATUS_ALONE):
        return doubt(answer, once=once, words=said)
    if later := _later(answer, said, reason):
        return later
    known = {**_RULES, **(rules or {})}
    if not (rule := known.get(reason) or known.get(answer.status)):
        return doubt(answer, once=once, words=said)
    trouble, sentence = rule
    return Refused(sentence, said, answer.trace_id, answer.status, trouble=trouble)


def midnight(now: datetime) -> datetime:
    """When the next day begins on the Pacific coast, and with it a new quota."""
    tomorrow = now.astimezone(PACIFIC).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), PACIFIC).astimezone(UTC) + CLOCKS


def _later(answer: Answer, said: str, reason: str) -> Later | None:
    """What passes by itself, or with a new token; it certainly made nothing."""
    trace, status, now = answer.trace_id, answer.status, datetime.now(UTC)
    if reason in _QUOTA:
        words = "Marquee's app has used up its calls to YouTube for today. It goes on after midnight in California."
        return Later(words, said, trace, status, until=midnight(now), scope=Scope.HOME)
    if reason in _TOO_FAST or status == 429:
        words = "YouTube takes no more calls for this page just now. Marquee goes on when it may."
        return Later(words, said, trace, status, until=retry_after(answer) or now + WITHOUT_WORD, scope=Scope.PAGE)
    if reason == "uploadLimitExceeded":
        words = "The channel has uploaded as many films as YouTube allows it in a day."
        return Later(words, said, trace, status, until=now + UPLOADS, scope=Scope.PAGE)
    if status == 401 and reason not in _RULES:
        words = "YouTube's token has ended. Marquee renews it by itself if it can."
        return Later(words, said, trace, status, reconnect=True)
    return None
