"""Connects the pages that a rehearsal lost, and lets what waited there go out, as its reviewer."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Credential, Health, Page
from publisher import connections
from publisher.models import Hold, Word
from publisher.rehearsal.cast import gather_cast


class Command(BaseCommand):
    help = "Connect every lost page again with the secret it has, and send what waits. Prints how many pages."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("A rehearsal needs MARQUEE_ENV=development.")
        lost = list(Page.objects.filter(health=Health.RECONNECT))
        for page in lost:
            secret = Credential.objects.get(page=page).open()
            connections.connect(page, connections.identify(page.network, page.home, secret, page.address))
        reviewer = gather_cast().reviewer
        for hold in Hold.objects.awaiting_word():
            hold.answer(Word.SEND, by=reviewer)
        self.stdout.write(f"{len(lost)} pages connected again")
