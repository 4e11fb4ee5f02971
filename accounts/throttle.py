"""Slows down whoever guesses passwords, or has letters sent.

Counts live in the process's cache: a hint that may be lost, never a record.
"""

from django.core.cache import cache

PERIOD = 15 * 60
"""Seconds after which failures are forgotten."""
FROM_ONE_PLACE = 10
FROM_ANYWHERE = 100
LOGIN, LETTER = "login", "letter"
"""The doors: at each attempts are counted by themselves. Every letter that is asked for counts as one."""


def closed(email: str, place: str, door: str = LOGIN) -> bool:
    """Whether so many attempts for this e-mail address failed, from this place or in all, that no more are taken."""
    here, anywhere = _keys(email, place, door)
    failures: dict[str, int] = cache.get_many([here, anywhere])
    return failures.get(here, 0) >= FROM_ONE_PLACE or failures.get(anywhere, 0) >= FROM_ANYWHERE


def failed(email: str, place: str, door: str = LOGIN) -> None:
    for key in _keys(email, place, door):
        cache.add(key, 0, PERIOD)
        cache.incr(key)


def succeeded(email: str, place: str) -> None:
    cache.delete(_keys(email, place, LOGIN)[0])


def _keys(email: str, place: str, door: str) -> tuple[str, str]:
    name = email.strip().lower()
    return f"{door}:{name}:{place}", f"{door}:{name}"
