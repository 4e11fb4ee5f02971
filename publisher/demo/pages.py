"""The accounts of the brands in the sandbox, and our pages on them."""

import asyncio
from datetime import time
from typing import Any
from urllib.parse import urlsplit

from django.db.models import F, TextField, Value
from django.db.models.functions import Replace

from accounts.models import App, Brand, Market, Network, Page
from campaigns.models import Slot
from publisher import connections
from publisher.demo.brands import MARKETS
from publisher.demo.company import Company, PageKey
from publisher.forms.app import entered
from publisher.models import Delivery
from publisher.networks import to_choose
from publisher.twins import meet

Json = dict[str, Any]
HANDLES = {
    Network.BLUESKY: "{code}.{brand}.example",
    Network.FACEBOOK: "{brand}.{code}",
    Network.LINKEDIN: "{brand}-{code}",
    Network.WORDPRESS: "{brand}-{code}",
}
HANDLE = "{brand}_{code}"
"""On all other networks."""
SLOTS = [(1, time(12)), (3, time(18)), (5, time(10))]
"""The places in the week of every page: Tuesday, Thursday and Saturday."""
APP = ("sandbox", "sandbox secret")
"""The app that the sandbox knows everywhere."""


def make_pages(company: Company, sandbox: str) -> None:
    """A page for every brand in every market on every network."""
    keys = [(brand, market, network) for market in MARKETS for brand in company.brands for network in Network.values]
    wanted = [_wanted(company, key) for key in keys]
    for key, (account, identity) in zip(keys, asyncio.run(meet(sandbox, wanted)), strict=True):
        brand, market = company.brands[key[0]], company.markets[key[1]]
        page = Page(brand=brand, market=market, network=key[2], home=account["home"], name=_name(brand, market))
        page.options = to_choose(key[2])
        connections.connect(page, identity)
        company.pages[key] = page
    Slot.objects.bulk_create(
        Slot(page=page, weekday=weekday, wall=wall) for page in company.pages.values() for weekday, wall in SLOTS
    )
    enter_apps()


def enter_apps() -> None:
    """So that pages can be connected in the browser, too."""
    App.objects.all().delete()
    for network, _ in entered():
        App.objects.keep(network, Page.objects.filter(network=network).values_list("home", flat=True)[0], *APP)


def _wanted(company: Company, key: PageKey) -> Json:
    brand, market, network = key
    return {
        "network": network,
        "handle": HANDLES.get(Network(network), HANDLE).format(brand=brand, code=market.lower()),
        "name": _name(company.brands[brand], company.markets[market]),
        "language": company.markets[market].language,
    }


def _name(brand: Brand, market: Market) -> str:
    return f"{brand} {market}"


def move_pages(sandbox: str) -> bool:
    """Follow a sandbox that has moved to another port since the demo was loaded; whether it had."""
    page = Page.objects.filter(home__startswith="http://127.0.0.1:").first()
    before = page and "{0.scheme}://{0.netloc}".format(urlsplit(page.home))
    if not before or before == sandbox:
        return False
    Page.objects.update(home=_moved("home", before, sandbox), address=_moved("address", before, sandbox))
    Delivery.objects.update(permalink=_moved("permalink", before, sandbox))
    enter_apps()
    return True


def _moved(column: str, before: str, after: str) -> Replace:
    return Replace(F(column), Value(before), Value(after), output_field=TextField())
