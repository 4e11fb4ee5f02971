"""Media that a network fetches from an address of ours."""

from __future__ import annotations

from collections.abc import Iterable

from publisher.networks.base import Film, Finding, Picture


def check_addresses(media: Iterable[Picture | Film], network: str, what: str) -> list[Finding]:
    """Whether there is an address for each; `what` they are, for the sentence."""
    if all(medium.url for medium in media):
        return []
    sentence = f"{network} fetches {what} itself, and this Marquee has no public address. Ask your operators."
    return [Finding(sentence, field="film" if what == "films" else "pictures")]
