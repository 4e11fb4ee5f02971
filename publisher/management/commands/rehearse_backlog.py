"""Fills a rehearsal's tables with a year of publications that went out and a year of those that are planned."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from publisher.rehearsal.backlog import TOGETHER, Span, fill, settle_down
from publisher.rehearsal.cast import gather_cast

A_YEAR = timedelta(days=365)
FAR = timedelta(days=3)
"""Nothing is planned sooner, so that nothing of this goes out while something else is measured."""


class Command(BaseCommand):
    help = "Write past and future publications on the rehearsal's pages by the million. Never in production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--past", type=int, default=2_000_000, help="publications that went out in the last year")
        parser.add_argument("--future", type=int, default=2_000_000, help="publications planned within a year")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("A rehearsal needs MARQUEE_ENV=development: it writes posts that nobody approved.")
        cast, now = gather_cast(), timezone.now()
        if cast.brand.pages.count() < TOGETHER:
            raise CommandError(f"Seed {TOGETHER} pages or more first: rehearse_seed --pages={TOGETHER}.")
        past = Span(now - A_YEAR, now - timedelta(days=1), options["past"], past=True)
        future = Span(now + FAR, now + A_YEAR, options["future"], past=False)
        for span in (past, future):
            fill(cast, span, self.tell)
        self.tell("cleaning and counting the tables")
        settle_down()

    def tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
