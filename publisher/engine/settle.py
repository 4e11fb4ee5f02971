"""Writes down what became of many jobs in one transaction.

A claim whose fence is old changes nothing, and neither does one that was written already.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import structlog
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import F

from accounts.models import Event
from publisher import connections
from publisher.budgets import look_of
from publisher.engine import learned, moves
from publisher.engine.claim import Kind
from publisher.engine.result import Result
from publisher.models import Attempt, Correction, Delivery, FollowUp, Removal
from publisher.models.attempt import Outcome
from publisher.models.sending import Sending
from publisher.networks.base import Unsure

log = structlog.get_logger()

OUTCOMES = {
    "publish": Outcome.PUBLISHED,
    "refuse": Outcome.REFUSED,
    "later": Outcome.LATER,
    "prepare_again": Outcome.LATER,
    "doubt": Outcome.UNSURE,
}
WAITS_AGAIN = {"prepared", "advance", "requeue", "later", "prepare_again", "repeat"}
"""After these it is taken up once more."""
WORTH_AN_EVENT = {
    "publish": "published",
    "refuse": "refused",
    "doubt": "unsure",
    "repeat": "proven_absent",
    "miss": "missed",
    "hand_over": "unproven",
}


def settle(results: Sequence[Result]) -> set[Sending]:
    """Write the results; returns what moved. One that breaks a constraint is doubted by itself."""
    try:
        return _settle(results)
    except (IntegrityError, DataError) as broken:
        if len(results) > 1:
            return set().union(*(settle([result]) for result in results))
        log.warning("outcome_refused", **_named(results[0]), detail=str(broken).splitlines()[0])
        return _settle([_disputed(results[0])])


def _disputed(result: Result) -> Result:
    reason = "The network's answer does not fit this post. Look at the page, then decide."
    verb = "doubt" if result.job.attempt else "hand_over"
    return Result(result.job, verb, error=Unsure(reason, status=200))


@transaction.atomic
def _settle(results: Sequence[Result]) -> set[Sending]:
    by_verb: dict[tuple[type[Sending], str], list[Result]] = defaultdict(list)
    for result in results:
        by_verb[type(result.job.row), result.verb].append(result)
    moved: set[Sending] = set()
    for (noun, verb), group in by_verb.items():
        keys = moves.move(noun, verb, group)
        moved |= {result.job.row for result in group if result.job.row.pk in keys}
    _close_attempts(results)
    settled = [result for result in results if result.job.row in moved]
    _follow([result.job.row for result in settled if result.verb == "publish"])
    _drop_unwanted([result.job.row for result in settled if result.verb in WAITS_AGAIN])
    Event.objects.note_all(_events(settled))
    # Pages before holds, as claims lock them.
    for result in settled:
        if result.trouble and result.trouble.holds:
            connections.lost(result.job.row.page, result.reason, result.trouble)
    _count_looks(results)
    learned.keep(settled)
    _log(results, moved)
    return moved


def _follow(public: Sequence[Sending]) -> None:
    """Write down what follows the posts that are public now, give what comes after a part its turn, and note what is
    gone. What became public below a post that is being deleted goes, too."""
    FollowUp.objects.plan([row for row in public if isinstance(row, Delivery)])
    for row in public:
        if isinstance(row, FollowUp):
            Delivery.objects.select_for_update(of=("self",)).get(pk=row.delivery_id)
            row.refresh_from_db(fields=["remote_id"])
            Removal.extend(row)
            FollowUp.objects.take_turn(row.delivery_id)
        elif isinstance(row, Removal):
            row.finish()


def _drop_unwanted(waiting: Sequence[Sending]) -> None:
    """What did not become public before somebody wanted its post deleted is not tried again."""
    for noun in (FollowUp, Correction):
        if not (rows := [row for row in waiting if isinstance(row, noun)]):
            continue
        posts = Delivery.objects.kept().filter(pk__in={row.delivery_id for row in rows})
        kept = set(posts.values_list("pk", flat=True))
        noun.move_all("drop", [row.pk for row in rows if row.delivery_id not in kept])


def _close_attempts(results: Iterable[Result]) -> None:
    """An attempt is closed once, by its own worker or by the reaper, whoever comes first."""
    rows = [
        {
            "id": result.job.attempt.pk,
            "outcome": OUTCOMES[result.verb],
            "reason": result.reason,
            "network_text": result.error.network_text if result.error else "",
            "trace_id": _trace(result)[:200],
            "status": result.error.status if result.error else 200,
        }
        for result in results
        if result.job.attempt
    ]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE publisher_attempt a SET outcome = r.outcome, ended_at = clock_timestamp(), reason = r.reason,
                   network_text = r.network_text, trace_id = r.trace_id, status = r.status
            FROM jsonb_to_recordset(%s::jsonb)
                 AS r(id bigint, outcome text, reason text, network_text text, trace_id text, status int)
            WHERE a.id = r.id AND a.outcome = ''
            """,
            [json.dumps(rows)],
        )


def _trace(result: Result) -> str:
    answer = result.receipt or result.error
    return answer.trace_id if answer else ""


def _events(results: Iterable[Result]) -> list[Event]:
    return [
        Event.about(
            f"{result.job.row.noun}.{WORTH_AN_EVENT[result.verb]}",
            result.job.row,
            permalink=result.receipt.permalink if result.receipt else "",
            reason=result.reason,
        )
        for result in results
        if result.verb in WORTH_AN_EVENT and not (result.verb == "publish" and isinstance(result.job.row, Removal))
    ]


def _count_looks(results: Iterable[Result]) -> None:
    """What looks cost is counted with the attempt that is looked for."""
    for result in results:
        if result.job.kind == Kind.LOOK and (cost := look_of(result.job.row)):
            newest = result.job.row.attempts.order_by("-id").values("pk")[:1]
            Attempt.objects.filter(pk__in=newest).update(cost=F("cost") + cost)


def _log(results: Iterable[Result], moved: set[Sending]) -> None:
    for result in results:
        row, attempt = result.job.row, result.job.attempt
        level = log.warning if result.error else log.info
        level(
            result.verb if row in moved else "stale_claim_changed_nothing",
            **_named(result),
            network=row.network,
            post=row.delivery.publication.post_id,
            page=row.page_id,
            attempt=attempt.pk if attempt else None,
            trace=_trace(result),
            reason=result.reason,
            late=_lateness(result),
        )


def _named(result: Result) -> dict[str, int]:
    return {result.job.row.noun: result.job.row.pk}


def _lateness(result: Result) -> float | None:
    if result.verb != "publish":
        return None
    return round((datetime.now(UTC) - result.job.row.due_at) / timedelta(seconds=1), 3)
