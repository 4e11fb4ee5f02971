"""Holds what the public saw in a rehearsal against what our tables say."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from publisher.rehearsal.summary import summary
from publisher.rehearsal.tables import lines
from publisher.rehearsal.verdict import Halt


class Command(BaseCommand):
    help = "Judge a rehearsal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("seen", type=Path, help="JSON: `posts` as the sandbox tells them, and `freezes`")
        parser.add_argument("verdict", type=Path, help="file for the verdict, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        seen = json.loads(options["seen"].read_text())
        halts = [Halt(**freeze) for freeze in seen["freezes"]]
        options["verdict"].write_text(json.dumps(summary(list(lines()), seen["posts"], halts)))
