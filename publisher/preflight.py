"""Asks each content's network what it would refuse, with the limits of that very page."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from accounts.models import Health, Page
from campaigns.content import Content, Finding, Medium, Part
from publisher.networks import NETWORKS, OPTIONS, commenting
from publisher.networks.base import Above, Placement
from publisher.networks.base import Finding as NetworkFinding
from publisher.pieces import piece_below, piece_of, previewed

SOMETHING = Above("", "")
"""What stands above a piece is not known before it is public, and matters to no limit."""


def read(contents: Sequence[Content]) -> Iterable[Finding]:
    pages = Page.objects.in_bulk({content.page for content in contents})
    for content in contents:
        yield from against(content, pages[content.page])


def against(content: Content, page: Page) -> Iterable[Finding]:
    """What this page's network would refuse of this content; no query, no call."""
    if page.health != Health.CONNECTED or not page.is_active:
        sentence = f"{page} is not connected. Ask an administrator to reconnect it, or leave this page out."
        yield Finding(sentence, field="page", page=page.pk)
    found = chain(
        _unset(content), _of_the_post(content, page), _of_the_thread(content, page), _of_the_comment(content, page)
    )
    for finding in found:
        yield Finding(f"{page}: {finding.sentence}", finding.blocks, finding.field, page.pk)


def _unset(content: Content) -> Iterator[NetworkFinding]:
    """What the network wants a person to choose for the page, and nobody has."""
    known = dict(content.options)
    for option in OPTIONS.get(content.network, ()):
        if option.usual is None and option.name not in known:
            sentence = f"“{option.label}” is not set for this page. Ask an administrator to set it (Pages → Settings)."
            yield NetworkFinding(sentence, field="page")


def _of_the_post(content: Content, page: Page) -> Iterable[NetworkFinding]:
    piece = previewed(piece_of(content), page.network, page.limits)
    return chain(_too_many_films(content.media), NETWORKS[page.network].preflight(piece, page.limits))


def _of_the_thread(content: Content, page: Page) -> Iterator[NetworkFinding]:
    network = NETWORKS[page.network]
    if content.thread and not network.takes.threads:
        sentence = f"{network.title} has no threads. Give it a text of its own, which goes out alone, or leave it out."
        yield NetworkFinding(sentence, field="thread")
        return
    for number, part in enumerate(content.thread, 2):
        piece = previewed(piece_below(content, part, SOMETHING), page.network, page.limits)
        for finding in chain(_too_many_films(part.media), network.preflight(piece, page.limits)):
            yield replace(finding, sentence=f"Part {number}: {finding.sentence}", field="thread")


def _of_the_comment(content: Content, page: Page) -> Iterator[NetworkFinding]:
    if not content.first_comment:
        return
    network = NETWORKS[page.network]
    comments = commenting(network, content.placement)
    if comments is None:
        where = "A story" if content.placement == Placement.STORY else network.title
        sentence = f"{where} takes no first comment; put it in the text or leave it out. It goes out without."
        yield NetworkFinding(sentence, blocks=False, field="first_comment")
        return
    for finding in comments.preflight(piece_below(content, Part(content.first_comment), SOMETHING), page.limits):
        yield replace(finding, sentence=f"First comment: {finding.sentence}", field="first_comment")


def _too_many_films(media: Iterable[Medium]) -> Iterator[NetworkFinding]:
    if (films := sum(medium.is_film for medium in media)) > 1:
        yield NetworkFinding(f"A post shows one film. Remove {films - 1}.", field="film")
