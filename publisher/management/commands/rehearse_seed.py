"""Fills an empty installation with pages and approved posts for a bench or a chaos run."""

import json
import math
import os
from argparse import ArgumentParser
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from publisher.rehearsal.cast import gather_cast
from publisher.rehearsal.pages import networks_for, networks_showing, seed_pages
from publisher.rehearsal.seed import Wave, seed, seed_asset


class Command(BaseCommand):
    help = "Seed a rehearsal: pages connected to the sandbox, and approved posts on them. Never in production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sandbox", default=os.environ.get("MARQUEE_SANDBOX", ""), help="its address")
        parser.add_argument("--pages", type=int, default=30, help="on how many pages, networks in turn")
        parser.add_argument("--posts", type=int, default=0, help="how many publications")
        parser.add_argument("--in", type=float, default=30, dest="lead", help="seconds until the first is due")
        parser.add_argument("--every", type=float, default=0, help="seconds from one to the next")
        parser.add_argument("--together", type=int, default=1, help="on how many pages each post goes out")
        parser.add_argument("--words", default="Rehearsal", help="what every text begins with")
        parser.add_argument("--picture", type=Path, action="append", default=[], help="a picture file; repeatable")
        parser.add_argument("--film", type=Path, help="a film file, for networks that show nothing else")
        parser.add_argument("--filmed", type=int, default=0, help="every so-many-th post shows the film")
        parser.add_argument("--pictured", type=int, default=1, help="every so-many-th post shows a picture")
        parser.add_argument("--followed", type=int, default=0, help="every so-many-th post has a thread or a comment")
        parser.add_argument("--ledger", type=Path, help="file for the JSON list of what must become public")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("A rehearsal needs MARQUEE_ENV=development: it writes posts that nobody approved.")
        if options["filmed"] and not options["film"]:
            raise CommandError("--filmed needs --film.")
        if options["together"] > options["pages"]:
            raise CommandError("--together cannot be more than --pages: a post goes to a page once.")
        cast = gather_cast()
        pictures = [seed_asset(cast, file) for file in options["picture"]]
        film = seed_asset(cast, options["film"]) if options["film"] else None
        networks = networks_for(pictures=bool(pictures), film=bool(film))
        if film and options["filmed"]:
            networks = networks_showing(film)
        pages = seed_pages(options["sandbox"].rstrip("/"), cast, options["pages"], networks)
        wave = Wave(
            words=options["words"],
            count=options["posts"],
            at=_whole_second(timezone.now() + timedelta(seconds=options["lead"])),
            every=options["every"],
            together=options["together"],
            pictures=pictures,
            film=film,
            filmed=options["filmed"],
            pictured=options["pictured"],
            followed=options["followed"],
        )
        ledger = seed(cast, pages, wave)
        if options["ledger"]:
            options["ledger"].write_text(json.dumps(ledger))
        self.stdout.write(f"{len(ledger)} publications on {len(pages)} pages, the first due at {wave.at.isoformat()}")


def _whole_second(moment: datetime) -> datetime:
    return datetime.fromtimestamp(math.ceil(moment.timestamp()), UTC)
