"""Rings pages that are open in browsers, in a process of its own. Any number may run."""

from typing import Any

from aiohttp.web import run_app
from django.conf import settings
from django.core.management.base import BaseCommand

from publisher.live import Live


class Command(BaseCommand):
    help = "Tell pages that are open in browsers when something happened, until told to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        host, _, port = settings.LIVE_BIND.rpartition(":")
        run_app(Live().app(), host=host, port=int(port), access_log=None, shutdown_timeout=1, print=lambda *_: None)
