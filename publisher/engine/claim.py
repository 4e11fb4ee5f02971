"""Takes work for one drain. What a claim writes is committed before any call is made."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache

import structlog
from django.conf import settings
from django.db import DatabaseError, IntegrityError, InterfaceError, transaction
from django.db.models import F
from django.db.models.functions import Now

from accounts.models import Event
from campaigns import proofread, rights, walltime
from campaigns.content import digest_of
from campaigns.models import Guideline, Revision
from publisher import preflight
from publisher.budgets import price_of
from publisher.engine import agenda
from publisher.engine.budget import with_trials, within_budget
from publisher.models import SENDINGS, Attempt, Correction, Delivery
from publisher.models.freeze import pass_gate
from publisher.models.sending import Sending, SendingQuerySet, State
from publisher.networks import NETWORKS
from publisher.pieces import UNREADABLE

log = structlog.get_logger()

Approved = Mapping[tuple[int, int], str]
"""(revision, publication) → digest of the content approved for it"""

BATCH = 100
UNAPPROVED = "What was to be sent is not what was approved, or no longer, so it was not sent. Ask for a new approval."
UNCHECKED = "Marquee could not check this post, so it was not sent. Ask your operators to look at the log."
TOO_LONG = "Looking for it gave no certain answer for too long. Look at the page, then decide."
AGAIN = timedelta(seconds=10)
"""After which what is approved and cannot be read is tried again: newer code wrote it, and may be deployed just now."""
NOW = {"now": Now()}
LOCKS = {noun: ("publication" if noun is Delivery else "delivery__publication",) for noun in SENDINGS}
"""What a claim reads with each row, and locks with it before anything is sent: so an edit comes before or after."""


class ClockOff(Exception):
    """This process's clock and the database's differ by more than the tolerance; it must not claim."""


class Kind(StrEnum):
    PREPARE = "prepare"
    PUBLISH = "publish"
    LOOK = "look"


@dataclass(frozen=True)
class Job:
    """A delivery, or what follows one, claimed for one step. `fence` proves the claim; `attempt` is the row written
    before a publishing call."""

    kind: Kind
    row: Sending
    fence: int
    attempt: Attempt | None = None

    @property
    def delivery(self) -> Delivery:
        delivery: Delivery = self.row.delivery
        return delivery


def claim(network: str, worker: str, room: int, preparing: int = 0) -> list[Job]:
    """Up to `room` jobs of the network: what has to be looked up (half the room), what is due, what can be prepared
    beside so many that the caller is `preparing`; deliveries first, then what follows them, then what is to be deleted
    or changed.

    Raises `ClockOff`. A claim that collides with another one's takes no more this time, and neither does one that
    breaks off: what it took before is committed, and nobody else does it.
    """
    jobs: list[Job] = []
    waiting = agenda.states(network)
    try:
        for noun in LOCKS:
            states = {state for table, state in waiting if table == noun._meta.db_table}
            if State.UNSURE in states and (free := room - len(jobs)):
                jobs += _looks(noun, network, worker, min((free + 1) // 2, BATCH))
            if State.READY in states and (free := room - len(jobs)):
                jobs += _publishes(noun, network, worker, min(free, BATCH))
            begun = preparing + sum(job.kind == Kind.PREPARE for job in jobs)
            most = min(room - len(jobs), NETWORKS[network].takes.at_once - begun, BATCH)
            if State.QUEUED in states and most > 0:
                jobs += _prepares(noun, network, worker, most)
    except IntegrityError as collision:
        log.info("claim_collided", network=network, detail=str(collision).splitlines()[0])
    except (DatabaseError, InterfaceError, ClockOff) as fault:
        if not jobs:
            raise
        log.warning("claim_broke_off", network=network, detail=str(fault).partition("\n")[0])
    return jobs


def _lock(noun: type[Sending], kind: Kind, network: str, limit: int) -> list[Sending]:
    """The queue's first rows, locked; rows that another claim or an edit holds are passed over."""
    asked_at = datetime.now(UTC)
    rows = list(_queue(noun, kind, network)[:limit])
    for row in rows[:1]:
        _check_clock(asked_at, row.now)
    for row in rows:
        _unclasp(row)
    return rows


def _unclasp(row: Sending) -> None:
    """A delivery and its publication hold each other, and so do a page and its credential. Nothing here asks the way
    back, for which all of them would stay in memory until a walk for garbage: 30 MB after a burst."""
    row.delivery.publication._state.fields_cache.pop("delivery", None)
    if credential := row.page._state.fields_cache.get("credential"):
        credential._state.fields_cache.pop("page", None)


@cache
def _queue(noun: type[Sending], kind: Kind, network: str) -> SendingQuerySet:
    """Put together once a process: that takes several times as long as to lock and read a few rows."""
    queue, tables = {
        Kind.LOOK: (noun.objects.to_look_up, ()),
        Kind.PREPARE: (noun.objects.to_prepare, LOCKS[noun]),
        Kind.PUBLISH: (noun.objects.to_publish, ("page", *LOCKS[noun])),
    }[kind]
    rows = queue(network).select_for_update(of=("self", *tables), skip_locked=True, no_key=True)
    found: SendingQuerySet = rows.select_related("page__credential", *LOCKS[noun]).annotate(**NOW)
    return found


def _check_clock(asked_at: datetime, database_now: datetime) -> None:
    """The database looked at its clock some time between the question and now: it may have been slow to answer."""
    ahead, behind = asked_at - database_now, database_now - datetime.now(UTC)
    if max(ahead, behind) > settings.CLOCK_TOLERANCE:
        skew = ahead if ahead > behind else -behind
        raise ClockOff(
            f"This machine's clock is {skew.total_seconds():+.1f} s off the database's. Set it; nothing is claimed."
        )


