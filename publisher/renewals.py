"""New tokens for old ones: got under a lock, kept before anybody uses them, and for all pages of one login together."""

import asyncio
from collections.abc import Mapping

from django.db import connection, transaction

from accounts.models import Credential, Page
from accounts.sealing import SealBroken
from publisher.connections import lifetime, open_door
from publisher.networks import NETWORKS
from publisher.networks.base import Account

SHARED = ("token", "refresh", "expires_at", "refresh_expires_at", "scope")
"""What a renewal brings for each page of the login, whatever else its secret says."""


@transaction.atomic
def renew(page_id: int, stale: Mapping[str, str]) -> Mapping[str, str]:
    """Renew the page's secret under its row's lock; returns the one to use.

    When another worker has done so since `stale` was read, that one's secret is it, and the network is not asked again.
    Raises `Refused` when only a person can reconnect, `Later` when the network cannot be asked now.
    """
    credentials = _of_one_login(page_id)
    mine = credentials.pop(page_id)
    secret = mine.open()
    if secret != dict(stale):
        return secret
    renewed = asyncio.run(_ask(mine.page, secret))
    _keep(mine, renewed)
    for other in credentials.values():
        if (theirs := _opened(other)).get("refresh") == secret.get("refresh"):
            _keep(other, {**theirs, **{name: renewed[name] for name in SHARED if name in renewed}})
    return renewed


def renew_apart(page_id: int, stale: Mapping[str, str]) -> Mapping[str, str]:
    """`renew` for a thread of its own, whose database connection ends with it."""
    try:
        return renew(page_id, stale)
    finally:
        connection.close()


def _of_one_login(page_id: int) -> dict[int, Credential]:
    """The page's credential and those with the same refresh token, locked in the order of their keys.

    One login may manage several pages. Where a refresh token works once, whoever uses it takes it from all of them.
    """
    mine = Credential.objects.select_related("page").get(page=page_id)
    keys = {mine.pk}
    if refresh := mine.open().get("refresh"):
        there = {"page__network": mine.page.network, "page__home": mine.page.home, "page__renews": True}
        keys |= {one.pk for one in Credential.objects.filter(**there) if _opened(one).get("refresh") == refresh}
    rows = Credential.objects.filter(pk__in=keys).select_for_update(of=("self",)).select_related("page")
    return {credential.page_id: credential for credential in rows.order_by("pk")}


def _opened(credential: Credential) -> dict[str, str]:
    """Nothing, where the secret cannot be opened: then its page has to be connected again anyhow."""
    try:
        return credential.open()
    except SealBroken:
        return {}


async def _ask(page: Page, secret: Mapping[str, str]) -> Mapping[str, str]:
    async with open_door() as door:
        return await NETWORKS[page.network].renew(door, Account(page.home, page.remote_id, secret, page.handle))


def _keep(credential: Credential, secret: Mapping[str, str]) -> None:
    credential.seal(secret).save()
    Page.objects.filter(pk=credential.page_id).update(**lifetime(secret))
