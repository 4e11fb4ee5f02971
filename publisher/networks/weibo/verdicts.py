"""What an error of Weibo means for us, by its `error_code`; the HTTP status says little.

Sources: open.weibo.com/wiki/Error_code and /Rate-limiting. A code that is not listed here is not understood: after a
create it leaves doubt, because Weibo has a code that looks like an error and means success (20032).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from publisher.networks.answers import Answer, doubt
from publisher.networks.base import Later, NetworkError, Refused, Scope, Trouble, Unsure

HOUR = timedelta(hours=1)
SKEW = timedelta(minutes=1)
"""How far Weibo's clock may be behind ours when a full hour begins."""


@dataclass(frozen=True, slots=True)
class Refuse:
    trouble: Trouble
    sentence: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Until the next full hour, when Weibo counts anew; `at_least` that long."""

    scope: Scope
    at_least: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Pause:
    """Weibo is closed for a while; nobody knows how long."""


@dataclass(frozen=True, slots=True)
class Look:
    """It is or may be public."""

    sentence: str


Rule = Refuse | Wait | Pause | Look

_AGAIN = "Connect the page again."
_TOKEN = Refuse(Trouble.RECONNECT, f"Sina Weibo no longer accepts this page's token. {_AGAIN}")
_RIGHTS = Refuse(
    Trouble.PERMISSION,
    "Sina Weibo does not let this installation's app do this. Ask an administrator to have it approved there.",
)
"""Of what reads; of a post it means that the app posts on no page."""
_PARAMETER = Refuse(
    Trouble.MISCONFIGURED,
    f"Sina Weibo misses something in the call. Check the page's server address and its IP address. {_AGAIN}",
)
_PICTURE = Refuse(Trouble.MEDIA, "Sina Weibo does not take the picture. Save it as JPEG, PNG or GIF of less than 5 MB.")
_LONG = Refuse(Trouble.CONTENT, "The text is too long for Sina Weibo. Shorten it.")
_WORDS = Refuse(Trouble.CONTENT, "Sina Weibo does not allow these words or takes them for advertising. Change them.")
_SAID = Look("Sina Weibo says that this or something like it was posted already. Marquee looks for it.")

RULES: dict[int, Rule] = {
    10002: Pause(),
    10004: Wait(Scope.HOME),
    10005: _RIGHTS,
    10006: _PARAMETER,
    10008: _PARAMETER,
    10014: _RIGHTS,
    10016: _PARAMETER,
    10017: Refuse(
        Trouble.MISCONFIGURED,
        "Sina Weibo finds no link to the app's security domain in the post. Link to a page there, or ask an "
        "administrator to have the domain approved.",
    ),
    10022: Wait(Scope.HOME),
    10023: Wait(Scope.PAGE),
    10024: Wait(Scope.PAGE),
    20005: _PICTURE,
    20006: _PICTURE,
    20007: _PICTURE,
    20008: Refuse(Trouble.CONTENT, "The post is empty. Write a text."),
    20012: _LONG,
    20013: _LONG,
    20015: Refuse(
        Trouble.PERMISSION, "Sina Weibo bars this account, our IP address or our app. Log in there and see why."
    ),
    20016: Wait(Scope.PAGE, at_least=HOUR),
    20017: _SAID,
    20018: Refuse(Trouble.CONTENT, "Sina Weibo does not allow a link in the text. Link to another page."),
    20019: _SAID,
    20020: _WORDS,
    20021: _WORDS,
    20031: Refuse(Trouble.BLOCKED, "Sina Weibo wants a person to read a picture of letters. Log in there and do so."),
    20032: Look("Sina Weibo says that the post is out and will show in a minute or two. Marquee looks for it."),
    20111: _SAID,
    21301: _TOKEN,
    21314: _TOKEN,
    21315: _TOKEN,
    21316: _TOKEN,
    21317: _TOKEN,
    21319: Refuse(Trouble.RECONNECT, f"Somebody took Marquee's right to this page away at Sina Weibo. {_AGAIN}"),
    21321: Refuse(
        Trouble.PERMISSION,
        "Sina Weibo has not audited the app, so only its test users may post. Ask an administrator to add the account.",
    ),
    21327: Refuse(Trouble.RECONNECT, f"This page's token of Sina Weibo has ended, as each does in time. {_AGAIN}"),
    21332: _TOKEN,
    21602: _WORDS,
}
_STRANGER = Refuse(
    Trouble.APP,
    "Sina Weibo does not know the IP address Marquee calls from. Ask an administrator to add it there.",
)


def verdict(answer: Answer, *, once: bool) -> NetworkError:
    """The error to raise for an answer with an `error_code`, or one that is not 2xx."""
    rule, said, trace, status = _rule(answer), answer.word("error"), answer.trace_id, answer.status
    if isinstance(rule, Refuse):
        trouble = Trouble.APP if rule is _RIGHTS and once else rule.trouble
        return Refused(rule.sentence, said, trace, status, trouble=trouble)
    if isinstance(rule, Wait):
        reason = "Sina Weibo takes no more calls this hour. Marquee goes on when it may."
        return Later(reason, said, trace, status, until=_next_hour(rule.at_least), scope=rule.scope)
    if isinstance(rule, Pause):
        reason = "Sina Weibo has paused its service. Marquee tries again by itself."
        return Later(reason, said, trace, status)
    if rule and once:
        return Unsure(rule.sentence, said, trace, status)
    return doubt(answer, once=once, words=said)


def _rule(answer: Answer) -> Rule | None:
    """The code comes as a number or as the same in letters."""
    code = answer.word("error_code")
    if code == "10004" and "safety ip" in answer.word("error").lower():
        return _STRANGER
    return RULES.get(int(code)) if code.isdecimal() else None


def _next_hour(at_least: timedelta) -> datetime:
    now = datetime.now(UTC)
    full = now.replace(minute=0, second=0, microsecond=0) + HOUR + SKEW
    return max(full, now + at_least)
