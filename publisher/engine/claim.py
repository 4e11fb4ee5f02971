"""Takes work for one drain. What a claim writes is committed before any call is made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now

from accounts.models import Event
from campaigns import proofread
from campaigns.content import digest_of
from campaigns.models import Guideline, Revision
from publisher import preflight
from publisher.engine import agenda
from publisher.engine.budget import within_budget
from publisher.models import Attempt, Delivery, Hold
from publisher.models.delivery import DeliveryQuerySet, State
from publisher.models.freeze import pass_gate
from publisher.models.hold import STRIKES

log = structlog.get_logger()

Approved = Mapping[tuple[int, int], str]
"""(revision, publication) → digest of the content approved for it"""

BATCH = 100
TRIAL = timedelta(seconds=5)
"""So long the other deliveries of a shaky home wait for the answer to its trial call."""
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What our own code raises over a row it cannot make sense of."""
NOW = {"now": Now()}


class ClockOff(Exception):
    """This process's clock and the database's differ by more than the tolerance; it must not claim."""


class Kind(StrEnum):
    PREPARE = "prepare"
    PUBLISH = "publish"
    LOOK = "look"


@dataclass(frozen=True)
class Job:
    """One delivery claimed for one step. `fence` proves the claim; `attempt` is the row written before a publishing
    call."""

    kind: Kind
    delivery: Delivery
    fence: int
    attempt: Attempt | None = None


