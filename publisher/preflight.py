"""Asks each content's network what it would refuse, with the limits of that very page."""

from collections.abc import Iterable, Sequence

from accounts.models import Health, Page
from campaigns.content import Content, Finding
from publisher.networks import NETWORKS
from publisher.pieces import piece_of


def read(contents: Sequence[Content]) -> Iterable[Finding]:
    pages = Page.objects.in_bulk({content.page for content in contents})
    for content in contents:
        yield from against(content, pages[content.page])


def against(content: Content, page: Page) -> Iterable[Finding]:
    """What this page's network would refuse of this content; no query, no call."""
    if page.health != Health.CONNECTED or not page.is_active:
        sentence = f"{page} is not connected. Ask an administrator to reconnect it, or leave this page out."
        yield Finding(sentence, field="page", page=page.pk)
    for finding in NETWORKS[page.network].preflight(piece_of(content), page.limits):
        yield Finding(f"{page}: {finding.sentence}", finding.blocks, finding.field, page.pk)
