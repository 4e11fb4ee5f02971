"""Makes an API key, and prints its secret once."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import ApiKey, Brand, Market, User
from accounts.models.key import Scope
from publisher.management.known import known


class Command(BaseCommand):
    help = "Make an API key. Its secret is printed once, and kept only as a digest."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="whose it is, such as “Product system”")
        parser.add_argument("--by", required=True, help="e-mail address of the administrator who makes it")
        parser.add_argument("--scope", action="append", required=True, choices=Scope.values, help="repeatable")
        parser.add_argument("--brand", action="append", default=[], help="slug; repeatable; left out: all brands")
        parser.add_argument("--market", action="append", default=[], help="ISO code; repeatable; left out: all markets")
        parser.add_argument("--a-minute", type=int, default=600, help="so many calls in any minute; 600 if left out")
        parser.add_argument("--days", type=int, help="so long it works; left out: until it is revoked")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(email__iexact=options["by"]).first()
        if by is None:
            raise CommandError(f"Nobody here has the e-mail address {options['by']}.")
        brands = [known(Brand, "slug", slug) for slug in options["brand"]] or [None]
        markets = [known(Market, "code", code.upper()) for code in options["market"]] or [None]
        expires = timezone.now() + timedelta(days=options["days"]) if options["days"] else None
        try:
            _, secret = ApiKey.make(
                by,
                options["name"],
                options["scope"],
                brands=brands,
                markets=markets,
                expires_at=expires,
                a_minute=options["a_minute"],
            )
        except PermissionDenied:
            raise CommandError(f"{by} does not administer all that this key would reach.") from None
        self.stdout.write(secret)
