"""Moves the pages of a network to another address, as if its name had changed, in a rehearsal."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Page


class Command(BaseCommand):
    help = "Let every page of a network believe that its API is at this address. Never in production."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("network")
        parser.add_argument("home", help="base URL of the API")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("A rehearsal needs MARQUEE_ENV=development.")
        moved = Page.objects.filter(network=options["network"]).update(home=options["home"])
        self.stdout.write(f"{moved} pages moved to {options['home']}")
