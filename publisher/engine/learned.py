"""What answers tell beside what became of a post: of allowances, of rests, and whether the network is well."""

import json
from collections import defaultdict
from collections.abc import Sequence

from django.db import connection

from publisher.engine.result import Result
from publisher.models import Hold
from publisher.networks.base import Scope, said


def keep(results: Sequence[Result]) -> None:
    _keep_quotas(results)
    _keep_rests(results)
    _judge_homes(results)


def _keep_quotas(results: Sequence[Result]) -> None:
    """What the network said of its allowances, where people see it; in one statement, for a burst brings thousands."""
    rows = [
        {"id": result.job.row.page_id, "quota": said(result.receipt.quotas)}
        for result in results
        if result.receipt and result.receipt.quotas
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE accounts_page p SET quota = p.quota || r.quota
                FROM jsonb_to_recordset(%s::jsonb) AS r(id bigint, quota jsonb) WHERE p.id = r.id
                """,
                [json.dumps(sorted(rows, key=lambda row: row["id"]))],
            )


def _keep_rests(results: Sequence[Result]) -> None:
    for result in results:
        if result.rest:
            page = result.job.row.page
            Hold.rest(
                page.home, page if result.rest.scope == Scope.PAGE else None, result.rest.until, result.rest.reason
            )


def _judge_homes(results: Sequence[Result]) -> None:
    """Count the failures in a row of each home; a proper answer from it ends the row."""
    failures: dict[str, list[Result]] = defaultdict(list)
    answered: set[str] = set()
    for result in results:
        home = result.job.row.page.home
        if result.failed:
            failures[home].append(result)
        elif result.answered:
            answered.add(home)
    Hold.relieve(answered)
    for home in sorted(failures.keys() - answered):
        Hold.strike(home, len(failures[home]), failures[home][-1].reason)
