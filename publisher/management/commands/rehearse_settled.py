"""Waits until every publication of a rehearsal is public or with a person."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from publisher.rehearsal.tables import unsettled

EVERY = 2.0


class Command(BaseCommand):
    help = "Wait, no longer than the patience, until nothing is on its way; prints how many are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--patience", type=float, default=1200, help="seconds")

    def handle(self, *args: Any, **options: Any) -> None:
        end = time.monotonic() + options["patience"]
        while (left := unsettled()) and time.monotonic() < end:
            self.stdout.write(f"{left} on their way")
            self.stdout.flush()
            time.sleep(EVERY)
            close_old_connections()
        self.stdout.write(f"{left} left")
