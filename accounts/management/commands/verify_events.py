"""Walks the chain of events and names every place where one was removed or altered."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Event, EventHead


class Command(BaseCommand):
    help = "Check that no event was removed or altered."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list(EventHead.faults())
        if faults:
            raise CommandError("\n".join(faults))
        waiting = Event.objects.filter(position=None).count()
        self.stdout.write(f"{EventHead.objects.get().position} events are whole; {waiting} wait to be sealed.")
