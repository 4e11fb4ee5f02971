"""Connects a page from the command line, after asking the network whose secret it is."""

import getpass
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import Brand, Market, Network, Page
from publisher import connections
from publisher.management.known import known
from publisher.networks import NETWORKS
from publisher.networks.base import Ask, NetworkError


class Command(BaseCommand):
    help = "Connect a page: asks the network who the token belongs to, then keeps it encrypted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("network", choices=Network.values)
        parser.add_argument("--brand", required=True, help="slug of the brand")
        parser.add_argument("--market", required=True, help="ISO code of the market, such as ES")
        parser.add_argument(
            "--home", default="", help="address of the page's own server, such as https://mastodon.social"
        )
        for name, words in sorted(_asks().items()):
            parser.add_argument(f"--{name.replace('_', '-')}", default="", help="; ".join(words))
        parser.add_argument("--address", default="", help="where people see the page, if the network does not say")
        parser.add_argument("--name", default="", help="how people here call the page")

    def handle(self, *args: Any, **options: Any) -> None:
        brand = known(Brand, "slug", options["brand"])
        market = known(Market, "code", options["market"].upper())
        network = NETWORKS[options["network"]]
        home = (options["home"] or network.home).rstrip("/")
        if not home:
            raise CommandError(f"{network.title} pages are on servers of their own. Say which by --home.")
        secret = dict(_given(network.asks, options))
        try:
            identity = connections.identify(network.name, home, secret, options["address"])
        except NetworkError as fault:
            raise CommandError(f"{fault.reason} {fault.network_text}".strip()) from None
        page = Page.objects.filter(network=network.name, home=home, remote_id=identity.remote_id).first()
        if page and (page.brand, page.market) != (brand, market):
            raise CommandError(f"This account is already connected as {page} of {page.brand}, {page.market}.")
        page = page or Page(brand=brand, market=market, network=network.name, home=home)
        connections.connect(page, identity)
        if options["name"]:
            page.name = options["name"]
            page.save(update_fields=["name"])
        self.stdout.write(f"Connected: {page} ({identity.handle}), page {page.pk}. People see it at {identity.address}")


def _asks() -> dict[str, list[str]]:
    """What is asked for by any network, each with what it is at which of them."""
    words: dict[str, list[str]] = {}
    for network in NETWORKS.values():
        for ask in network.asks:
            words.setdefault(ask.name, []).append(
                f"{network.title}: {ask.label}. {ask.hint}".strip().replace("%", "%%")
            )
    return words


def _given(asks: tuple[Ask, ...], options: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What the network needs is asked for when it was left out, hidden where it is secret."""
    for ask in asks:
        value = options[ask.name] or (_prompt(ask) if ask.needed else "")
        if value:
            yield ask.name, value


def _prompt(ask: Ask) -> str:
    return getpass.getpass(f"{ask.label}: ") if ask.hidden else input(f"{ask.label}: ")
