"""What an error of LinkedIn means for us: by its code, then by its status.

Sources: learn.microsoft.com/linkedin/marketing/community-management/shares/posts-api (error codes) and
/linkedin/shared/api-guide/concepts/error-handling and /rate-limits.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from publisher.networks.answers import Answer, doubt, retry_after
from publisher.networks.base import Later, NetworkError, Refused, Scope, Trouble, Unsure

PROBE, PROBE_OF_A_DAY = timedelta(minutes=1), timedelta(minutes=5)
"""LinkedIn never says when to come again. Its daily counters start anew at 00:00 UTC, so nobody waits beyond that."""
CLOCKS = timedelta(minutes=1)
"""How far its clock may be behind ours."""
PROCESSING = timedelta(seconds=5)

_AGAIN = "Connect the page again."
_WRONG = "LinkedIn does not take the post as it is. Change it as it says."
_PICTURE = "LinkedIn does not take a picture as it is. Save it anew as JPEG or PNG."
_FILM = "LinkedIn does not take the film as it is. Save it anew as MP4 with H.264."
FAILED = "LinkedIn could not work with a picture or the film. Save it anew as JPEG or PNG, or as MP4 with H.264."
_LINK = "LinkedIn does not take the link. Open it yourself, correct it or leave it out."
_VERSION = "LinkedIn no longer answers calls of the version that Marquee speaks. Ask your operators to update Marquee."
_ROLE = (
    "LinkedIn does not let Marquee do this on the page. Whoever connected it must be its content admin or super admin, "
    f"and give all permissions. {_AGAIN}"
)
_ROBOT = "LinkedIn takes Marquee for a robot and blocks its calls. Ask your operators to speak to LinkedIn's support."

_BY_CODE: dict[str, tuple[Trouble, str]] = {
    "VERSION_MISSING": (Trouble.APP, _VERSION),
    "NONEXISTENT_VERSION": (Trouble.APP, _VERSION),
    "ACCESS_DENIED": (Trouble.PERMISSION, _ROLE),
    "FIELD_LENGTH_TOO_LONG": (Trouble.CONTENT, "The text is too long for LinkedIn. Shorten it."),
    "INVALID_URL": (Trouble.CONTENT, _LINK),
    "INVALID_IMAGE_ID": (Trouble.MEDIA, _PICTURE),
    "INVALID_VIDEO_ID": (Trouble.MEDIA, _FILM),
    "MEDIA_ASSET_PROCESSING_FAILED": (Trouble.MEDIA, FAILED),
    "UPDATING_ASSET_FAILED": (Trouble.MEDIA, FAILED),
}
_BY_STATUS: dict[int, tuple[Trouble, str]] = {
    400: (Trouble.CONTENT, _WRONG),
    403: (Trouble.PERMISSION, _ROLE),
    404: (Trouble.MISCONFIGURED, f"LinkedIn knows no such page or address. Check both. {_AGAIN}"),
    413: (Trouble.MEDIA, "The picture or film is too big for LinkedIn. Make it smaller."),
    422: (Trouble.CONTENT, _WRONG),
    426: (Trouble.APP, _VERSION),
    999: (Trouble.APP, _ROBOT),
}
_BY_STATUS_ALONE = frozenset({401, 413, 426, 429, 999})
"""Their meaning needs no body of LinkedIn's."""


def verdict(answer: Answer, *, once: bool) -> NetworkError:
    """The error to raise for an answer that is not 2xx."""
    said, codes = answer.word("message"), _codes(answer)
    understood = said or codes or answer.status in _BY_STATUS_ALONE
    if not understood or 500 <= answer.status < 600:
        return doubt(answer, once=once, words=said)
    if answer.status == 422 and ("DUPLICATE_POST" in codes or "duplicate" in said.lower()):
        return _duplicate(answer, said, once=once)
    return _later(answer, said, codes) or _refused(answer, said, codes) or doubt(answer, once=once, words=said)


def _codes(answer: Answer) -> set[str]:
    """The error's own code and those of the fields it finds fault with."""
    inputs = answer.value("errorDetails", "inputErrors")
    places = range(len(inputs)) if isinstance(inputs, list) else range(0)
    codes = {answer.word("code"), *(answer.word("errorDetails", "inputErrors", place, "code") for place in places)}
    return codes - {""}


def _duplicate(answer: Answer, said: str, *, once: bool) -> NetworkError:
    """It names the post that says the same; after a lost answer that is our own, and otherwise an earlier one."""
    if once:
        reason = "LinkedIn says that the page has said the same already. If the post is not there, change its words."
        return Unsure(reason, said, answer.trace_id, answer.status)
    return Refused(_WRONG, said, answer.trace_id, answer.status, trouble=Trouble.DUPLICATE)


def _later(answer: Answer, said: str, codes: set[str]) -> Later | None:
    """What passes by itself, or with a new token or new pictures; it certainly made nothing."""
    trace, status = answer.trace_id, answer.status
    if status == 401:
        reason = "LinkedIn's token has ended. Marquee renews it by itself if it can."
        return Later(reason, said, trace, status, reconnect=True)
    if status == 429:
        reason = "LinkedIn takes no more calls for this page just now. Marquee tries again from time to time."
        return Later(reason, said, trace, status, until=retry_after(answer) or _probe(said), scope=_whose(said))
    if status == 409:
        return Later("LinkedIn is still busy with another call for this page.", said, trace, status)
    if "MEDIA_ASSET_WAITING_UPLOAD" in codes:
        reason = "LinkedIn still works on the pictures or the film. Marquee sends the post when they are ready."
        return Later(reason, said, trace, status, until=datetime.now(UTC) + PROCESSING)
    if "EXPIRED_UPLOAD_URL" in codes:
        reason = "LinkedIn waited too long for a picture or film. Marquee brings them there again."
        return Later(reason, said, trace, status, prepare=True)
    return None


def _probe(said: str) -> datetime:
    """When to try again: soon after a short throttle, later when a counter of the day is used up."""
    now = datetime.now(UTC)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    wait = PROBE_OF_A_DAY if "throttle limit" in said.lower() or "day limit" in said.lower() else PROBE
    return min(now + wait, midnight + CLOCKS)


def _whose(said: str) -> Scope:
    """There is a counter of the app and one of each member in it; LinkedIn names the one that is used up."""
    words = said.lower()
    return Scope.HOME if "application" in words and "member" not in words else Scope.PAGE


def _refused(answer: Answer, said: str, codes: set[str]) -> Refused | None:
    by_code = next((_BY_CODE[code] for code in sorted(codes) if code in _BY_CODE), None)
    if not (rule := by_code or _BY_STATUS.get(answer.status)):
        return None
    trouble, sentence = rule
    return Refused(sentence, said, answer.trace_id, answer.status, trouble=trouble)
