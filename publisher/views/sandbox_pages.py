"""POST: pages of the sandbox, to rehearse on: every brand gets one in each market in which it has none yet."""

import asyncio
from itertools import product

from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts import access
from accounts.access import Action
from accounts.models import Brand, Market, Page
from accounts.request import Request
from accounts.wording import counted
from publisher import connections
from publisher.dryrun.play import SILENT
from publisher.networks import LOGINS
from publisher.networks.base import Identity, NetworkError, Registers
from publisher.twins import NoSandbox, meet

NETWORK = next(name for name, login in LOGINS.items() if isinstance(login, Registers))
"""One that takes in apps by itself, so that these pages can be connected again without further ado."""
AT_MOST = 100
"""At once: each is asked who it is."""
NONE_LEFT = "Every brand has a page in each market. Make a brand or a market first."
TWICE = "Somebody connected these pages just now."


@require_POST
def sandbox_pages(request: Request) -> HttpResponse:
    access.require(request.user, Action.ADMINISTER)
    known = set(Page.objects.values_list("brand", "market"))
    every = product(Brand.objects.all(), Market.objects.all())
    places = [(brand, market) for brand, market in every if (brand.pk, market.pk) not in known][:AT_MOST]
    if not places or not settings.SANDBOX:
        messages.warning(request, NONE_LEFT)
        return redirect("start")
    try:
        met = asyncio.run(meet(settings.SANDBOX, [_account(*place) for place in places]))
        _connect(request, places, [(account["home"], identity) for account, identity in met])
    except (NetworkError, NoSandbox):
        messages.error(request, SILENT.format(settings.SANDBOX))
    except IntegrityError:
        messages.warning(request, TWICE)
    else:
        messages.success(request, counted(len(met), "1 page is connected.", "{} pages are connected."))
    return redirect("start")


def _account(brand: Brand, market: Market) -> dict[str, str]:
    handle = f"{brand.slug}_{market.code.lower()}".replace("-", "_")
    return {"network": NETWORK, "handle": handle, "name": f"{brand} {market}"}


@transaction.atomic
def _connect(request: Request, places: list[tuple[Brand, Market]], met: list[tuple[str, Identity]]) -> None:
    """All of them, or none. Raises `IntegrityError` when somebody was quicker."""
    for (brand, market), (home, identity) in zip(places, met, strict=True):
        page = Page(brand=brand, market=market, network=NETWORK, home=home)
        connections.connect(page, identity, request.user)
