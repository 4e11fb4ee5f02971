"""Graph errors, by what to do next: the subcode decides first, then the code, because codes mean several things.

The codes mean the same on all of Meta's networks; each adds subcodes of its own. Sentences name it as `{title}`.

Sources: developers.facebook.com/docs/graph-api/guides/error-handling, /overview/rate-limiting, and
facebook/facebook-business-sdk-codegen for the subcodes of publishing.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    """`at_least`: how long when Meta gives no estimate. `sentence`: what we wait for, unless it is too many calls."""

    scope: Scope
    at_least: timedelta = HOUR
    sentence: str = "{title} takes no more calls for now. Marquee goes on when it may."


@dataclass(frozen=True, slots=True)
class Look:
    """It may exist; `sentence` when the error says more about it. `before`: what it means before the call that
    publishes."""

    sentence: str = ""
    before: Refuse | None = None


@dataclass(frozen=True, slots=True)
class Again:
    """What was brought was not taken this time, or is `gone` by now; it can be brought anew."""

    sentence: str
    gone: bool = False


Rule = Refuse | Wait | Look | Again

_AGAIN = "Connect the page again."
_PASSWORD = Refuse(Trouble.RECONNECT, f"Whoever connected this page changed their password. {_AGAIN}")
_EXPIRED = Refuse(Trouble.RECONNECT, f"{{title}} no longer accepts this page's token. {_AGAIN}")
_CHECKPOINT = Refuse(
    Trouble.RECONNECT,
    "{title} wants whoever connected this page to log in and confirm who they are. Then connect it again.",
)
_RIGHTS = Refuse(
    Trouble.PERMISSION, f"Marquee lacks the right for this on the page. Give it the role and all permissions. {_AGAIN}"
)
_PICTURE = Refuse(Trouble.MEDIA, "Facebook does not take a picture as it is. Save it as JPEG of at most 4 MB.")
_FILM = Refuse(Trouble.MEDIA, "Facebook does not take the film as it is. Save it anew as MP4 with H.264.")
_ABUSE = Refuse(Trouble.CONTENT, "Facebook holds the text for abusive or against its standards. Change it.")
_LINK = Refuse(Trouble.CONTENT, "Facebook does not take the link. Open it yourself, correct it or leave it out.")
_BLOCKED = Refuse(
    Trouble.BLOCKED,
    "{title} has restricted this page or account for now. Look at its status there before going on.",
)
_POSTED = Look("{title} says that this was posted already. Marquee looks before it sends again.")

RULES: dict[int, Rule] = {
    # codes
    1: Look(),
    2: Look(),
    3: Refuse(
        Trouble.PERMISSION, "The app of this installation at {title} lacks this ability. Have its review completed."
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
    352: _FILM,
    368: _BLOCKED,
    506: _POSTED,
    613: Wait(Scope.PAGE),
    6000: _FILM,
    80001: Wait(Scope.PAGE),
    1609005: _LINK,
    # subcodes of an OAuthException
    33: Refuse(Trouble.PERMISSION, f"{{title}} shows this page to Marquee no longer. Check that it exists. {_AGAIN}"),
    458: Refuse(Trouble.RECONNECT, f"Marquee's app was removed from the page. {_AGAIN}"),
    459: _CHECKPOINT,
    460: _PASSWORD,
    463: _EXPIRED,
    464: _CHECKPOINT,
    467: _EXPIRED,
    492: Refuse(Trouble.RECONNECT, f"Whoever connected this page has no role on it any more. {_AGAIN}"),
    # subcodes of publishing
    1346003: _ABUSE,
    1349125: _PICTURE,
    **dict.fromkeys((1363019, 1363021, 1363030, 1363033, 1363041, 1363047), Look()),  # uploads of films that broke off
    1366046: _PICTURE,
    1366051: _POSTED,
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
_ANYTHING = Refuse(Trouble.CONTENT, "{title} does not take the post as it is. Change it as it says.")


def verdict(answer: Answer, *, once: bool, title: str = "Facebook", rules: Mapping[int, Rule] = RULES) -> NetworkError:
    """The error to raise for an answer that is not what was asked for."""
    said = answer.word("error", "error_user_msg") or answer.word("error", "message")
    trace = answer.word("error", "fbtrace_id") or answer.trace_id
    rule = _rule(answer, rules)
    if isinstance(rule, Look) and rule.before and not once:
        rule = rule.before
    if rule is None or not rule.sentence:
        return doubt(answer, once=once, words=said)
    told = (rule.sentence.format(title=title), said, trace, answer.status)
    if isinstance(rule, Refuse):
        return Refused(*told, trouble=rule.trouble)
    if isinstance(rule, Wait):
        until = rest_until(answer) or retry_after(answer) or datetime.now(UTC) + rule.at_least
        return Later(*told, until=until, scope=rule.scope)
    if isinstance(rule, Again) and (rule.gone or not once):
        return Later(*told, prepare=rule.gone)
    return Unsure(*told) if once else doubt(answer, once=False, words=said)


def _rule(answer: Answer, rules: Mapping[int, Rule]) -> Rule | None:
    """None when the answer is no Graph error, or one that says of itself that it passes."""
    code = answer.value("error", "code")
    for number in (answer.value("error", "error_subcode"), code):
        if isinstance(number, int) and number in rules:
            return rules[number]
    if answer.status == 429:
        return Wait(Scope.PAGE)
    if not isinstance(code, int):
        no_code = answer.word("error", "type") == "OAuthException"
        return _EXPIRED if no_code or answer.status == 401 else None
    said = answer.word("error", "message").lower()
    if 200 <= code <= 299 or (code == 100 and "no permission" in said):  # "(#100) No permission to publish the video"
        return _RIGHTS
    if 80000 <= code <= 80014:
        return Wait(Scope.PAGE)
    return None if answer.status >= 500 or answer.value("error", "is_transient") is True else _ANYTHING
