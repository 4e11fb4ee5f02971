"""Sets or lifts a freeze as the rehearsal's reviewer, and says when that was certain."""

import json
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from publisher.models import Freeze
from publisher.rehearsal.cast import gather_cast

PATIENCE = "30s"
"""A freeze that has to wait for longer is a fault of ours; the command fails then."""


class Command(BaseCommand):
    help = "Freeze a network (empty: everything), or lift a freeze. Prints JSON: its id, and `at` in epoch seconds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--network", default="")
        parser.add_argument("--lift", type=int, help="id of the freeze to lift")

    def handle(self, *args: Any, **options: Any) -> None:
        """`at` lies after the commit that sets, and before the one that lifts."""
        if settings.PRODUCTION:
            raise CommandError("A rehearsal needs MARQUEE_ENV=development.")
        cast = gather_cast()
        with connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{PATIENCE}'")
        if options["lift"]:
            at = now()
            freeze = Freeze.objects.get(pk=options["lift"])
            freeze.lift(by=cast.reviewer)
        else:
            freeze = Freeze.set(cast.reviewer, "Rehearsal", brand=cast.brand, network=options["network"])
            at = now()
        self.stdout.write(json.dumps({"freeze": freeze.pk, "at": at.timestamp()}))


def now() -> datetime:
    """By the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        [moment] = cursor.fetchone() or []
    assert isinstance(moment, datetime)
    return moment
