"""Mail to the people of a page: what waits for their decision, that a page lost its connection or is held back by its
network, that it came back.

Each thing is told once. That it was told is written after the mail: a crash between the two repeats a mail, and never
forgets one. Who cannot be mailed keeps nobody else from their mail.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import connection, transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import translation

from accounts import access
from accounts.access import Action
from accounts.models import Health, Page, Role, User
from accounts.wording import told
from publisher.logs import log
from publisher.models import Correction, Delivery, FollowUp, Hold, Removal
from publisher.models.sending import Sending

TELLING = 0x54454C4C
AT_ONCE = 200

Place = tuple[int, int]
"""(brand, market)"""


@dataclass(frozen=True)
class News:
    """`rows` are told to who may do one of these `actions` at their place; `line` says what is to be told of each."""

    rows: Any
    actions: tuple[Action, ...]
    subject: str
    place: Callable[[Any], Place]
    line: Callable[[Any], str]
    route: str = "desk"


@transaction.atomic
def tell_people() -> int:
    """Tell what is new; returns how many things."""
    if not _alone(TELLING):
        return 0
    return sum(map(_tell, _news()))


def _news() -> Iterable[News]:
    desk = Delivery.objects.on_desk().select_related("page", "publication__post")
    yield News(desk, (Action.DECIDE,), "{} post(s) need your decision", Sending.scope, _about_case)
    parts = FollowUp.objects.on_desk().select_related("page", "delivery__publication__post")
    yield News(parts, (Action.DECIDE,), "{} follow-up(s) of posts need your decision", Sending.scope, _about_case)
    removals = Removal.objects.on_desk().select_related("page", "delivery__publication__post")
    yield News(removals, (Action.REMOVE,), "{} post(s) could not be deleted", Sending.scope, _about_case)
    changes = Correction.objects.on_desk().select_related("page", "delivery__publication__post")
    yield News(changes, (Action.DECIDE,), "{} public post(s) could not be changed", Sending.scope, _about_case)
    lost = Page.objects.filter(health=Health.RECONNECT, is_active=True)
    subject = "{} page(s) lost their connection"
    yield News(lost, (Action.DECIDE, Action.CONNECT), subject, Page.scope, _about_lost, "estate")
    blocked = Page.objects.filter(health=Health.BLOCKED, is_active=True)
    subject = "{} page(s) are held back by their networks"
    yield News(blocked, (Action.DECIDE, Action.CONNECT), subject, Page.scope, _about_lost, "estate")
    back = Hold.objects.awaiting_word().select_related("page")
    subject = "{} page(s) are connected again and wait for your word"
    yield News(back, (Action.DECIDE,), subject, lambda hold: hold.page.scope(), _about_back)


def _about_case(case: Sending) -> str:
    return f"{case.page}: {case.title} — {told(case.reason)}"


def _about_lost(page: Page) -> str:
    waits = told("What is due there waits; what misses its time meanwhile comes to the desk.")
    return f"{page}: {told(page.health_note)} {waits}"


def _about_back(hold: Hold) -> str:
    return f"{hold.page}: say until {hold.until:%H:%M} UTC whether what waited goes out; then it comes to the desk."


def _tell(news: News) -> int:
    rows = list(news.rows.filter(told_at=None)[:AT_ONCE])
    if not rows:
        return 0
    done: set[int] = set()
    for user in people_who(news.actions, {news.place(row) for row in rows}):
        mine = [row for row in rows if any(access.may(user, action, *news.place(row)) for action in news.actions)]
        if _mailed(user, news, mine):
            done.update(row.pk for row in mine)
    news.rows.model.objects.filter(pk__in=done).update(told_at=Now())
    return len(done)


def _mailed(user: User, news: News, rows: Sequence[Any]) -> bool:
    """In the person's language."""
    address = settings.PUBLIC_ADDRESS + reverse(news.route)
    with translation.override(user.language):
        subject = told(news.subject).format(len(rows))
        lines = [f"- {told(news.line(row))}" for row in rows]
    try:
        send_mail(subject, "\n".join([*lines, "", address]), None, [user.email])
    except (SMTPException, OSError) as fault:
        log.warning("mail_refused", user=user.pk, detail=str(fault))
        return False
    return True


def _alone(key: int) -> bool:
    """Whether no other process is at this chore; holds the place until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [key])
        return bool(cursor.fetchone()[0])


def people_who(actions: Collection[Action], places: Collection[Place]) -> list[User]:
    """Those who may do one of these at one of these places, for each the nearest to it: the market's own people before
    all others."""
    held = list(access.holding(*actions).select_related("user"))
    people: dict[int, User] = {}
    for action, place in product(actions, places):
        reach = [one for one in held if action in access.TABLE[Role(one.role)] and one.covers(*place)]
        near = [one for one in reach if one.market_id == place[1]]
        people |= {one.user_id: one.user for one in near or reach}
    return list(people.values())
