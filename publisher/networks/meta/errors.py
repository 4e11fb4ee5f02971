"""Graph errors, by what to do next: the subcode decides first, then the code, because codes mean several things.

Sources: developers.facebook.com/docs/graph-api/guides/error-handling, /overview/rate-limiting, and
facebook/facebook-business-sdk-codegen for the subcodes of publishing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from publisher.networks.answers import Answer, doubt, retry_after
from publisher.networks.base import Later, NetworkError, Refused, Scope, Trouble, Unsure
from publisher.networks.meta.usage import rest_until

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Refuse:
    trouble: Trouble
    sentence: str


@dataclass(frozen=True, slots=True)
class Wait:
    """`at_least`: how long when Meta gives no estimate."""

    scope: Scope
    at_least: timedelta = HOUR


@dataclass(frozen=True, slots=True)
class Look:
    """It may exist, or the error hints that it does."""

    hint: bool = False


Rule = Refuse | Wait | Look

_AGAIN = "Connect the page again."
_PASSWORD = Refuse(Trouble.RECONNECT, f"Whoever connected this page changed their password at Facebook. {_AGAIN}")
_EXPIRED = Refuse(Trouble.RECONNECT, f"Facebook no longer accepts this page's token. {_AGAIN}")
_CHECKPOINT = Refuse(
    Trouble.RECONNECT,
    "Facebook wants whoever connected this page to log in and confirm who they are. Then connect it again.",
)
_RIGHTS = Refuse(
    Trouble.PERMISSION, f"Marquee lacks the right for this on the page. Give it the role and all permissions. {_AGAIN}"
)
_PICTURE = Refuse(Trouble.MEDIA, "Facebook does not take a picture as it is. Save it as JPEG of at most 4 MB.")
_ABUSE = Refuse(Trouble.CONTENT, "Facebook holds the text for abusive or against its standards. Change it.")
_LINK = Refuse(Trouble.CONTENT, "Facebook does not take the link. Open it yourself, correct it or leave it out.")
_BLOCKED = Refuse(
    Trouble.BLOCKED,
    "Facebook has restricted this page or account for now. Look at its Page Quality there before going on.",
)

RULES: dict[int, Rule] = {
    # codes
    1: Look(),
    2: Look(),
    3: Refuse(
        Trouble.PERMISSION, "The Facebook app of this installation lacks this ability. Have its review completed."
    ),
    4: Wait(Scope.HOME),
    10: _RIGHTS,
    17: Wait(Scope.PAGE),
    32: Wait(Scope.PAGE),
    102: _EXPIRED,
    104: _EXPIRED,
    190: _EXPIRED,
    324: _PICTURE,
    341: Wait(Scope.HOME),
    368: _BLOCKED,
    506: Look(hint=True),
    613: Wait(Scope.PAGE),
    80001: Wait(Scope.PAGE),
    1609005: _LINK,
    # subcodes of an OAuthException
    33: Refuse(Trouble.PERMISSION, f"Facebook shows this page to Marquee no longer. Check that it exists. {_AGAIN}"),
    458: Refuse(Trouble.RECONNECT, f"Marquee's app was removed from the page at Facebook. {_AGAIN}"),
    459: _CHECKPOINT,
    460: _PASSWORD,
    463: _EXPIRED,
    464: _CHECKPOINT,
    467: _EXPIRED,
    492: Refuse(Trouble.RECONNECT, f"Whoever connected this page has no role on it any more. {_AGAIN}"),
    # subcodes of publishing
    1346003: _ABUSE,
    1349125: _PICTURE,
    1363047: Look(),
    1366046: _PICTURE,
    1366051: Look(hint=True),
    1390008: Wait(Scope.PAGE, timedelta(minutes=5)),
    1404006: Refuse(Trouble.BLOCKED, "Facebook wants a security check. Log in as the page and pass it."),
    1404078: Refuse(Trouble.BLOCKED, f"Facebook wants Page Publishing Authorization from the page's people. {_AGAIN}"),
    1404102: _ABUSE,
    1404112: _BLOCKED,
    1609008: Refuse(
        Trouble.CONTENT, "Facebook does not take links to facebook.com here. Leave it out or share the post."
    ),
    1609010: Look(),
    1772107: Look(),
    2061006: _LINK,
    2069019: _PICTURE,
    4854002: Refuse(Trouble.BLOCKED, "Facebook wants whoever runs this page to confirm who they are. Log in there."),
}
_ANYTHING = Refuse(Trouble.CONTENT, "Facebook does not take the post as it is. Change it as it says.")


def verdict(answer: Answer, *, once: bool) -> NetworkError:
    """The error to raise for an answer that is not what was asked for."""
    rule = _rule(answer)
    said = answer.word("error", "error_user_msg") or answer.word("error", "message")
    trace = answer.word("error", "fbtrace_id") or answer.trace_id
    if isinstance(rule, Refuse):
        return Refused(rule.sentence, said, trace, answer.status, trouble=rule.trouble)
    if isinstance(rule, Wait):
        until = rest_until(answer) or retry_after(answer) or datetime.now(UTC) + rule.at_least
        reason = "Facebook takes no more calls for now. Marquee goes on when it may."
        return Later(reason, said, trace, answer.status, until=until, scope=rule.scope)
    if rule and rule.hint and once:
        reason = "Facebook says that this was posted already. Marquee looks before it sends again."
        return Unsure(reason, said, trace, answer.status)
    return doubt(answer, once=once, words=said)


def _rule(answer: Answer) -> Rule | None:
    """None when the answer is no Graph error, or one that says of itself that it passes."""
    code = answer.value("error", "code")
    for number in (answer.value("error", "error_subcode"), code):
        if isinstance(number, int) and number in RULES:
            return RULES[number]
    if answer.status == 429:
        return Wait(Scope.PAGE)
    if not isinstance(code, int):
        no_code = answer.word("error", "type") == "OAuthException"
        return _EXPIRED if no_code or answer.status == 401 else None
    if 200 <= code <= 299:
        return _RIGHTS
    if 80000 <= code <= 80014:
        return Wait(Scope.PAGE)
    return None if answer.status >= 500 or answer.value("error", "is_transient") is True else _ANYTHING
