"""Asks each content's network what it would refuse, with the limits of that very page."""

from collections.abc import Iterable, Iterator, Sequence

from accounts.models import Health, Page
from campaigns.content import Content, Finding
from publisher.networks import NETWORKS
from publisher.networks.base import Finding as NetworkFinding
from publisher.networks.base import Network, Piece
from publisher.pieces import previewed

BY_HAND = "It is kept with the post: comment by hand once the post is out."


def read(contents: Sequence[Content]) -> Iterable[Finding]:
    pages = Page.objects.in_bulk({content.page for content in contents})
    for content in contents:
        yield from against(content, pages[content.page])


def against(content: Content, page: Page) -> Iterable[Finding]:
    """What this page's network would refuse of this content; no query, no call."""
    if page.health != Health.CONNECTED or not page.is_active:
        sentence = f"{page} is not connected. Ask an administrator to reconnect it, or leave this page out."
        yield Finding(sentence, field="page", page=page.pk)
    network, piece = NETWORKS[page.network], previewed(content, page.limits)
    for finding in [*_of_other_kinds(network, piece), *network.preflight(piece, page.limits)]:
        yield Finding(f"{page}: {finding.sentence}", finding.blocks, finding.field, page.pk)


def _of_other_kinds(network: Network, piece: Piece) -> Iterator[NetworkFinding]:
    """What a network has no place for at all."""
    if piece.first_comment:
        yield NetworkFinding(f"Marquee posts no first comments yet. {BY_HAND}", blocks=False, field="first_comment")
    if piece.film and not network.takes.films:
        yield NetworkFinding(f"{network.title} takes no films. Remove the film, or leave this page out.", field="film")
    if piece.film and piece.pictures:
        yield NetworkFinding("A post has pictures or one film. Remove the one or the other.", field="film")
    if piece.placement not in network.takes.placements:
        words = {"reel": "reels", "story": "stories"}[piece.placement]
        yield NetworkFinding(f"{network.title} has no {words}. Show it in the feed, or leave this page out.")
