"""What an error of X means for us: the status decides first, then the type of the problem, then X's words.

Sources: docs.x.com, x-api/fundamentals/response-codes-and-errors and /rate-limits; openapi.json (Problem). X answers
403 for nearly everything it does not like about a post, and only its words tell one from the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from publisher.networks.answers import Answer, doubt, moment
from publisher.networks.base import Later, NetworkError, Refused, Scope, Trouble, Unsure

CREDITS_PAUSE = timedelta(minutes=5)
"""X buys new credits by itself, where the app's owner allows it, at most once in five minutes."""
CAP_PAUSE = timedelta(hours=1)
"""A cap ends with the billing period or when an administrator raises it; X does not say when."""

_BUCKETS = (("x-app-limit-24hour", Scope.HOME), ("x-user-limit-24hour", Scope.PAGE), ("x-rate-limit", Scope.PAGE))


@dataclass(frozen=True, slots=True)
class Refuse:
    """What a 400 or 403 means that has one of these words in its type, its reason or its text."""

    words: tuple[str, ...]
    trouble: Trouble
    sentence: str


_RULES = (
    Refuse(
        ("client-forbidden", "client-not-enrolled", "unsupported-authentication", "oauth1-permissions"),
        Trouble.APP,
        "X does not let this installation's app post. Ask an administrator to check its project and its rights in X's "
        "developer console.",
    ),
    Refuse(
        ("suspended", "temporarily locked", "been locked", "is locked"),
        Trouble.BLOCKED,
        "X has suspended or locked this account. Log in there and see what it asks for.",
    ),
    Refuse(
        ("reply to",),
        Trouble.PERMISSION,
        "X adds nothing there: the post is gone, or X lets no app answer it. Add it by hand, or give it up.",
    ),
    Refuse(("cashtag",), Trouble.CONTENT, "X takes one cashtag ($ and a name) in a post. Leave the others out."),
    Refuse(("invalid url",), Trouble.CONTENT, "X does not take a link in the text. Open it yourself and correct it."),
    Refuse(
        ("media", "image", "video", "alt_text"),
        Trouble.MEDIA,
        "X does not take the pictures or the film as they are. Change them.",
    ),
    Refuse(
        ("not permitted to perform",),
        Trouble.CONTENT,
        "X does not permit this post. Shorten it, or change its media, and check that the account may post there.",
    ),
)
_WRONG = Refuse((), Trouble.CONTENT, "X does not take the post as it is. Change it as it says.")
_FORBIDDEN = Refuse(
    (),
    Trouble.PERMISSION,
    "X does not let Marquee do this with the rights it was given. Log in there, then connect the page again.",
)
_BY_STATUS = {
    403: _FORBIDDEN,
    404: Refuse((), Trouble.MISCONFIGURED, "X knows no such address. Check the page's server address."),
    413: Refuse((), Trouble.MEDIA, "The picture or film is too big for X. Make it smaller."),
}


def verdict(answer: Answer, *, once: bool) -> NetworkError:
    """The error to raise for an answer that is not 2xx."""
    said, status = said_by(answer), answer.status
    if status in (402, 429) or _kind(answer) == "usage-capped":
        return _wait(answer, said)
    if status == 401:
        reason = "X's access token has ended. Marquee renews it by itself."
        return Later(reason, said, answer.trace_id, status, reconnect=True)
    if status >= 500 or not (said or status == 413):
        return doubt(answer, once=once, words=said)
    rule = _rule(answer, said)
    refused = Refused(rule.sentence, said, answer.trace_id, status, trouble=rule.trouble)
    return _after_all(answer, said) or refused if once else refused


def exhausted(answer: Answer) -> tuple[datetime | None, Scope]:
    """Until when the allowance that is used up lasts, and whose it is; None when something is left of each."""
    for name, scope in _BUCKETS:
        if answer.headers.get(f"{name}-remaining") == "0":
            return moment(answer.headers.get(f"{name}-reset", "")), scope
    return None, Scope.PAGE


def said_by(answer: Answer) -> str:
    """X's own words: what it says of the whole, and of each fault. "" when the answer is none of X's errors."""
    whole = answer.word("detail") or answer.word("error_description") or answer.word("title")
    faults = answer.value("errors")
    each = [str(fault.get("message") or "") for fault in faults if isinstance(fault, dict)] if faults else []
    return " ".join(dict.fromkeys(filter(None, [whole, *each])))


def _kind(answer: Answer) -> str:
    """The last part of the problem's type: `https://api.x.com/2/problems/usage-capped`."""
    return answer.word("type").rpartition("/")[2]


def _wait(answer: Answer, said: str) -> Later:
    trace, status = answer.trace_id, answer.status
    if status == 402:
        reason = "X's credits of this installation's app are used up. Ask an administrator to buy more at X."
        return Later(reason, said, trace, status, until=datetime.now(UTC) + CREDITS_PAUSE, scope=Scope.HOME)
    if _kind(answer) == "usage-capped":
        reason = "X's monthly cap for this installation's app is used up. Ask an administrator to raise it."
        return Later(reason, said, trace, status, until=datetime.now(UTC) + CAP_PAUSE, scope=Scope.HOME)
    until, scope = exhausted(answer)
    until = until or moment(answer.headers.get("x-rate-limit-reset", ""))
    reason = "X takes no more calls for this page just now. Marquee goes on when it may."
    return Later(reason, said, trace, status, until=until, scope=scope)


def _after_all(answer: Answer, said: str) -> NetworkError | None:
    """What a refused post means that may be public already, or that lacks only its media."""
    if "duplicate content" in said.lower():
        reason = "X says that this was posted already. Marquee looks before it sends again."
        return Unsure(reason, said, answer.trace_id, answer.status)
    if answer.status == 400 and "media ids are invalid" in said.lower():
        reason = "X has thrown the pictures or the film away. Marquee brings them there again."
        return Later(reason, said, answer.trace_id, answer.status, prepare=True)
    return None


def _rule(answer: Answer, said: str) -> Refuse:
    if answer.status not in (400, 403):
        return _BY_STATUS.get(answer.status, _WRONG)
    words = f"{_kind(answer)} {answer.word('reason')} {said}".lower()
    found = next((rule for rule in _RULES if any(word in words for word in rule.words)), None)
    return found or _BY_STATUS.get(answer.status, _WRONG)
