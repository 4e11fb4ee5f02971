"""What an error of an AT Protocol server means for us, by its name.

Sources: docs.bsky.app, api/com-atproto-* and advanced-guides/rate-limits; bluesky-social/atproto, packages/pds.
"""

from __future__ import annotations

from publisher.networks.answers import Answer, doubt, moment, retry_after
from publisher.networks.base import Later, NetworkError, Refused, Scope, Trouble, Unsure

_FULL = frozenset({"DailyLimitExceeded", "TooManyOpenUploads", "ServiceOverloaded"})
"""Of the video service."""
_RENEWABLE = frozenset({"ExpiredToken", "InvalidToken"})
"""A new session mends these; they come as 400, not 401."""

_RECONNECT = "Bluesky no longer accepts this page's app password. Make a new one there and connect the page again."
_LOCKED = "Bluesky has closed or suspended this account. Log in there and see what it asks for."
_SMALLER = "Bluesky does not take the pictures as they are. Make them smaller or save them as JPEG."
_FILM = "Bluesky does not take the film as it is. Make it shorter, or save it as MP4 with stronger compression."
NO_FILMS = "Bluesky takes no films of this account. Confirm its e-mail address there, then send the post again."
_WRONG = "Bluesky does not take the post as it is. Change it as it says."
_SCOPE = "Bluesky does not let Marquee do this with the rights it was given. Connect the page again."
_ADDRESS = "There is no Bluesky server at this address. Check the page's server address."

_BY_NAME: dict[str, tuple[Trouble, str]] = {
    "AuthMissing": (Trouble.RECONNECT, _RECONNECT),
    "AuthenticationRequired": (Trouble.RECONNECT, _RECONNECT),
    "AuthFactorTokenRequired": (
        Trouble.RECONNECT,
        "Bluesky wants a code by e-mail for this password. Make an app password there and connect the page with it.",
    ),
    "AccountTakedown": (Trouble.BLOCKED, _LOCKED),
    "AccountSuspended": (Trouble.BLOCKED, _LOCKED),
    "AccountDeactivated": (Trouble.BLOCKED, _LOCKED),
    "AccountNotFound": (Trouble.BLOCKED, _LOCKED),
    "BlobTooLarge": (Trouble.MEDIA, _SMALLER),
    "InvalidMimeType": (Trouble.MEDIA, _SMALLER),
    "InvalidSize": (Trouble.MEDIA, _SMALLER),
    "PayloadTooLarge": (Trouble.MEDIA, _SMALLER),
    "VideoTooLarge": (Trouble.MEDIA, _FILM),
    "VideoTooLong": (Trouble.MEDIA, _FILM),
    "BadAspectRatio": (Trouble.MEDIA, _FILM),
    "UploadForbidden": (Trouble.PERMISSION, NO_FILMS),
    "XRPCNotSupported": (Trouble.MISCONFIGURED, _ADDRESS),
}
_BY_STATUS: dict[int, tuple[Trouble, str]] = {
    401: (Trouble.RECONNECT, _RECONNECT),
    403: (Trouble.PERMISSION, _SCOPE),
    404: (Trouble.MISCONFIGURED, _ADDRESS),
    413: (Trouble.MEDIA, _SMALLER),
}
_MEDIA_WORDS = ("blob", "image", "mime")


def verdict(answer: Answer, *, once: bool) -> NetworkError:
    """The error to raise for an answer that is not 2xx."""
    name, said = answer.word("error"), answer.word("message") or answer.word("error")
    if answer.status == 429 or name in _FULL:
        return _wait(answer, said)
    # A 500 on a create with a record key may mean that the key exists: the reason is kept from callers.
    if answer.status >= 500 or not (name or answer.status in (401, 413)):
        return doubt(answer, once=once, words=said)
    if name in _RENEWABLE:
        reason = "Bluesky's session has ended. Marquee logs in again by itself."
        return Later(reason, said, answer.trace_id, answer.status, reconnect=True)
    if name == "BlobNotFound":
        reason = "Bluesky has thrown the pictures or the film away. Marquee brings them there again."
        return Later(reason, said, answer.trace_id, answer.status, prepare=True)
    if name == "InvalidSwap" and once:
        reason = "Bluesky has a post under this key already. Marquee looks before it sends again."
        return Unsure(reason, said, answer.trace_id, answer.status)
    return _refused(answer, name, said)


def _wait(answer: Answer, said: str) -> Later:
    until = retry_after(answer) or moment(answer.headers.get("ratelimit-reset", ""))
    # Of the documented limits only "3000 in 5 minutes" counts per IP address, and so for all our pages at this server.
    everybody = answer.headers.get("ratelimit-policy", "").startswith("3000;")
    scope = Scope.HOME if everybody else Scope.DELIVERY if answer.word("error") in _FULL else Scope.PAGE
    reason = f"{answer.host} takes no more calls just now. Marquee goes on when it may."
    return Later(reason, said, answer.trace_id, answer.status, until=until, scope=scope)


def _refused(answer: Answer, name: str, said: str) -> Refused:
    trouble, sentence = _BY_NAME.get(name) or _BY_STATUS.get(answer.status) or _by_words(said)
    return Refused(sentence, said, answer.trace_id, answer.status, trouble=trouble)


def _by_words(said: str) -> tuple[Trouble, str]:
    words = said.lower()
    if "scope" in words:
        return Trouble.PERMISSION, _SCOPE
    return (Trouble.MEDIA, _SMALLER) if any(word in words for word in _MEDIA_WORDS) else (Trouble.CONTENT, _WRONG)
