"""Sends what webhooks are to hear. Calls are made in threads beside the one that reads and writes the rows."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from io import BytesIO
from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import translation

from accounts import access, outward, signing
from accounts.models import Message, User, Webhook
from accounts.models.message import Sent
from accounts.sealing import SealBroken
from accounts.wording import told

log = structlog.get_logger()

A_WEBHOOK = 4
"""So many calls to one webhook at once, and one to a webhook that takes nothing, so that it costs the others little."""
IN_FLIGHT = 32
LONGEST = 20.0
"""Seconds after which nothing more is begun: a worker that is asked to leave may do so, and the next round goes on."""
LOGGED = 500
"""So many bytes of an answer are kept."""
POLL = 0.5

_busy = threading.Lock()


def send() -> int:
    """Send all that is due; returns how many tries were made. A process sends once at a time."""
    if not _busy.acquire(blocking=False):
        return 0
    try:
        with ThreadPoolExecutor(IN_FLIGHT, "webhooks") as pool:
            return _Round(pool).run()
    finally:
        _busy.release()


class _Round:
    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self.pool = pool
        self.in_flight: dict[Future[Sent], Message] = {}
        self.end = time.monotonic() + LONGEST
        self.done = 0

    def run(self) -> int:
        while self._begin() or self.in_flight:
            finished, _ = wait(self.in_flight, timeout=POLL, return_when=FIRST_COMPLETED)
            for future in finished:
                self.in_flight.pop(future).settle(future.result())
                self.done += 1
        return self.done

    def _begin(self) -> bool:
        """Whether anything was begun."""
        before = len(self.in_flight)
        if time.monotonic() < self.end:
            for message, keys in self._claimed():
                call = self.pool.submit(_call, message.webhook.url, str(message), message.body(), keys)
                self.in_flight[call] = message
        return len(self.in_flight) > before

    def _claimed(self) -> Iterator[tuple[Message, list[str]]]:
        for webhook in Webhook.objects.in_force().left_behind():
            webhook.stop(None, "The key that made it has ended, or does not reach this any more.")
        busy = Counter(message.webhook_id for message in self.in_flight.values())
        for webhook in Webhook.objects.in_force().filter(Exists(Message.objects.due().filter(webhook=OuterRef("pk")))):
            most = 1 if webhook.failing_since else A_WEBHOOK
            room = min(most - busy[webhook.pk], IN_FLIGHT - len(self.in_flight))
            if room <= 0:
                continue
            try:
                keys = webhook.open()
            except SealBroken as fault:
                webhook.stop(None, f"{fault} Change its secret.")
                continue
            yield from ((message, keys) for message in Message.objects.claim(webhook, room))


def _call(url: str, name: str, body: bytes, keys: list[str]) -> Sent:
    """One try, in a thread without a database."""
    began, answer = time.monotonic(), BytesIO()
    headers = {"Content-Type": "application/json", **signing.headers(keys, name, int(time.time()), body)}
    try:
        status = outward.call("POST", url, answer, largest=LOGGED, headers=headers, body=body).status
    except (outward.Forbidden, outward.Unreachable) as fault:
        return Sent(0, time.monotonic() - began, str(fault))
    # PostgreSQL keeps no NUL in a text.
    said = answer.getvalue().decode("utf-8", "replace").replace("\0", "")
    return Sent(status, time.monotonic() - began, said)


def tell_administrators() -> None:
    """Mail those who see to a webhook that was stopped by itself. Any number may do so at once. That it was told is
    written after the mail: a crash between the two repeats a mail, and never forgets one."""
    untold = Webhook.objects.filter(stopped_at__isnull=False, told_at=None)
    for key in list(untold.values_list("pk", flat=True)):
        with transaction.atomic():
            webhook = untold.select_for_update(skip_locked=True).filter(pk=key).first()
            if webhook and _told(webhook):
                Webhook.objects.filter(pk=key).update(told_at=Now())


def _told(webhook: Webhook) -> bool:
    """Whether somebody was told, or nobody is there. Who cannot be mailed keeps nobody else from their mail."""
    people = access.holders(access.Action.SUBSCRIBE, *webhook.scope()).exclude(user__api_key__isnull=False)
    mailed = [_mailed(user, webhook) for user in User.objects.filter(memberships__in=people).distinct()]
    return any(mailed) or not mailed


def _mailed(user: User, webhook: Webhook) -> bool:
    address = settings.PUBLIC_ADDRESS + reverse("webhook", args=[webhook.pk])
    with translation.override(user.language):
        subject = told(f"The webhook {webhook.name} was stopped")
        letter = told(f"{webhook.name} ({webhook.url}) gets no more messages. {webhook.reason}")
    try:
        send_mail(" ".join(subject.split()), f"{letter}\n\n{address}", None, [user.email])
    except (SMTPException, OSError) as fault:
        log.warning("mail_refused", user=user.pk, detail=str(fault))
        return False
    return True
