"""Connects a page from the command line, after asking the network whose secret it is."""

import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Brand, Market, Network, Page
from publisher import connections
from publisher.networks.base import NetworkError

RENEWAL = ["refresh", "client_id", "client_secret"]
SECRETS = {
    Network.MASTODON: ["token"],
    Network.FACEBOOK: ["token"],
    Network.BLUESKY: ["identifier", "password"],
    Network.TELEGRAM: ["token", "chat"],
    Network.LINKEDIN: ["token", "organization", *RENEWAL],
    Network.PINTEREST: ["token", "board", *RENEWAL],
}


class Command(BaseCommand):
    help = "Connect a page: asks the network who the token belongs to, then keeps it encrypted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("network", choices=Network.values)
        parser.add_argument("--brand", required=True, help="slug of the brand")
        parser.add_argument("--market", required=True, help="ISO code of the market, such as ES")
        parser.add_argument(
            "--home", required=True, help="address of the instance or API, such as https://mastodon.social"
        )
        parser.add_argument(
            "--identifier", default="", help="Bluesky: handle or DID; Telegram: the channel's @name or number"
        )
        parser.add_argument(
            "--organization", default="", help="LinkedIn: number of the page, if the token opens several"
        )
        parser.add_argument("--board", default="", help="Pinterest: number of the board, if the account has several")
        parser.add_argument("--token", default="", help="access token or app password; asked for when left out")
        parser.add_argument("--refresh", default="", help="LinkedIn, Pinterest: refresh token, if the network gave one")
        parser.add_argument("--client-id", default="", help="the app that the refresh token was given to")
        parser.add_argument("--client-secret", default="", help="the secret of that app")
        parser.add_argument("--address", default="", help="where people see the page, if the network does not say")
        parser.add_argument("--name", default="", help="how people here call the page")

    def handle(self, *args: Any, **options: Any) -> None:
        brand = self.find(Brand, "slug", options["brand"])
        market = self.find(Market, "code", options["market"].upper())
        token = options["token"] or getpass.getpass("Token or app password: ")
        values = {**options, "token": token, "password": token, "chat": options["identifier"]}
        secret = {name: values[name] for name in SECRETS[options["network"]] if values[name]}
        home = options["home"].rstrip("/")
        try:
            identity = connections.identify(options["network"], home, secret, options["address"])
        except NetworkError as fault:
            raise CommandError(f"{fault.reason} {fault.network_text}".strip()) from None
        page = Page.objects.filter(network=options["network"], home=home, remote_id=identity.remote_id).first()
        if page and (page.brand, page.market) != (brand, market):
            raise CommandError(f"This account is already connected as {page} of {page.brand}, {page.market}.")
        page = page or Page(brand=brand, market=market, network=options["network"], home=home)
        page.name = options["name"] or page.name or identity.name
        connections.connect(page, identity)
        self.stdout.write(f"Connected: {page} ({identity.handle}), page {page.pk}. People see it at {identity.address}")

    def find(self, model: Any, field: str, value: str) -> Any:
        found = model.objects.filter(**{field: value}).first()
        if found is None:
            known = ", ".join(model.objects.values_list(field, flat=True)) or "none yet"
            raise CommandError(f"There is no {model._meta.verbose_name} “{value}”. Known: {known}.")
        return found
