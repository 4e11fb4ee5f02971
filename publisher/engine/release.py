"""Turns publications whose time is near into deliveries, with their approved content frozen."""

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from accounts.models import Event
from campaigns.models import Publication, Revision
from publisher.models import Delivery
from publisher.networks import NETWORKS

log = structlog.get_logger()

REFROZEN = [
    "revision", "campaign", "tags", "content", "digest", "key", "handle", "state", "due_at", "closes_at", "next_at",
    "lease_until", "tries", "doubts", "deaths", "looks", "reason",
]  # fmt: skip
"""What a publication that was called back, approved again and released again gets anew. Its fence only ever grows."""


@transaction.atomic
def release(limit: int = 500) -> int:
    """Release up to `limit` scheduled publications due within the lead; returns how many. Safe in any number of
    processes."""
    due = list(
        Publication.objects.filter(state=Publication.State.SCHEDULED, at__lte=Now() + settings.LEAD)
        .select_related("page", "post__revision")
        .select_for_update(of=("self",), skip_locked=True, no_key=True)
        .order_by("at", "id")[:limit]
    )
    deliveries = [freeze(publication) for publication in due if _approved(publication)]
    Delivery.objects.bulk_create(
        deliveries, update_conflicts=True, unique_fields=["publication"], update_fields=REFROZEN
    )
    released = {delivery.publication_id for delivery in deliveries}
    Publication.objects.filter(pk__in=released).update(state=Publication.State.RELEASED)
    Event.objects.bulk_create(
        Event.about("publication.released", publication) for publication in due if publication.pk in released
    )
    return len(due)


def _approved(publication: Publication) -> bool:
    """Whether its post's revision is approved and names it. What is not goes back to planned, and is logged as our own
    fault."""
    revision = publication.post.revision
    if revision and revision.approved_at and publication.pk in revision.contents():
        return True
    log.error("scheduled_without_approval", post=publication.post_id, publication=publication.pk)
    Publication.objects.filter(pk=publication.pk).update(state=Publication.State.PLANNED)
    Event.objects.note("publication.unscheduled", publication)
    return False


def freeze(publication: Publication) -> Delivery:
    """An unsaved delivery that says exactly what the approved revision says for this publication."""
    revision = publication.post.revision
    assert isinstance(revision, Revision)
    content = revision.contents()[publication.pk]
    return Delivery(
        publication=publication,
        revision=revision,
        page=publication.page,
        network=publication.page.network,
        campaign_id=content.campaign,
        tags=list(content.tags),
        content=content.to_json(),
        digest=content.digest,
        key=NETWORKS[publication.page.network].key(publication.at),
        due_at=publication.at,
        closes_at=publication.at + settings.WINDOW,
        next_at=Now(),
    )
