"""Fills this month with publications in every state, for whoever measures the pages that show them."""

import json
from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from publisher.rehearsal.backlog import TOGETHER, Span, fill, settle_down
from publisher.rehearsal.cast import PASSWORD, gather_cast

ODD = 13
"""Every so-many-th post of the past is on the desk, and of the future in review."""
SOON = timedelta(minutes=5)


class Command(BaseCommand):
    help = "Write so many publications into this month, on the rehearsal's pages. Prints who sees them, as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("publications", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("A rehearsal needs MARQUEE_ENV=development: it writes posts that nobody approved.")
        cast, now = gather_cast(), timezone.now()
        if cast.brand.pages.count() < TOGETHER:
            raise CommandError(f"Seed {TOGETHER} pages or more first: rehearse_seed --pages={TOGETHER}.")
        for span in spans(now.astimezone(cast.reviewer.zone), options["publications"]):
            fill(cast, span)
        settle_down()
        self.stdout.write(json.dumps({"email": cast.reviewer.email, "password": PASSWORD}))


def spans(now: datetime, count: int) -> list[Span]:
    """The month around `now` on its own clock, in a past and a future part, each with its share of the publications."""
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    end = (first + timedelta(days=32)).replace(day=1)
    went_out = round(count * ((now - first) / (end - first)))
    past = Span(first, max(first, now - SOON), went_out, past=True, odd=ODD)
    future = Span(min(now + SOON, end - SOON), end, count - went_out, past=False, odd=ODD)
    return [past, future]
