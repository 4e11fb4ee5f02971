"""What an error of a WordPress site means for us: its code decides before the status.

What has no code is not WordPress's: a firewall, a cache or a maintenance page stands before it. Sources:
developer.wordpress.org/rest-api; WordPress/WordPress, wp-includes/rest-api/endpoints (posts and attachments
controllers).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from publisher.networks.answers import Answer, doubt, retry_after
from publisher.networks.base import Later, NetworkError, Refused, Scope, Trouble, Unsure

REST = timedelta(minutes=1)
"""How long a host that does not say it is left alone."""

_NO_LOGIN = (
    "{} does not accept this user and application password, or never gets to see them. Make a new application password "
    "in the user's profile there and connect the page again. If that does not help, the server drops the Authorization "
    "header: ask whoever runs it."
)
_NO_API = (
    "{} has no WordPress API at this address. Check the page's server address, which is the site's own with /wp-json "
    "at its end, and that no plugin there switches the API off."
)
_LOGIN = (Trouble.RECONNECT, _NO_LOGIN)
_RIGHTS = (Trouble.PERMISSION, "{} does not let this user do that. Make the user an author or editor there.")
_ADDRESS = (Trouble.MISCONFIGURED, _NO_API)
_PICTURE = (Trouble.MEDIA, "{} does not take a picture or film as it is. Make it smaller, or save it as JPEG or MP4.")
_POST = (Trouble.CONTENT, "{} does not take the post as it is. Change it as it says.")

_BY_STATUS = {400: _POST, 401: _LOGIN, 403: _RIGHTS, 404: _ADDRESS, 413: _PICTURE}
_BY_STATUS_ALONE = frozenset({401, 413})
"""Their meaning needs no code; a server before WordPress may answer so, too, and passes nothing on."""
_RIGHTS_CODES = ("rest_cannot_", "rest_forbidden_context", "rest_user_cannot_")


def verdict(answer: Answer, *, once: bool) -> NetworkError:
    """The error to raise for an answer that is not 2xx."""
    code, said = answer.word("code"), answer.word("message")
    if answer.status == 429:
        return _wait(answer, said)
    if code.startswith("rest_upload_"):  # 500 is among their statuses, for a file that is not taken
        return _refused(answer, said, _PICTURE)
    if code == "rest_post_invalid_id":
        reason = "The draft of this post was deleted at the blog. Marquee makes another one."
        return Later(reason, said, answer.trace_id, answer.status, prepare=True)
    if code == "rest_post_exists" and once:
        reason = f"{answer.host} says that this post exists already. Marquee looks before it sends again."
        return Unsure(reason, said, answer.trace_id, answer.status)
    return _by_status(answer, code, said, once=once)


def _by_status(answer: Answer, code: str, said: str, *, once: bool) -> NetworkError:
    status = answer.status
    if status == 400 and code.startswith(_RIGHTS_CODES):
        return _refused(answer, said, _RIGHTS)
    known = code or status in _BY_STATUS_ALONE or (status == 404 and not once)
    if known and status in _BY_STATUS:
        return _refused(answer, said, _BY_STATUS[status])
    return doubt(answer, once=once, words=said)


def _wait(answer: Answer, said: str) -> Later:
    # WordPress itself sets no limit. Hosts and firewalls count calls by the address they come from.
    until = retry_after(answer) or datetime.now(UTC) + REST
    reason = f"{answer.host} takes no more calls just now. Marquee goes on when it may."
    return Later(reason, said, answer.trace_id, 429, until=until, scope=Scope.HOME)


def _refused(answer: Answer, said: str, meaning: tuple[Trouble, str]) -> Refused:
    trouble, sentence = meaning
    return Refused(sentence.format(answer.host), said, answer.trace_id, answer.status, trouble=trouble)
