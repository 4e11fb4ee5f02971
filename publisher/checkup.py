"""The daily look at a page: its token renewed well before it ends, its rights, its limits, what is left of its quotas.

Nothing here is needed for a post to go out: what has ended in between is renewed when it is used.
"""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import App, Credential, Event, Health, Page
from accounts.sealing import SealBroken
from publisher import connections, renewals
from publisher.logs import log
from publisher.models import Hold
from publisher.networks import NETWORKS
from publisher.networks.answers import moment
from publisher.networks.base import Account, Identity, Inspects, Later, NetworkError, Refused
from publisher.networks.oauth import Client
from publisher.networks.renewal import renewable

AHEAD = timedelta(days=14)
"""So long before its end a token is renewed: several looks may fail before a person has to be asked."""
A_DAY, SOON = timedelta(days=1), timedelta(hours=6)
"""After which a page is looked at again: one that is well, and one that its network held back."""


def check_pages(limit: int = 500) -> None:
    """Look at each connected page, once a day, and more often whether one that was held back is let in again."""
    well = Q(health=Health.CONNECTED) & (Q(checked_at=None) | Q(checked_at__lt=Now() - A_DAY))
    blocked = Q(health=Health.BLOCKED) & (Q(checked_at=None) | Q(checked_at__lt=Now() - SOON))
    due = Page.objects.filter(well | blocked, is_active=True, credential__isnull=False)
    for key in list(due.values_list("pk", flat=True)[:limit]):
        # Each page is read just before its call: meanwhile somebody may have changed or reconnected it.
        page = Page.objects.select_related("credential").get(pk=key)
        try:
            check(page)
        except Refused as refusal:
            _note(page, refusal)
        except NetworkError as fault:
            log.warning("page_not_checked", page=page.pk, network=page.network, reason=fault.reason)


def check(page: Page) -> None:
    """Ask the network who the page is, and keep what it says. Raises `NetworkError`."""
    secret: Mapping[str, str] = connections.account_of(page).secret
    if ends_soon(page, secret):
        secret = _renewed_ahead(page, secret)
    try:
        identity = _identity(page, secret)
    except Later as later:
        if not later.reconnect:
            raise
        secret = _renewed(page, secret)
        identity = _identity(page, secret)
    _keep(page, _inspected(page, identity), secret)


@transaction.atomic
def _keep(page: Page, identity: Identity, asked_with: Mapping[str, str]) -> None:
    """Only what the network said is written, so that nothing a person changed meanwhile is undone; a secret that was
    replaced during the call stays replaced, and a page that came to a standstill during it stands still."""
    told = connections.told_by(identity, page.network)
    credential = Credential.objects.select_for_update().get(page=page)
    if credential.open() == dict(asked_with):
        told |= connections.lifetime(identity.secret, identity.expires_at)
        if dict(identity.secret) != dict(asked_with):
            credential.seal(identity.secret).save()
    names = {"handle": identity.handle, "address": identity.address}
    Page.objects.filter(pk=page.pk).update(**told, **names, checked_at=Now())
    same = Page.objects.filter(pk=page.pk, health=page.health)
    same.update(health_note="")
    if page.health == Health.BLOCKED and same.update(health=Health.CONNECTED):
        Hold.ask(page)
        Event.objects.note("page.connected", page, network=page.network)
    if set(identity.lacks) - set(page.lacks):
        Event.objects.note("page.lost_rights", page, rights=list(identity.lacks))


def ends_soon(page: Page, secret: Mapping[str, str]) -> bool:
    """Whether the token is to be renewed now; also when nobody knows its end, and it can be renewed."""
    now = timezone.now()
    if renew_at := moment(secret.get("renew_at", "")):
        return renew_at <= now
    if page.token_expires_at is None:
        return renewable(secret)
    return page.token_expires_at < now + AHEAD


def _renewed_ahead(page: Page, secret: Mapping[str, str]) -> Mapping[str, str]:
    """A token that cannot be renewed is good until its end all the same."""
    try:
        return _renewed(page, secret)
    except NetworkError as fault:
        log.warning("page_not_renewed", page=page.pk, network=page.network, reason=fault.reason)
        return secret


def _renewed(page: Page, secret: Mapping[str, str]) -> Mapping[str, str]:
    """Kept with the page before it is used, so that a refresh token that is good for once is never lost."""
    renewed = renewals.renew(page.pk, secret)
    page.credential.refresh_from_db()
    return renewed


def _identity(page: Page, secret: Mapping[str, str]) -> Identity:
    async def ask() -> Identity:
        async with connections.open_door() as door:
            return await NETWORKS[page.network].identify(door, Account(page.home, "", secret, address=page.address))

    return asyncio.run(ask())


def _inspected(page: Page, identity: Identity) -> Identity:
    """With what the network tells of the token to the app it was given to, where we are that app."""
    network, app = NETWORKS[page.network], App.objects.filter(home=page.home).first()
    if app is None or not isinstance(network, Inspects):
        return identity
    try:
        return asyncio.run(_inspect(network, Client(app.home, app.client_id, app.open()), page, identity))
    except (NetworkError, SealBroken) as fault:
        log.warning("token_not_inspected", page=page.pk, network=page.network, reason=str(fault))
        return identity


async def _inspect(network: Inspects, client: Client, page: Page, identity: Identity) -> Identity:
    async with connections.open_door() as door:
        return await network.inspect(door, client, Account(page.home, page.remote_id, identity.secret), identity)


def _note(page: Page, refusal: Refused) -> None:
    """What holds whatever is sent stops the page; anything else is said where people look, and left to them."""
    if refusal.trouble.holds:
        connections.lost(page, refusal.reason, refusal.trouble)
        Page.objects.filter(pk=page.pk).update(checked_at=Now())
        return
    with transaction.atomic():
        Page.objects.filter(pk=page.pk).update(health_note=refusal.reason, checked_at=Now())
        if refusal.reason != page.health_note:
            Event.objects.note("page.troubled", page, reason=refusal.reason)
