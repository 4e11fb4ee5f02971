"""Which part of a picture a page gets, for those who look at it before: asked of what makes the rendition."""

from collections.abc import Iterable

from accounts.models import Page
from campaigns.content import Medium
from campaigns.crops import Box, Shown
from publisher.networks.base import Placement
from publisher.networks.pictures import together
from publisher.pieces import picture_of, rules_for
from publisher.renditions import part_sent, promised


def shown(medium: Medium, page: Page, placement: str, among: Iterable[Medium] = ()) -> Shown | None:
    """No file is read. None where the network shows no pictures, and for films, which are not cut. `among` are all that
    the post shows, where it is known: some networks show them alike only."""
    rules = rules_for(Placement(placement), page.network, page.limits)
    if rules is None or medium.is_film:
        return None
    if rules.alike:
        rules = together(tuple(picture_of(one) for one in among if not one.is_film), rules)
    picture = picture_of(medium)
    box, sent = Box(*part_sent(picture, rules)), promised(picture, rules)
    return Shown(medium, None if box == (0, 0, medium.width, medium.height) else box, sent.width, sent.height)
