"""What an error of a Mastodon server means for us.

The status decides first, because servers may answer in their own language; the English text only tells kinds of 422
and 403 apart. Sources: docs.joinmastodon.org, methods/statuses, methods/media and api/rate-limits.
"""

from __future__ import annotations

from publisher.networks.answers import Answer, doubt, moment, retry_after
from publisher.networks.base import Later, NetworkError, Refused, Scope, Trouble, Unsure

_REFUSED: dict[int, tuple[Trouble, str]] = {
    401: (Trouble.RECONNECT, "{} no longer accepts this page's token. Connect the page again."),
    404: (Trouble.MISCONFIGURED, "{} knows no such address. Check the page's server address."),
    410: (Trouble.MISCONFIGURED, "{} says that what was asked for is gone. Check the page's account there."),
    413: (Trouble.MEDIA, "The picture or film is too big for {}. Make it smaller."),
}
_BY_STATUS_ALONE = frozenset({401, 413, 429})
"""Their meaning needs no body of Mastodon's; a proxy in front of it may answer so, too, and passes nothing on."""

_LOCKED_OUT = ("disabled", "confirm", "pending", "approv", "suspend", "review")
_MEDIA_WORDS = ("file", "media", "attach", "video", "image", "description")


def verdict(answer: Answer, *, once: bool) -> NetworkError:
    """The error to raise for an answer that is not 2xx."""
    said = answer.word("error")
    if answer.status >= 500 or not (said or answer.status in _BY_STATUS_ALONE):
        return doubt(answer, once=once, words=said)
    if answer.status == 429:
        return _wait(answer, said)
    if answer.status == 403:
        return _forbidden(answer, said)
    if answer.status == 404 and "reply to" in said.lower():
        sentence = "What this was to stand under is no longer at {}. Look at the page, then decide."
        return _refused(answer, said, Trouble.CONTENT, sentence)
    if answer.status in _REFUSED:
        return _refused(answer, said, *_REFUSED[answer.status])
    return _invalid(answer, said, once=once) if answer.status in (400, 422) else doubt(answer, once=once, words=said)


def _wait(answer: Answer, said: str) -> Later:
    # Mastodon gives the end of the wait as an ISO 8601 time and no Retry-After; some front ends send seconds instead.
    until = moment(answer.headers.get("x-ratelimit-reset", "")) or retry_after(answer)
    reason = f"{answer.host} takes no more calls for this page just now. Marquee goes on when it may."
    return Later(reason, said, answer.trace_id, 429, until=until, scope=Scope.PAGE)


def _forbidden(answer: Answer, said: str) -> Refused:
    if any(word in said.lower() for word in _LOCKED_OUT):
        sentence = "{} has locked this account or still waits for its owner. Log in there and see what it asks for."
        return _refused(answer, said, Trouble.BLOCKED, sentence)
    sentence = "{} does not let Marquee do this with the rights it was given. Connect the page again with all rights."
    return _refused(answer, said, Trouble.PERMISSION, sentence)


def _invalid(answer: Answer, said: str, *, once: bool) -> NetworkError:
    words = said.lower()
    if "finished processing" in words:
        reason = f"{answer.host} still works on the pictures or the film. Marquee sends the post when they are ready."
        return Later(reason, said, answer.trace_id, answer.status)
    # Both are also what the repeat of a successful create is told: a picture can be attached once, a record made once.
    if once and ("already attached" in words or "duplicate record" in words):
        reason = f"{answer.host} hints that this post exists already. Marquee looks before it sends again."
        return Unsure(reason, said, answer.trace_id, answer.status)
    if any(word in words for word in _MEDIA_WORDS):
        return _refused(
            answer, said, Trouble.MEDIA, "{} does not take the pictures or the film. Change them as it says."
        )
    return _refused(answer, said, Trouble.CONTENT, "{} does not take the post as it is. Change it as it says.")


def _refused(answer: Answer, said: str, trouble: Trouble, sentence: str) -> Refused:
    return Refused(sentence.format(answer.host), said, answer.trace_id, answer.status, trouble=trouble)
