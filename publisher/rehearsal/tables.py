"""What our tables say of every publication, in the terms of the verdict."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db.models import Max

from accounts.models import Event
from campaigns.content import Content, Medium
from campaigns.models import Publication
from publisher.engine.look import DIED, DOUBTED
from publisher.models import Attempt, Delivery, FollowUp
from publisher.models.sending import ON_THE_DESK, Sending, State
from publisher.networks import NETWORKS
from publisher.networks.base import Above
from publisher.pieces import following, piece_of
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
    waiting = Publication.objects.filter(state=Publication.State.SCHEDULED).count()
    # What waits for its turn does so behind one that is counted itself, or that a person was told of.
    ended = [*SAYS, State.WAITING, State.REMOVED]
    for rows in (Delivery.objects.all(), FollowUp.objects.all()):
        waiting += rows.filter(state__in=ON_THE_DESK, told_at=None).count() + rows.exclude(state__in=ended).count()
    return waiting


def lines() -> Iterator[Line]:
    """Of each publication that was approved, by its approved revision, not by what was made of it since."""
    handed_over = _handed_over()
    publications = Publication.objects.select_related("page", "post__revision", "delivery").order_by("pk")
    related = ("delivery__attempts", "delivery__follow_ups__attempts")
    for publication in publications.prefetch_related(*related).iterator(1000):
        revision = publication.post.revision
        if revision and revision.approved_at:
            line = _line(publication, getattr(publication, "delivery", None), handed_over)
            yield from (line, *_following(publication, line))


def _following(publication: Publication, before: Line) -> Iterator[Line]:
    """What follows its post. What has no row of its own yet, or waits, is where the one before it is."""
    revision, delivery = publication.post.revision, getattr(publication, "delivery", None)
    assert revision
    content = revision.contents()[publication.pk]
    rows = {row.position: row for row in delivery.follow_ups.all()} if delivery else {}
    for number, below in enumerate(following(content), 2):
        row = rows.get(number)
        said = below.piece(content, Above("", ""))
        line = replace(before, part=below.name, text=below.says.body(said), media=_media(content, below.part.media))
        if row is None or row.state == State.WAITING:
            behind = Says.OPEN if before.says == Says.PUBLISHED else before.says
            yield replace(line, says=behind, settled=None, attempts=())
            before = replace(line, says=behind)
            continue
        before = replace(
            line,
            due=row.due_at.timestamp(),
            closes=row.closes_at.timestamp(),
            says=_says(row),
            reason=row.reason,
            told=bool(row.told_at),
            settled=row.published_at.timestamp() if row.published_at else None,
            attempts=tuple(map(_try, row.attempts.all())),
        )
        yield before


def _line(publication: Publication, delivery: Delivery | None, handed_over: dict[int, datetime]) -> Line:
    page, revision = publication.page, publication.post.revision
    assert revision
    assert revision.approved_at
    content = revision.contents()[publication.pk]
    settled = delivery and (delivery.published_at or handed_over.get(delivery.pk))
    return Line(
        publication=publication.pk,
        network=page.network,
        account=page.remote_id,
        text=NETWORKS[page.network].body(piece_of(content)),
        media=_media(content, content.media),
        due=publication.at.timestamp(),
        closes=(publication.at + settings.WINDOW).timestamp(),
        approved=revision.approved_at.timestamp(),
        says=_says(delivery),
        reason=delivery.reason if delivery else "",
        told=bool(delivery and delivery.told_at),
        settled=settled.timestamp() if settled else None,
        attempts=tuple(map(_try, delivery.attempts.all())) if delivery else (),
    )


def _media(content: Content, media: Iterable[Medium]) -> tuple[tuple[str, str], ...]:
    described = NETWORKS[content.network].takes.described
    return tuple((medium.checksum, medium.alt if described else "") for medium in media)


def _says(row: Sending | None) -> Says:
    if row is None:
        return Says.OPEN
    if row.state == State.UNPROVEN and row.reason in {DIED, DOUBTED}:
        return Says.ABSENT
    return SAYS.get(State(row.state), Says.OPEN)


def _try(attempt: Attempt) -> Try:
    ended = attempt.ended_at.timestamp() if attempt.ended_at else None
    return Try(attempt.worker, attempt.started_at.timestamp(), ended, attempt.outcome)


def _handed_over() -> dict[int, datetime]:
    """When each delivery came to the desk, by its key."""
    events = Event.objects.filter(noun="delivery", what__in=HANDED_OVER).order_by()
    return dict(events.values_list("noun_id").annotate(Max("at")))
