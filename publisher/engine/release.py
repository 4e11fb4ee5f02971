"""Turns publications whose time is near into deliveries, with their approved content frozen."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now

from accounts.models import Event
from campaigns.content import digest_of
from campaigns.models import Publication, Revision
from publisher.models import Correction, Delivery
from publisher.networks import NETWORKS

log = structlog.get_logger()

Contents = Mapping[int, Mapping[int, dict[str, Any]]]
"""revision → publication → content as its JSON stands, for approved revisions only"""

BATCH = 500

COLUMNS = [field.attname for field in Delivery._meta.concrete_fields if field.attname not in {"id", "next_at"}]
NAMES = ", ".join(COLUMNS)
REFROZEN = (
    "revision_id", "campaign_id", "tags", "content", "digest", "key", "handle", "state", "due_at", "closes_at",
    "next_at", "lease_until", "tries", "doubts", "deaths", "looks", "reason",
)  # fmt: skip
"""What a publication that was called back, approved again and released again gets anew. Its fence only ever grows."""
KEEP = f"""
    WITH kept AS (
        INSERT INTO publisher_delivery ({NAMES}, next_at)
        SELECT {NAMES}, statement_timestamp() FROM jsonb_populate_recordset(NULL::publisher_delivery, %s::jsonb)
        ON CONFLICT (publication_id) DO UPDATE SET {", ".join(f"{name} = EXCLUDED.{name}" for name in REFROZEN)}
        RETURNING publication_id
    )
    UPDATE campaigns_publication p SET state = %s FROM kept WHERE p.id = kept.publication_id
"""  # noqa: S608 - our own names


@transaction.atomic
def release(limit: int = BATCH) -> int:
    """Release up to `limit` scheduled publications due within the lead; returns how many. Safe in any number of
    processes."""
    due = list(
        Publication.objects.filter(state=Publication.State.SCHEDULED, at__lte=Now() + settings.LEAD)
        .select_related("page", "post")
        .only("at", "page__network", "page__brand", "page__market", "post__revision")
        .select_for_update(of=("self",), skip_locked=True, no_key=True)
        .order_by("at", "id")[:limit]
    )
    approved = (
        Revision.objects.filter(approved_at__isnull=False).only("manifest").in_bulk({p.post.revision_id for p in due})
    )
    contents = {revision.pk: revision.entries() for revision in approved.values()}
    deliveries = [freeze(publication, contents) for publication in due if _is_approved(publication, contents)]
    _keep(deliveries)
    released = {delivery.publication_id for delivery in deliveries}
    Event.objects.note_all(
        Event.about("publication.released", publication) for publication in due if publication.pk in released
    )
    return len(due)


def _keep(deliveries: Iterable[Delivery]) -> None:
    """With their publications, which are released by it, in one short statement: a burst brings thousands, and to make
    each of their values a parameter costs twice as much as all the rest of a release."""
    rows = [{name: getattr(delivery, name) for name in COLUMNS} for delivery in deliveries]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(KEEP, [json.dumps(rows, default=str), Publication.State.RELEASED])


def order() -> int:
    """The same for what was approved to replace what is public; returns of how many revisions."""
    return Correction.objects.order()


def _is_approved(publication: Publication, contents: Contents) -> bool:
    """Whether its post's revision is approved and names it. What is not goes back to planned, and is logged as our own
    fault."""
    if publication.pk in contents.get(publication.post.revision_id or 0, {}):
        return True
    log.error("scheduled_without_approval", post=publication.post_id, publication=publication.pk)
    Publication.objects.filter(pk=publication.pk).update(state=Publication.State.PLANNED)
    Event.objects.note("publication.unscheduled", publication)
    return False


def freeze(publication: Publication, contents: Contents) -> Delivery:
    """An unsaved delivery that says exactly what the approved revision says for this publication.

    While versions are deployed, that may be more than this process knows: whoever claims it reads it by itself.
    """
    revision = publication.post.revision_id
    assert revision
    content = contents[revision][publication.pk]
    return Delivery(
        publication_id=publication.pk,  # so they do not hold each other in memory
        revision_id=revision,
        page_id=publication.page_id,
        network=publication.page.network,
        campaign_id=content["campaign"],
        tags=content["tags"],
        content=content,
        digest=digest_of(content),
        key=NETWORKS[publication.page.network].key(publication.at),
        due_at=publication.at,
        closes_at=publication.at + settings.WINDOW,
    )
