"""Reads contents against the overlays they chose: what is out of use since is said, and stops nobody."""

from collections.abc import Iterable

from campaigns.content import Finding
from campaigns.models.overlay import Overlay
from campaigns.reading import Reading


def read(reading: Reading) -> Iterable[Finding]:
    chosen = {medium.overlay.kept for content in reading.contents for medium in content.shown if medium.overlay}
    for overlay in Overlay.objects.filter(pk__in=chosen, is_active=False) if chosen else ():
        sentence = f"The overlay “{overlay}” is out of use. Choose another one, or none."
        yield Finding(sentence, blocks=False, field="media")
