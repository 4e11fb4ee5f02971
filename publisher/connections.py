"""A page's way to its network: who we are there, with which secret, and how that secret is renewed."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from accounts import outward
from accounts.models import App, Credential, Event, Health, Page, User
from accounts.models.page import STANDING_STILL
from accounts.sealing import SealBroken
from publisher.models import Hold
from publisher.networks import LOGINS, NETWORKS
from publisher.networks.answers import moment
from publisher.networks.base import Account, Identity, Refused, Registers, Trouble, said
from publisher.networks.http import IN_FLIGHT, Door
from publisher.networks.oauth import Client, Consent, exchange
from publisher.networks.renewal import introduced, renewable

NO_APP = "Marquee has no app at {} yet. Whoever administers all brands and markets enters it under Apps."
NOT_CONNECTED = "This page is not connected. Reconnect it, then send again."


def account_of(page: Page) -> Account:
    """Raises `Refused` (reconnect) when the page has no credential, or one that cannot be opened."""
    credential = getattr(page, "credential", None)
    if credential is None:
        raise Refused(NOT_CONNECTED, trouble=Trouble.RECONNECT)
    try:
        secret = credential.open()
    except SealBroken as broken:
        raise Refused(f"{broken} Reconnect the page, then send again.", trouble=Trouble.RECONNECT) from broken
    return Account(page.home, page.remote_id, secret, page.handle, page.address)


def open_door(in_flight: int = IN_FLIGHT) -> Door:
    """To networks, by addresses that people give: to public ones. With room for so many calls at once: one that waits
    for room would seem to find nobody there."""
    connect, total = settings.CONNECT_DEADLINE.total_seconds(), settings.CALL_DEADLINE.total_seconds()
    return Door(connect, total, in_flight, outward.may_be_reached, settings.LIMITS)


def open_door_to_sandbox() -> Door:
    """Operators say where the sandbox is, and that may be inside."""
    return Door(settings.CONNECT_DEADLINE.total_seconds(), settings.CALL_DEADLINE.total_seconds())


def identify(network: str, home: str, secret: Mapping[str, str], address: str = "") -> Identity:
    """Ask the network whose secret this is; `address` is the page's own, where it is known. Raises `NetworkError`."""

    async def ask() -> Identity:
        async with open_door() as door:
            return await introduced(NETWORKS[network], door, Account(home, "", secret, address=address))

    return asyncio.run(ask())


def back() -> str:
    """Where networks send people back to; every app at a network has to know it."""
    return settings.PUBLIC_ADDRESS.rstrip("/") + reverse("grant_back")


def client_of(network: str, home: str) -> Client:
    """Marquee's app there, introduced now where the network takes in apps by itself. Raises `NetworkError`."""
    app, login = App.objects.filter(network=network, home=home).first(), LOGINS[network]
    if app is None and isinstance(login, Registers):
        client = asyncio.run(_register(login, home))
        App.objects.keep(network, home, client.client_id, client.client_secret)
        return client
    if app is None:
        raise Refused(NO_APP.format(NETWORKS[network].title), trouble=Trouble.MISCONFIGURED)
    try:
        return Client(home, app.client_id, app.open())
    except SealBroken as broken:
        raise Refused(f"{broken} Enter it again under Apps.", trouble=Trouble.MISCONFIGURED) from broken


async def _register(login: Registers, home: str) -> Client:
    async with open_door() as door:
        return await login.register(door, home, back())


def pages_of(network: str, consent: Consent, code: str) -> list[Identity]:
    """The pages that a login manages, by the code it brought. Raises `NetworkError`."""
    login, title, client = LOGINS[network], NETWORKS[network].title, consent.client

    async def ask() -> list[Identity]:
        async with open_door() as door:
            secret = await exchange(door, title, login.oauth(client.home), consent, code)
            return await login.pages(door, client, secret)

    try:
        return asyncio.run(ask())
    except Refused as refused:
        if refused.trouble == Trouble.MISCONFIGURED and isinstance(login, Registers):
            # A server that has forgotten us is introduced to us anew by the next login.
            App.objects.filter(network=network, home=client.home, client_id=client.client_id).delete()
        raise


@transaction.atomic
def connect(page: Page, identity: Identity, by: User | None = None) -> None:
    """Keep what the network said about the page, and the secret to use from now on.

    Of a known page only that is written: it was read before the network was asked, and somebody may have changed it
    meanwhile. What waited while it stood still goes on waiting, for a person's word.
    """
    credential = Credential.objects.select_for_update().filter(page=page).first() if page.pk else None
    stood_still = Page.objects.filter(pk=page.pk, health__in=STANDING_STILL).exists()
    names = {"remote_id": identity.remote_id, "handle": identity.handle, "address": identity.address}
    names |= {} if page.name else {"name": identity.name}
    well = {"health": Health.CONNECTED, "health_note": "", "checked_at": timezone.now()}
    told = names | well | told_by(identity, page.network) | lifetime(identity.secret, identity.expires_at)
    for name, value in told.items():
        setattr(page, name, value)
    page.save(update_fields=told if page.pk else None)
    (credential or Credential(page=page)).seal(identity.secret).save()
    if stood_still:
        Hold.ask(page)
    Event.objects.note("page.connected", page, by, network=page.network)


def told_by(identity: Identity, network: str) -> dict[str, Any]:
    """The page's fields that hold what its network allows it; what was set for Marquee goes before."""
    quotas = {"quota": said(identity.quotas)} if identity.quotas else {}
    limits = {**identity.limits, **settings.LIMITS.get(network, {})}
    return {"limits": limits, "lacks": list(identity.lacks), **quotas}


def lifetime(secret: Mapping[str, str], expires_at: datetime | None = None) -> dict[str, Any]:
    """The page's fields that say how long this secret is good for."""
    return {
        "token_expires_at": expires_at or moment(secret.get("expires_at", "")),
        "refresh_expires_at": moment(secret.get("refresh_expires_at", "")),
        "renews": renewable(secret),
    }


@transaction.atomic
def lost(page: Page, reason: str, trouble: Trouble = Trouble.RECONNECT) -> None:
    """Nothing goes out there until somebody has mended it: the page's token is dead, its account blocked, or Marquee's
    app not let in, which all its pages share. Said where people look, once.

    A secret that was replaced since the page was read, or is being replaced just now, is not judged by what the network
    said of the one before.
    """
    known = getattr(page, "credential", None)
    kept = Credential.objects.filter(page=page.pk).select_for_update(skip_locked=True).first()
    if (kept and kept.sealed) != (known and known.sealed):
        return
    is_dead = trouble == Trouble.RECONNECT
    health, what = (Health.RECONNECT, "page.disconnected") if is_dead else (Health.BLOCKED, "page.blocked")
    pages = list(_concerned(page, trouble).order_by("pk").select_for_update(no_key=True))
    changes = {"health": health, "health_note": reason, "checked_at": timezone.now(), "told_at": None}
    Page.objects.filter(pk__in=[one.pk for one in pages]).update(**changes)
    Hold.objects.awaiting_word().filter(page__in=pages).update(until=Now())
    Event.objects.note_all(Event.about(what, one, reason=reason) for one in pages)


def _concerned(page: Page, trouble: Trouble) -> QuerySet[Page]:
    """The pages that did not stand still before; a dead token is said of one that was blocked, too."""
    if trouble == Trouble.APP:
        return Page.objects.filter(network=page.network, home=page.home, health=Health.CONNECTED, is_active=True)
    known = [Health.RECONNECT] if trouble == Trouble.RECONNECT else STANDING_STILL
    return Page.objects.filter(pk=page.pk).exclude(health__in=known)