def _take(kind: Kind, verb: str, rows: Sequence[Sending]) -> list[Job]:
    lease = {"lease_until": Now() + settings.LEASE, "fence": F("fence") + 1}
    for noun in {type(row) for row in rows}:
        noun.move_all(verb, [row.pk for row in rows], **lease)
    return [Job(kind, row, row.fence + 1) for row in rows]


@transaction.atomic
def _looks(noun: type[Sending], network: str, worker: str, limit: int) -> list[Job]:
    rows = _lock(noun, Kind.LOOK, network, limit)
    return _take(Kind.LOOK, "look_again", [row for row in rows if not _handed_over(row)])


def _handed_over(row: Sending) -> bool:
    """A look over which a worker died is made by the next, as long as patience lasts and three of them; then a person
    decides, before it ends a fourth."""
    since = row.unsure_since or row.now
    if row.lease_until is None or row.now - since < settings.UNSURE_PATIENCE + 3 * settings.LEASE:
        return False
    row.move("hand_over", reason=TOO_LONG, lease_until=None, unsure_since=None)
    Event.objects.note(f"{row.noun}.unproven", row, reason=TOO_LONG)
    return True


@transaction.atomic
def _prepares(noun: type[Sending], network: str, worker: str, limit: int) -> list[Job]:
    return _take(Kind.PREPARE, "claim_prepare", _lock(noun, Kind.PREPARE, network, limit))


@transaction.atomic
def _publishes(noun: type[Sending], network: str, worker: str, limit: int) -> list[Job]:
    """The irreversible ones: checked once more, and an attempt written for each, in one transaction behind the freeze
    gate."""
    pass_gate()
    rows = _first_of_each_page(_lock(noun, Kind.PUBLISH, network, limit))
    sound = _refuse_unsound(_prepare_stale(with_trials(within_budget(network, rows))))
    jobs = _take(Kind.PUBLISH, "claim_publish", sound)
    attempts = Attempt.objects.begin({job.row: price_of(job.row) for job in jobs}, worker)
    return [replace(job, attempt=attempts[job.row.pk]) for job in jobs]


def _first_of_each_page(rows: Iterable[Sending]) -> list[Sending]:
    pages: dict[int, Sending] = {}
    for row in rows:
        pages.setdefault(row.page_id, row)
    return list(pages.values())


def _prepare_stale(rows: Iterable[Sending]) -> list[Sending]:
    """What was prepared too long ago is prepared again."""
    fresh: list[Sending] = []
    for row in rows:
        expires = row.handle.get("expires_at")
        if expires and datetime.fromisoformat(expires) <= row.now:
            row.move("prepare_again", next_at=Now(), handle={})
        else:
            fresh.append(row)
    return fresh


def _refuse_unsound(rows: list[Sending]) -> list[Sending]:
    """The last reading before the public: exactly what was approved, within the guidelines, the rights and the
    network's limits of now. One row that cannot be read waits or is refused by itself, and stops nobody else's."""
    checked = [row for row in rows if row.needs_approval]
    frozen = [row.frozen_in for row in checked]
    rules = proofread.in_force_for({row.page.brand_id for row in checked}) if checked else []
    approved, held = approved_digests(frozen), rights.held(_shown(frozen))
    sound = [row for row in rows if not row.needs_approval]
    for row in checked:
        try:
            reason = _reason_to_refuse(row, approved, rules, held)
        except UNREADABLE:
            log.exception("content_unreadable", **{row.noun: row.pk}, page=row.page_id)
            type(row).objects.filter(pk=row.pk).update(next_at=Now() + AGAIN, reason=UNCHECKED)
            continue
        if reason:
            row.move("refuse", reason=reason)
            Event.objects.note(f"{row.noun}.refused", row, reason=reason)
        else:
            sound.append(row)
    return sound


def _shown(frozen: list[Delivery | Correction]) -> set[int]:
    """The ids of all pictures and films, as far as the rows can be read."""
    found: set[int] = set()
    for row in frozen:
        with suppress(*UNREADABLE):
            parts = (row.content, *row.content.get("thread", ()))
            found |= {int(medium["asset"]) for part in parts for medium in part["media"]}
    return found


def _reason_to_refuse(row: Sending, approved: Approved, rules: list[Guideline], held: rights.Held) -> str:
    """Raises one of `UNREADABLE` for an approved content that this process cannot read."""
    if not is_approved(row.frozen_in, approved):
        return UNAPPROVED
    content = row.frozen_in.frozen
    try:
        today = walltime.from_utc(row.now, content.zone)[0].date()
        findings = [
            *proofread.against(content, rules),
            *rights.against(content, held, today),
            *preflight.against(content, row.page),
        ]
    except UNREADABLE:
        log.exception("checks_broke", **{row.noun: row.pk}, page=row.page_id)
        return UNCHECKED
    return " ".join(finding.sentence for finding in findings if finding.blocks)


def approved_digests(deliveries: Iterable[Delivery | Correction]) -> Approved:
    """What the revisions of these deliveries approve, each read once a batch.

    A revision that does not hash to its own digest approves nothing, and neither does one that an edit has voided.
    """
    standing = Revision.objects.filter(approved_at__isnull=False)
    revisions = standing.in_bulk({delivery.revision_id for delivery in deliveries})
    return {
        (revision.pk, entry["publication"]): digest_of(entry)
        for revision in revisions.values()
        if digest_of(revision.manifest) == revision.digest
        for entry in revision.manifest["publications"]
    }


def is_approved(delivery: Delivery | Correction, approved: Approved) -> bool:
    """Whether the frozen content hashes to its digest, and its revision approves that digest for its publication."""
    digest = approved.get((delivery.revision_id, delivery.publication_id))
    return digest_of(delivery.content) == delivery.digest == digest
