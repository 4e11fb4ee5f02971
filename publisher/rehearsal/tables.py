"""What our tables say of every publication, in the terms of the verdict."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple, Self

from django.conf import settings

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
Moments = dict[int, tuple[float, ...]]
"""By the key of a row, in epoch seconds and in order."""


class Ends(NamedTuple):
    """When rows of one kind came to the desk, and when they were proven not to be public."""

    desk: Moments
    absent: Moments

    @classmethod
    def of(cls, noun: str) -> Self:
        return cls(_moments(noun, "refused", "missed", "unproven"), _moments(noun, "proven_absent"))

    def settled(self, row: Sending) -> float | None:
        """When it was published, or came to the desk for the last time."""
        if row.published_at:
            return float(row.published_at.timestamp())
        return max(self.desk.get(row.pk, ()), default=None)


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
    ends, below = Ends.of("delivery"), Ends.of("follow_up")
    publications = Publication.objects.select_related("page", "post__revision", "delivery").order_by("pk")
    related = ("delivery__attempts", "delivery__follow_ups__attempts")
    for publication in publications.prefetch_related(*related).iterator(1000):
        revision = publication.post.revision
        if revision and revision.approved_at:
            line = _line(publication, getattr(publication, "delivery", None), ends)
            yield from (line, *_following(publication, line, below))


def _following(publication: Publication, before: Line, ends: Ends) -> Iterator[Line]:
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
            yield replace(line, says=behind, settled=None, absent=(), attempts=())
            before = replace(line, says=behind)
            continue
        before = replace(
            line,
            due=row.due_at.timestamp(),
            closes=row.closes_at.timestamp(),
            says=_says(row),
            reason=row.reason,
            told=bool(row.told_at),
            settled=ends.settled(row),
            absent=ends.absent.get(row.pk, ()),
            attempts=tuple(map(_try, row.attempts.all())),
        )
        yield before


def _line(publication: Publication, delivery: Delivery | None, ends: Ends) -> Line:
    page, revision = publication.page, publication.post.revision
    assert revision
    assert revision.approved_at
    content = revision.contents()[publication.pk]
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
        settled=ends.settled(delivery) if delivery else None,
        absent=ends.absent.get(delivery.pk, ()) if delivery else (),
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


def _moments(noun: str, *names: str) -> Moments:
    """When these things happened to the rows of one kind."""
    moments: dict[int, list[float]] = defaultdict(list)
    events = Event.objects.filter(noun=noun, what__in=[f"{noun}.{name}" for name in names]).order_by("at")
    for key, at in events.values_list("noun_id", "at"):
        moments[key].append(at.timestamp())
    return {key: tuple(at) for key, at in moments.items()}