def claim(network: str, worker: str, room: int) -> list[Job]:
    """Up to `room` jobs of the network: what has to be looked up (half the room), what is due, what can be prepared.

    Raises `ClockOff`. A claim that collides with another one's takes nothing this time.
    """
    jobs: list[Job] = []
    waiting = agenda.states(network)
    try:
        if State.UNSURE in waiting:
            jobs += _looks(network, worker, min((room + 1) // 2, BATCH))
        for state, take in ((State.READY, _publishes), (State.QUEUED, _prepares)):
            if state in waiting and room > len(jobs):
                jobs += take(network, worker, min(room - len(jobs), BATCH))
    except IntegrityError as collision:
        log.info("claim_collided", network=network, detail=str(collision).splitlines()[0])
    return jobs


def _lock(kind: Kind, network: str, limit: int) -> list[Delivery]:
    """The queue's first rows, locked; rows that another claim or an edit holds are passed over."""
    deliveries = list(_queue(kind, network)[:limit])
    for delivery in deliveries[:1]:
        _check_clock(delivery.now)
    return deliveries


@cache
def _queue(kind: Kind, network: str) -> DeliveryQuerySet:
    """Put together once a process: that takes several times as long as to lock and read a few rows."""
    queue, tables = {
        Kind.LOOK: (Delivery.objects.to_look_up, ()),
        Kind.PREPARE: (Delivery.objects.to_prepare, ("publication",)),
        Kind.PUBLISH: (Delivery.objects.to_publish, ("page", "publication")),
    }[kind]
    rows = queue(network).select_for_update(of=("self", *tables), skip_locked=True, no_key=True)
    return rows.select_related("page__credential", "publication").annotate(**NOW)


def _check_clock(database_now: datetime) -> None:
    skew = datetime.now(UTC) - database_now
    if abs(skew) > settings.CLOCK_TOLERANCE:
        raise ClockOff(
            f"This machine's clock is {skew.total_seconds():+.1f} s off the database's. Set it; nothing is claimed."
        )


def _take(kind: Kind, verb: str, deliveries: Sequence[Delivery]) -> list[Job]:
    lease = {"lease_until": Now() + settings.LEASE, "fence": F("fence") + 1}
    Delivery.move_all(verb, [delivery.pk for delivery in deliveries], **lease)
    return [Job(kind, delivery, delivery.fence + 1) for delivery in deliveries]


@transaction.atomic
def _looks(network: str, worker: str, limit: int) -> list[Job]:
    return _take(Kind.LOOK, "look_again", _lock(Kind.LOOK, network, limit))


@transaction.atomic
def _prepares(network: str, worker: str, limit: int) -> list[Job]:
    return _take(Kind.PREPARE, "claim_prepare", _lock(Kind.PREPARE, network, limit))


@transaction.atomic
def _publishes(network: str, worker: str, limit: int) -> list[Job]:
    """The irreversible ones: checked once more, and an attempt written for each, in one transaction behind the freeze
    gate."""
    pass_gate()
    deliveries = _lock(Kind.PUBLISH, network, limit)
    sound = _refuse_unsound(_prepare_stale(_rest(within_budget(network, deliveries))))
    jobs = _take(Kind.PUBLISH, "claim_publish", sound)
    attempts = Attempt.objects.begin([job.delivery for job in jobs], worker)
    return [replace(job, attempt=attempts[job.delivery.pk]) for job in jobs]


def _rest(deliveries: list[Delivery]) -> list[Delivery]:
    """A home whose circuit has just closed again is tried with one call; the others wait for what becomes of it."""
    tried: set[str] = set()
    homes = {delivery.page.home for delivery in deliveries}
    shaky = set(Hold.objects.filter(page=None, home__in=homes, strikes__gte=STRIKES).values_list("home", flat=True))
    Hold.objects.filter(page=None, home__in=shaky).update(until=Now() + TRIAL)
    taken = []
    for delivery in deliveries:
        if delivery.page.home in shaky:
            shaky.discard(delivery.page.home)
            tried.add(delivery.page.home)
        elif delivery.page.home in tried:
            continue
        taken.append(delivery)
    return taken


def _prepare_stale(deliveries: Iterable[Delivery]) -> list[Delivery]:
    """What was prepared too long ago is prepared again."""
    fresh: list[Delivery] = []
    stale: list[Delivery] = []
    for delivery in deliveries:
        expires = delivery.handle.get("expires_at")
        (stale if expires and datetime.fromisoformat(expires) <= delivery.now else fresh).append(delivery)
    Delivery.move_all("prepare_again", [delivery.pk for delivery in stale], next_at=Now(), handle={})
    return fresh


def _refuse_unsound(deliveries: list[Delivery]) -> list[Delivery]:
    """The last reading before the public: exactly what was approved, within the guidelines and the network's limits of
    now."""
    rules = proofread.in_force_for({delivery.page.brand_id for delivery in deliveries}) if deliveries else []
    approved = approved_digests(deliveries)
    sound = []
    for delivery in deliveries:
        reason = _reason_to_refuse(delivery, approved, rules)
        if reason:
            delivery.move("refuse", reason=reason)
            Event.objects.note("delivery.refused", delivery, reason=reason)
        else:
            sound.append(delivery)
    return sound


def _reason_to_refuse(delivery: Delivery, approved: Approved, rules: list[Guideline]) -> str:
    """One row that cannot be read is refused by itself, and stops nobody else's."""
    if not is_approved(delivery, approved):
        return "What was to be sent is not what was approved, so it was not sent. Ask for a new approval."
    try:
        content = delivery.frozen
        findings = [*proofread.against(content, rules), *preflight.against(content, delivery.page)]
    except UNREADABLE:
        log.exception("content_unreadable", delivery=delivery.pk, page=delivery.page_id)
        return "Marquee could not check this post, so it was not sent. Ask your operators to look at the log."
    return " ".join(finding.sentence for finding in findings if finding.blocks)


def approved_digests(deliveries: Iterable[Delivery]) -> Approved:
    """What the revisions of these deliveries approve, each read once a batch.

    A revision that does not hash to its own digest approves nothing.
    """
    revisions = Revision.objects.in_bulk({delivery.revision_id for delivery in deliveries})
    return {
        (revision.pk, entry["publication"]): digest_of(entry)
        for revision in revisions.values()
        if digest_of(revision.manifest) == revision.digest
        for entry in revision.manifest["publications"]
    }


def is_approved(delivery: Delivery, approved: Approved) -> bool:
    """Whether the frozen content hashes to its digest, and its revision approves that digest for its publication."""
    digest = approved.get((delivery.revision_id, delivery.publication_id))
    return digest_of(delivery.content) == delivery.digest == digest
