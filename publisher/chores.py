"""Housekeeping that beat asks for. Nothing here is needed for a post to go out."""

from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from accounts import access
from accounts.models import Answer, Event, Health, Membership, Page, Role, User
from campaigns import walltime
from campaigns.models import Publication
from publisher import connections
from publisher.logs import log
from publisher.models import Delivery, Grant, Hold
from publisher.networks.base import NetworkError, Refused, Trouble

TELLING = 0x54454C4C


@transaction.atomic
def tell_people() -> int:
    """Mail each person about deliveries newly on the desk that they may decide; returns how many deliveries.

    `told_at` is written after the mail: a crash between the two repeats a mail, and never forgets one. Who cannot be
    mailed keeps nobody else from their mail.
    """
    if not _alone(TELLING):
        return 0
    news = Delivery.objects.on_desk().filter(told_at=None).select_related("page", "publication__post")
    deliveries = list(news[:200])
    told: set[int] = set()
    for user in people_who_decide(deliveries):
        mine = [delivery for delivery in deliveries if access.may(user, access.Action.DECIDE, *delivery.scope())]
        try:
            send_mail(*_letter(mine), None, [user.email])
        except (SMTPException, OSError) as fault:
            log.warning("mail_refused", user=user.pk, detail=str(fault))
        else:
            told.update(delivery.pk for delivery in mine)
    Delivery.objects.filter(pk__in=told).update(told_at=Now())
    return len(told)


def _letter(deliveries: list[Delivery]) -> tuple[str, str]:
    lines = [f"- {delivery.page}: {delivery.publication.post} — {delivery.reason}" for delivery in deliveries]
    address = settings.PUBLIC_ADDRESS + reverse("desk")
    return f"{len(deliveries)} post(s) need your decision", "\n".join([*lines, "", address])


def _alone(key: int) -> bool:
    """Whether no other process is at this chore; holds the place until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [key])
        return bool(cursor.fetchone()[0])


def people_who_decide(deliveries: list[Delivery]) -> list[User]:
    """Those who decide for one of these deliveries' pages, the nearest to it: the market's own people before all
    others."""
    roles = [role for role in Role if access.Action.DECIDE in access.TABLE[role]]
    people: dict[int, User] = {}
    for brand, market in {delivery.scope() for delivery in deliveries}:
        reach = Membership.objects.filter(
            Q(brand=None) | Q(brand=brand), Q(market=None) | Q(market=market), role__in=roles, user__is_active=True
        )
        near = reach.filter(market=market)
        for membership in (near if near.exists() else reach).select_related("user"):
            people[membership.user_id] = membership.user
    return list(people.values())


def check_pages(limit: int = 500) -> None:
    """Ask the network who each page is, once a day; keep its limits, and say where a token has died."""
    stale = Q(checked_at=None) | Q(checked_at__lt=Now() - timedelta(days=1))
    due = Page.objects.filter(stale, is_active=True, health=Health.CONNECTED, credential__isnull=False)
    for key in list(due.values_list("pk", flat=True)[:limit]):
        # Each page is read just before its call: meanwhile somebody may have changed or reconnected it.
        page = Page.objects.select_related("credential").get(pk=key)
        try:
            connections.check(page)
        except Refused as refusal:
            if refusal.trouble == Trouble.RECONNECT:
                connections.lost(page, refusal.reason)
            else:
                log.warning("page_not_checked", page=page.pk, network=page.network, reason=refusal.reason)
        except NetworkError as fault:
            log.warning("page_not_checked", page=page.pk, network=page.network, reason=fault.reason)


def rederive_times() -> int:
    """Countries change their clocks: derive UTC anew for what lies ahead, and flag what moved. Returns how many
    moved."""
    moved = 0
    ahead = Publication.objects.filter(state__in=["planned", "scheduled"], at__gt=Now()).select_related("page", "post")
    for publication in ahead.iterator(2000):
        try:
            at = walltime.to_utc(publication.wall, publication.zone, publication.fold)
        except walltime.NonexistentTime:
            Event.objects.note(
                "publication.time_vanished", publication, wall=str(publication.wall), zone=publication.zone
            )
            continue
        if at != publication.at:
            with transaction.atomic():
                read = {name: getattr(publication, name) for name in ("wall", "zone", "fold", "at", "state")}
                if not Publication.objects.filter(pk=publication.pk, **read).update(at=at):
                    continue
                Event.objects.note(
                    "publication.time_moved", publication, before=publication.at.isoformat(), after=at.isoformat()
                )
            moved += 1
    return moved


def tidy() -> None:
    """Remove what nobody reads again."""
    Session.objects.filter(expire_date__lt=Now()).delete()
    Answer.forget_old()
    Hold.objects.filter(until__lt=Now() - timedelta(days=1)).delete()
    Grant.objects.filter(until__lt=Now()).delete()
