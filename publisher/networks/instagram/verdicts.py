"""What an error of Instagram means for us, beside those all of Meta's networks have.

Source: developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes.
"""

from __future__ import annotations

import re
from datetime import timedelta

from publisher.networks.answers import Answer
from publisher.networks.base import Later, NetworkError, Refused, Scope, Trouble
from publisher.networks.meta.errors import RULES as COMMON
from publisher.networks.meta.errors import Again, Look, Refuse, Rule, Wait

TITLE = "Instagram"
SOON = timedelta(seconds=10)
MOST_ANEW = 2
"""How often a container that came to nothing is made anew."""

_MADE_ANEW = Again("Instagram has lost what was brought to it. Marquee brings it anew.", gone=True)
_TROUBLE = Again("Instagram had trouble with the picture or film. Marquee brings it anew.")
_IN_VAIN = (
    "Instagram could not work with the picture or film, three times, and does not say why. Save it anew, a picture as "
    "JPEG, a film as MP4 with H.264 and AAC."
)
_FETCH = Again(
    "Instagram could not fetch the picture or film from this Marquee. If that lasts, ask your operators whether its "
    "public address can be reached from outside."
)
_PICTURE = Refuse(
    Trouble.MEDIA, "Instagram does not take a picture as it is. Save it as JPEG, at most 8 MB, between 4:5 and 1.91:1."
)
_FILM = Refuse(Trouble.MEDIA, "Instagram does not take the film as it is. Save it anew as MP4 with H.264 and AAC.")
_COUNT = Refuse(Trouble.MEDIA, "Instagram shows 2 to 10 pictures together. Add or remove some.")
_LOGIN = "Log in at Instagram as the account, and do what it asks."
_BLOCKED = Refuse(Trouble.BLOCKED, f"Instagram takes what this account does for spam and holds it back. {_LOGIN}")

RULES: dict[int, Rule] = {
    **COMMON,
    -1: Look(),
    -2: _FETCH,
    2207001: Look(),
    2207003: _FETCH,
    2207004: _PICTURE,
    2207005: _PICTURE,
    2207006: _MADE_ANEW,
    2207008: _MADE_ANEW,
    2207009: _PICTURE,
    2207010: Refuse(Trouble.CONTENT, "The text is too long for Instagram. Shorten it."),
    2207020: _MADE_ANEW,
    2207023: Refuse(Trouble.MISCONFIGURED, "Instagram knows no such kind of post. Ask your operators for an update."),
    2207026: _FILM,
    2207027: Wait(Scope.DELIVERY, SOON, "Instagram still works on the post. Marquee sends it when it is ready."),
    2207028: _COUNT,
    2207032: _TROUBLE,
    2207040: Refuse(Trouble.CONTENT, "Instagram takes 20 mentions in a text. Remove some."),
    2207042: Wait(Scope.PAGE, timedelta(hours=1), "This page has had its posts of a day. Marquee waits for room."),
    2207050: Refuse(Trouble.BLOCKED, f"This account is not active at Instagram. {_LOGIN}"),
    2207051: Look(
        "Instagram takes the post for spam, and may have published it all the same. Look at the account there.",
        before=_BLOCKED,
    ),
    2207052: _FETCH,
    2207053: _TROUBLE,
    2207077: _TROUBLE,
    2207082: _TROUBLE,
    2207085: _FILM,
}
_NUMBER = re.compile(r"\b22\d{5}\b")


def failed(answer: Answer, failures: int) -> NetworkError:
    """What it means that a container is in state ERROR, the so many-th of its post: its `status` names the subcode."""
    said = answer.word("status")
    number = _NUMBER.search(said)
    rule = RULES.get(int(number[0])) if number else None
    if isinstance(rule, Refuse):
        return Refused(rule.sentence.format(title=TITLE), said, answer.trace_id, answer.status, trouble=rule.trouble)
    if failures > MOST_ANEW and rule is not _FETCH:
        return Refused(_IN_VAIN, said, answer.trace_id, answer.status, trouble=Trouble.MEDIA)
    sentence = rule.sentence if isinstance(rule, Again) else _TROUBLE.sentence
    return Later(sentence, said, answer.trace_id, answer.status)
