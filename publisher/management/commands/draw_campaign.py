"""Lays out a campaign that an asset library could push: pictures and drafts in a folder."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from publisher.demo.pushed import lay_out


class Command(BaseCommand):
    help = "Draw a campaign of 50 pictures and 12 drafts into a folder, for docs/examples/dam.py to push to the demo."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        lay_out(options["folder"], timezone.now().date())
