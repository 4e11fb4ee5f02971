"""The moves of what was claimed: those of one verb in one UPDATE, which passes over every claim whose fence is old."""

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection

from publisher.engine.result import Result
from publisher.models.sending import Sending

AGAIN = "next_at = GREATEST(clock_timestamp() + r.wait * interval '1 second', d.due_at)"
SOON = "next_at = clock_timestamp() + r.wait * interval '1 second'"
LOOKED = "looks = d.looks + r.looked::int"

CHANGES: dict[str, list[str]] = {
    "prepared": ["handle = r.handle", "next_at = d.due_at"],
    "advance": [SOON, "handle = r.handle"],
    "requeue": [SOON, "tries = d.tries + 1", "reason = r.reason", "handle = COALESCE(r.handle, d.handle)"],
    "publish": [
        "remote_id = r.remote_id",
        "permalink = r.permalink",
        "published_at = clock_timestamp()",
        "reason = ''",
        "unsure_since = NULL",
    ],
    "refuse": ["reason = r.reason"],
    "later": [AGAIN, "tries = d.tries + 1", "reason = r.reason"],
    "prepare_again": [SOON, "tries = d.tries + 1", "handle = '{}'", "reason = r.reason"],
    "doubt": [
        SOON,
        "unsure_since = clock_timestamp()",
        "doubts = d.doubts + 1",
        "looks = 0",
        "reason = r.reason",
        "handle = COALESCE(r.handle, d.handle)",
    ],
    "look_again": [SOON, LOOKED],
    "repeat": [AGAIN, LOOKED, "unsure_since = NULL", "tries = d.tries + 1"],
    "miss": [LOOKED, "unsure_since = NULL", "reason = r.reason"],
    "hand_over": [LOOKED, "unsure_since = NULL", "reason = r.reason"],
}
"""What each verb sets beside the state, in SQL; `d` is the row, `r` the result."""


def move(noun: type[Sending], verb: str, group: Iterable[Result]) -> set[int]:
    """Which of them moved (ids)."""
    sources, target = noun.MOVES[verb]
    changes = ", ".join(["state = %(target)s", "lease_until = NULL", *CHANGES[verb]])
    # Only this module's own constants go into the text; every value is a parameter.
    statement = f"""
        UPDATE {noun._meta.db_table} d SET {changes}
        FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(id bigint, fence int, wait double precision, reason text,
             remote_id text, permalink text, handle jsonb, looked boolean)
        WHERE d.id = r.id AND d.fence = r.fence AND d.lease_until IS NOT NULL AND d.state = ANY(%(sources)s)
        RETURNING d.id
    """  # noqa: S608
    values: dict[str, Any] = {
        "target": target,
        "sources": list(sources),
        "rows": json.dumps([_row(result) for result in group]),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return {key for (key,) in cursor.fetchall()}


def _row(result: Result) -> dict[str, Any]:
    receipt = result.receipt
    return {
        "id": result.job.row.pk,
        "fence": result.job.fence,
        "wait": result.wait,
        "reason": result.reason,
        "remote_id": receipt.remote_id if receipt else "",
        "permalink": receipt.permalink if receipt else "",
        "handle": result.handle,
        "looked": result.looked,
    }
