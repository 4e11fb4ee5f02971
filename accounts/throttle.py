"""Slows down whoever guesses passwords, or has letters sent.

Counted in Redis, for all processes together: a hint that may be lost, never a record.
"""

from django.conf import settings
from django.http import HttpRequest

from accounts.counting import count, counted, forget

PERIOD = 15 * 60
"""Seconds after the last failure after which all are forgotten."""
FROM_ONE_PLACE = 10
FROM_ANYWHERE = 100
LOGIN, LETTER = "login", "letter"
"""The doors: at each attempts are counted by themselves. Every letter that is asked for counts as one."""


def place_of(request: HttpRequest) -> str:
    """The address a request comes from. Each proxy in front adds to the header whom it heard; what stands before that
    anybody may have written."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    heard = [*filter(None, map(str.strip, forwarded)), request.META.get("REMOTE_ADDR", "")]
    return str(heard[max(0, len(heard) - 1 - settings.PROXIES)])


def closed(email: str, place: str, door: str = LOGIN) -> bool:
    """Whether so many attempts for this e-mail address failed, from this place or in all, that no more are taken."""
    here, anywhere = counted(*_keys(email, place, door))
    return here >= FROM_ONE_PLACE or anywhere >= FROM_ANYWHERE


def failed(email: str, place: str, door: str = LOGIN) -> None:
    for key in _keys(email, place, door):
        count(key, PERIOD)


def succeeded(email: str, place: str) -> None:
    forget(_keys(email, place, LOGIN)[0])


def _keys(email: str, place: str, door: str) -> tuple[str, str]:
    name = email.strip().lower()
    return f"{door}:{name}:{place}", f"{door}:{name}"
