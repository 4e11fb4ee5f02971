"""A claimed job with all that its calls need, read before the first of them is made."""

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import chain

from django.conf import settings

from publisher import connections
from publisher.engine.claim import Job, Kind
from publisher.engine.refusal import not_let_look, refused
from publisher.engine.result import Result
from publisher.models import Attempt
from publisher.models.sending import Sending
from publisher.networks.base import Account, Piece, Refused

LONGEST_WAIT = timedelta(seconds=10)
STOPS = {Kind.PREPARE: "refuse", Kind.PUBLISH: "refuse", Kind.LOOK: "hand_over"}
"""The move of a delivery for which no call can even begin."""
WAITS = {Kind.PREPARE: "requeue", Kind.PUBLISH: "later", Kind.LOOK: "look_again"}
"""The move of one for which none can begin just now."""
KNOWN = 500
"""So many of a page's newest posts, and of what follows them, are named to a look-up as known already."""


@dataclass(frozen=True)
class Call:
    """`begin_by` is on the monotonic clock: after it the claim may be another's, and no irreversible call may begin.

    `known` and `attempts` (oldest first) are read for look-ups only.
    """

    job: Job
    account: Account
    piece: Piece
    begin_by: float
    known: frozenset[str] = frozenset()
    attempts: tuple[Attempt, ...] = ()


def begin_by(job: Job, claimed_at: float) -> float:
    """The last moment (monotonic) at which a call of a claim begun at `claimed_at` may begin: soon, so that a freeze is
    honoured, early enough to surely end within the lease, and not so late that it may arrive after its window."""
    lease = settings.LEASE - settings.CALL_DEADLINE - settings.CONNECT_DEADLINE
    window = job.row.closes_at - job.row.now - settings.CLOCK_TOLERANCE
    return claimed_at + min(lease, window, LONGEST_WAIT).total_seconds()


def call_for(job: Job, claimed_at: float) -> Call | Result:
    """The job's call; a `Result` when it cannot even begin: there is no secret, so the page must be connected again.

    `claimed_at` (monotonic) is when its claim began.
    """
    try:
        account = replace(connections.account_of(job.row.page), options=dict(job.row.delivery.frozen.options))
    except Refused as error:
        if job.kind == Kind.LOOK:
            return not_let_look(job, error)
        return refused(job, error, "requeue" if job.kind == Kind.PREPARE else "later")
    call = Call(job, account, job.row.piece, begin_by(job, claimed_at))
    if job.kind != Kind.LOOK:
        return call
    return replace(call, known=_known(job.row), attempts=tuple(job.row.attempts.order_by("id")))


def _known(row: Sending) -> frozenset[str]:
    named = (rows.exclude(remote_id="").order_by("-due_at") for rows in (row.page.deliveries, row.page.follow_ups))
    return frozenset(chain.from_iterable(rows.values_list("remote_id", flat=True)[:KNOWN] for rows in named))
