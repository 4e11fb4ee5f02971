"""What our tables say of every publication, in the terms of the verdict."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Max

from accounts.models import Event
from campaigns.models import Publication
from publisher.engine.look import DIED, DOUBTED
from publisher.models import Attempt, Delivery
from publisher.models.sending import ON_THE_DESK, State
from publisher.networks import NETWORKS
from publisher.pieces import piece_of
from publisher.rehearsal.verdict import Line, Says, Try

SAYS = {
    State.PUBLISHED: Says.PUBLISHED,
    State.REFUSED: Says.ABSENT,
    State.MISSED: Says.ABSENT,
    State.ABANDONED: Says.ABSENT,
    State.UNPROVEN: Says.UNPROVEN,
}
HANDED_OVER = ("delivery.refused", "delivery.missed", "delivery.unproven")


def unsettled() -> int:
    """How many publications are still on their way, or wait for a person who was not told yet."""
    untold = Delivery.objects.filter(state__in=ON_THE_DESK, told_at=None).count()
    waiting = Publication.objects.filter(state=Publication.State.SCHEDULED).count()
    return untold + waiting + Delivery.objects.exclude(state__in=list(SAYS)).count()


def lines() -> Iterator[Line]:
    """Of each publication that was approved, by its approved revision, not by what was made of it since."""
    handed_over = _handed_over()
    publications = Publication.objects.select_related("page", "post__revision", "delivery").order_by("pk")
    for publication in publications.prefetch_related("delivery__attempts").iterator(1000):
        revision = publication.post.revision
        if revision and revision.approved_at:
            yield _line(publication, getattr(publication, "delivery", None), handed_over)


def _line(publication: Publication, delivery: Delivery | None, handed_over: dict[int, datetime]) -> Line:
    page, revision = publication.page, publication.post.revision
    assert revision
    assert revision.approved_at
    content = revision.contents()[publication.pk]
    described = NETWORKS[page.network].takes.described
    settled = delivery and (delivery.published_at or handed_over.get(delivery.pk))
    return Line(
        publication=publication.pk,
        network=page.network,
        account=page.remote_id,
        text=NETWORKS[page.network].body(piece_of(content)),
        media=tuple((m.checksum, m.alt if described else "") for m in content.media),
        due=publication.at.timestamp(),
        closes=(publication.at + settings.WINDOW).timestamp(),
        approved=revision.approved_at.timestamp(),
        says=_says(delivery),
        reason=delivery.reason if delivery else "",
        told=bool(delivery and delivery.told_at),
        settled=settled.timestamp() if settled else None,
        attempts=tuple(map(_try, delivery.attempts.all())) if delivery else (),
    )


def _says(delivery: Delivery | None) -> Says:
    if delivery is None:
        return Says.OPEN
    if delivery.state == State.UNPROVEN and delivery.reason in {DIED, DOUBTED}:
        return Says.ABSENT
    return SAYS.get(State(delivery.state), Says.OPEN)


def _try(attempt: Attempt) -> Try:
    ended = attempt.ended_at.timestamp() if attempt.ended_at else None
    return Try(attempt.worker, attempt.started_at.timestamp(), ended, attempt.outcome)


def _handed_over() -> dict[int, datetime]:
    """When each delivery came to the desk, by its key."""
    events = Event.objects.filter(noun="delivery", what__in=HANDED_OVER).order_by()
    return dict(events.values_list("noun_id").annotate(Max("at")))
