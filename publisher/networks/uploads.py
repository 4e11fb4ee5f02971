"""What networks have in common where media is uploaded: to whose addresses, and whom their limits concern."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from urllib.parse import urlsplit

from publisher.networks.base import Later, Scope


@contextmanager
def limits_of_uploads(*statuses: int) -> Iterator[None]:
    """A network that counts uploads by themselves, and says by 429 or one of these statuses that there were enough,
    keeps back what has to be uploaded, and nothing else of the page."""
    try:
        yield
    except Later as later:
        if later.status in (HTTPStatus.TOO_MANY_REQUESTS, *statuses):
            later.scope = Scope.DELIVERY
        raise


def is_theirs(address: str, home: str, domain: str) -> bool:
    """Whether the address is where the API is, or below the network's domain; nobody else gets a token or a film."""
    there, here = urlsplit(address), urlsplit(home)
    if (there.scheme, there.netloc) == (here.scheme, here.netloc):
        return True
    return there.scheme == "https" and f".{there.hostname}".endswith(f".{domain}")
