"""Loads a fictional car maker, its people and its calendar, with pages in a sandbox."""

import os
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from publisher.demo.load import load
from publisher.demo.people import who_can_log_in
from publisher.networks.base import NetworkError
from publisher.twins import NoSandbox


class Command(BaseCommand):
    help = "Load the demo once: two brands, twelve markets, their people, guidelines, pages, past and coming posts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--sandbox",
            default=os.environ.get("MARQUEE_SANDBOX", ""),
            help="address of the running sandbox, such as http://127.0.0.1:8100 (else MARQUEE_SANDBOX)",
        )
        parser.add_argument("--people", action="store_true", help="only print who can log in")
        parser.add_argument("--force", action="store_true", help="load it into a production installation, too")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["people"]:
            self.stdout.write("\n".join(who_can_log_in()))
            return
        if settings.PRODUCTION and not options["force"]:
            raise CommandError("In production nobody should have a password that everybody knows. Insist with --force.")
        if not options["sandbox"]:
            raise CommandError("Say where the sandbox is: --sandbox http://127.0.0.1:PORT.")
        try:
            load(options["sandbox"].rstrip("/"), timezone.now(), self.stdout.write)
        except (NetworkError, NoSandbox) as fault:
            raise CommandError(str(fault)) from None
