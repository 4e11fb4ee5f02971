"""Asks each content's network what it would refuse, with the limits of that very page."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from accounts.models import Health, Page
from campaigns.content import Content, Finding, Medium
from campaigns.reading import Reading
from publisher.networks import NETWORKS, OPTIONS, commenting
from publisher.networks.base import Above, Network, Piece, Placement, Says
from publisher.networks.base import Finding as NetworkFinding
from publisher.pieces import following, piece_of, previewed

SOMETHING = Above("", "")
"""What stands above a piece is not known before it is public, and matters to no limit."""


def read(reading: Reading) -> Iterable[Finding]:
    for content in reading.contents:
        yield from against(content, reading.pages[content.page])


def against(content: Content, page: Page) -> Iterable[Finding]:
    """What this page's network would refuse of this content; no query, no call."""
    if page.health == Health.BLOCKED and page.is_active:
        sentence = f"{page} is held back by its network just now. What is due there waits until somebody has mended it."
        yield Finding(sentence, blocks=False, field="page", page=page.pk)
    elif page.health != Health.CONNECTED or not page.is_active:
        sentence = f"{page} is not connected. Ask an administrator to reconnect it, or leave this page out."
        yield Finding(sentence, field="page", page=page.pk)
    found = chain(
        _unset(content), _of_the_post(content, page), _of_what_follows(content, page), _of_what_has_no_place(content)
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
    return _of_piece(piece_of(content), content.media, page, NETWORKS[page.network])


def _of_what_follows(content: Content, page: Page) -> Iterator[NetworkFinding]:
    for below in following(content):
        field = "first_comment" if below.is_comment else "thread"
        for finding in _of_piece(below.piece(content, SOMETHING), below.part.media, page, below.says):
            yield replace(finding, sentence=f"{below.name}: {finding.sentence}", field=field)


def _of_piece(whole: Piece, media: Iterable[Medium], page: Page, says: Says) -> Iterable[NetworkFinding]:
    piece = previewed(whole, page.network, page.limits)
    cropped = _cropped(NETWORKS[page.network], whole, piece)
    return chain(_too_many_films(media), cropped, says.preflight(piece, page.limits))


def _of_what_has_no_place(content: Content) -> Iterator[NetworkFinding]:
    network = NETWORKS[content.network]
    if content.thread and not network.takes.threads:
        sentence = f"{network.title} has no threads. Give it a text of its own, which goes out alone, or leave it out."
        yield NetworkFinding(sentence, field="thread")
    if content.first_comment and not commenting(network, content.placement):
        where = "A story" if content.placement == Placement.STORY else network.title
        sentence = f"{where} takes no first comment; put it in the text or leave it out. It goes out without."
        yield NetworkFinding(sentence, blocks=False, field="first_comment")


def _too_many_films(media: Iterable[Medium]) -> Iterator[NetworkFinding]:
    if (films := sum(medium.is_film for medium in media)) > 1:
        yield NetworkFinding(f"A post shows one film. Remove {films - 1}.", field="film")


def _cropped(network: Network, before: Piece, after: Piece) -> Iterator[NetworkFinding]:
    """What it will not show whole, although it takes it."""
    for number, (whole, part) in enumerate(zip(before.pictures, after.pictures, strict=True), 1):
        if round(whole.width / whole.height, 2) != round(part.width / part.height, 2):
            yield NetworkFinding(
                f"{network.title} shows picture {number} cropped around its focal point. Look whether that is well "
                "chosen, in the library.",
                blocks=False,
                field="pictures",
            )
