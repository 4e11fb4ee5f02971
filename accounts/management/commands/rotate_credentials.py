"""Seals every credential with the newest key, so that older keys can be taken out of the environment."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import Credential
from accounts.models.credential import SealBroken


class Command(BaseCommand):
    help = "Re-encrypt all credentials with the first of MARQUEE_CREDENTIAL_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = []
        rotated = 0
        for key in Credential.objects.order_by("pk").values_list("pk", flat=True).iterator():
            with transaction.atomic():
                credential = Credential.objects.select_for_update().get(pk=key)
                try:
                    credential.rotate()
                except SealBroken as fault:
                    faults.append(str(fault))
                    continue
                credential.save()
                rotated += 1
        self.stdout.write(f"{rotated} credentials are sealed with the newest key.")
        if faults:
            raise CommandError("\n".join(faults))
