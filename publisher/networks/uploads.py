"""Addresses to which a network wants to have media."""

from __future__ import annotations

from urllib.parse import urlsplit


def is_theirs(address: str, home: str, domain: str) -> bool:
    """Whether the address is where the API is, or below the network's domain; nobody else gets a token or a film."""
    there, here = urlsplit(address), urlsplit(home)
    if (there.scheme, there.netloc) == (here.scheme, here.netloc):
        return True
    return there.scheme == "https" and f".{there.hostname}".endswith(f".{domain}")
