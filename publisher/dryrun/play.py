"""Plays dry runs: checks, sends, reports. The row is the queue; a bell only makes it quick."""

from dataclasses import replace

import structlog
from django.conf import settings
from django.db import connection
from django.utils import timezone

from campaigns import proofread
from campaigns.models import Guideline
from publisher import preflight
from publisher.budgets import budgets_of
from publisher.dryrun.entries import Entry, entries
from publisher.dryrun.ledger import ledger_around
from publisher.dryrun.report import Line, line
from publisher.dryrun.send import send
from publisher.dryrun.told import Told
from publisher.models.dry_run import DryRun
from publisher.networks.base import NetworkError
from publisher.twins import NoSandbox

log = structlog.get_logger()

SILENT = "The sandbox at {} does not answer. Ask your operators to start it, then begin again."


def play_all() -> int:
    """Play what waits to be played; returns how many runs."""
    played = 0
    while run := DryRun.take():
        play(run)
        played += 1
    return played


def play(run: DryRun) -> None:
    planned = entries(run)
    run.keep(total=len(planned))
    try:
        sent = send(run.pk, planned, lambda done: _tell(run, done))
    except (NoSandbox, NetworkError) as fault:
        log.warning("dry_run_failed", run=run.pk, detail=str(fault))
        run.end([], SILENT.format(settings.SANDBOX))
        return
    ledger, rules = ledger_around(planned), proofread.in_force_for({entry.page.brand_id for entry in planned})
    told = Told(timezone.now())
    lines: list[Line] = []
    for entry in planned:
        wall = told.take(entry.page, entry.at, len(entry.pieces))
        free = wall.at if wall else entry.at
        slot = ledger.take(entry.page, free, budgets_of(entry.page.network), entry.amounts)
        lines.append(line(entry, *_findings(entry, rules), replace(slot, wall=wall), sent[entry.publication]))
    run.end([one.to_json() for one in lines])


def _tell(run: DryRun, done: int) -> None:
    """From a thread of its own, whose connection to the database ends with it."""
    try:
        run.keep(done=done)
    finally:
        connection.close()


def _findings(entry: Entry, rules: list[Guideline]) -> tuple[list[str], list[str]]:
    """Sentences that block, and those that do not."""
    content = entry.content
    found = [*proofread.against(content, rules), *preflight.against(content, entry.page)]
    return [one.sentence for one in found if one.blocks], [one.sentence for one in found if not one.blocks]
