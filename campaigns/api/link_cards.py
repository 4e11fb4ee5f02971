"""The card of a link: what machines see of it."""

from accounts.rest.shown import Shown
from campaigns.models import LinkCard


class LinkCardSerializer(Shown):
    """`read_at` is null while the page is still to be read; `problem` says in a sentence what is missing. `checksum` is
    SHA-256 over the picture, "" where there is none."""

    class Meta:
        model = LinkCard
        fields = ["address", "read_at", "title", "description", "checksum", "width", "height", "problem"]
