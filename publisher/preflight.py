"""Asks each content's network what it would refuse, with the limits of that very page."""

from collections.abc import Iterable, Iterator, Sequence

from accounts.models import Health, Page
from campaigns.content import Content, Finding
from publisher.networks import NETWORKS, OPTIONS
from publisher.networks.base import Finding as NetworkFinding
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
    for finding in [*_left_out(content), *_unset(content), *network.preflight(piece, page.limits)]:
        yield Finding(f"{page}: {finding.sentence}", finding.blocks, finding.field, page.pk)


def _left_out(content: Content) -> Iterator[NetworkFinding]:
    """What no piece has a place for, on whatever network."""
    if content.first_comment:
        yield NetworkFinding(f"Marquee posts no first comments yet. {BY_HAND}", blocks=False, field="first_comment")
    if (films := sum(medium.is_film for medium in content.media)) > 1:
        yield NetworkFinding(f"A post shows one film. Remove {films - 1}.", field="film")


def _unset(content: Content) -> Iterator[NetworkFinding]:
    """What the network wants a person to choose for the page, and nobody has."""
    known = dict(content.options)
    for option in OPTIONS.get(content.network, ()):
        if option.usual is None and option.name not in known:
            sentence = f"“{option.label}” is not set for this page. Ask an administrator to set it (Pages → Settings)."
            yield NetworkFinding(sentence, field="page")
