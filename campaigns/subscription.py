"""What a feed tells: publications from a month behind to a year ahead, as a calendar for other programs."""

from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db.models.functions import Now
from django.http import QueryDict
from django.urls import reverse

from campaigns import ical
from campaigns.forms.calendar import CalendarFilter
from campaigns.listing import Line, lines
from campaigns.models import Feed, Publication
from campaigns.models.publication import PublicationQuerySet

BEHIND, AHEAD = timedelta(days=31), timedelta(days=366)
MOST = 5000
"""So many are told, the earliest first."""
UNCERTAIN = {"draft", "planned", "review", "rejected", "lapsed"}
CANCELLED = {"cancelled", "abandoned"}


def told(feed: Feed) -> str:
    """The feed's calendar, as its person may see it today."""
    shown = publications(feed).filter(at__gte=Now() - BEHIND, at__lt=Now() + AHEAD).order_by("at", "pk")[:MOST]
    found = Publication.objects.filter(pk__in=shown.values("pk"))
    return ical.calendar(f"Marquee: {feed}", (_moment(line) for line in lines(found)))


def publications(feed: Feed) -> PublicationQuerySet:
    """None when what narrows the feed means nothing to its person any more: it must not grow wider by itself."""
    visible = Publication.objects.visible_to(feed.user)
    filters = CalendarFilter(QueryDict(urlencode(feed.filters)), feed.user)
    return visible.filter(filters.where()) if filters.narrowing == feed.filters else visible.none()


def _moment(line: Line) -> ical.Moment:
    address = settings.PUBLIC_ADDRESS + reverse("post", args=[line.post])
    status = "CANCELLED" if line.status in CANCELLED else "TENTATIVE" if line.status in UNCERTAIN else "CONFIRMED"
    first = " ".join(line.text.split())[:120] or "No text yet"
    return ical.Moment(
        uid=f"publication-{line.pk}@{urlsplit(settings.PUBLIC_ADDRESS).hostname}",
        at=line.at,
        changed_at=line.changed_at,
        summary=f"{line.network} {line.market}: {first}",
        description=f"{line.state} on {line.page}, {line.wall:%H:%M} {line.zone}\n{line.text}\n{address}",
        url=address,
        status=status,
    )
