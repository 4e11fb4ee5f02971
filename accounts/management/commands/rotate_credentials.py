"""Seals every secret with the newest key, so that older keys can be taken out of the environment."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import App, Credential, Webhook
from accounts.sealing import SealBroken


class Command(BaseCommand):
    help = "Re-encrypt the secrets of all pages, apps and webhooks with the first of MARQUEE_CREDENTIAL_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        faults: list[str] = []
        pages, apps, webhooks = (self.rotate(model, faults) for model in (Credential, App, Webhook))
        self.stdout.write(f"{pages} secrets of pages, {apps} of apps and {webhooks} of webhooks are sealed anew.")
        if faults:
            raise CommandError("\n".join(faults))

    def rotate(self, model: type[Credential] | type[App] | type[Webhook], faults: list[str]) -> int:
        """How many were sealed anew; `faults` gets a sentence for each that cannot be opened."""
        rotated = 0
        for key in model._default_manager.order_by("pk").values_list("pk", flat=True).iterator():
            with transaction.atomic():
                row = model._default_manager.select_for_update().get(pk=key)
                try:
                    row.rotate()
                except SealBroken as fault:
                    faults.append(str(fault))
                    continue
                row.save()
                rotated += 1
        return rotated
