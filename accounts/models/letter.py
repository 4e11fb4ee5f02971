"""A letter that Marquee owes somebody: an invitation, or the way to a new password. The row is the queue.

Whoever asks for one waits for no mail server, and is answered the same, as quickly, whether the address is known or
not.
"""

from datetime import timedelta
from smtplib import SMTPException
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.mail import send_mail
from django.db import models, transaction
from django.db.models import F
from django.db.models.functions import Now

from accounts import letters

if TYPE_CHECKING:
    from accounts.models.user import User

TRIES = 8
"""So often a mail server may refuse it: at intervals that double from a minute on, four hours in all."""
KEPT = timedelta(days=30)


class LetterQuerySet(models.QuerySet["Letter"]):
    def owed(self) -> "LetterQuerySet":
        return self.filter(sent_at=None)

    def due(self) -> "LetterQuerySet":
        return self.owed().filter(tries__lt=TRIES, next_at__lte=Now(), user__is_active=True)


class LetterManager(models.Manager.from_queryset(LetterQuerySet)):  # type: ignore[misc]
    def owe(self, kind: str, user: "User") -> None:
        """From now on. Who is owed one already gets one."""
        new = {"asked_at": Now(), "next_at": Now(), "tries": 0, "fault": "", "sent_at": None}
        self.update_or_create(user=user, kind=kind, defaults=new)

    def send_due(self, limit: int = 200) -> int:
        """Send what is owed; returns how many went out. Any number may do so at once."""
        sent = 0
        for _ in range(limit):
            outcome = self._send_next()
            if outcome is None:
                break
            sent += outcome
        return sent

    @transaction.atomic
    def _send_next(self) -> bool | None:
        """Whether the next one went out; None when none is due.

        It is written down after the mail: a crash between the two repeats a letter, and never forgets one.
        """
        due = self.due().select_for_update(skip_locked=True, of=("self",)).select_related("user")
        letter: Letter | None = due.order_by("next_at", "id").first()
        return letter.send() if letter else None

    def forget_old(self) -> None:
        self.filter(asked_at__lt=Now() - KEPT).delete()


class Letter(models.Model):
    """The last of its kind to this person. `fault` is what the mail server said when it refused it."""

    class Kind(models.TextChoices):
        INVITATION = "invitation", "invitation"
        RESET = "reset", "new password"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    asked_at = models.DateTimeField(db_default=Now())
    next_at = models.DateTimeField(db_default=Now())
    tries = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[LetterManager] = LetterManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="letter_once_a_kind")]
        indexes = [models.Index(fields=["next_at"], condition=models.Q(sent_at=None), name="letter_owed")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for {self.user}"

    def send(self) -> bool:
        """Whether the mail server took it; if not, it is tried again later."""
        mine = type(self).objects.filter(pk=self.pk)
        try:
            send_mail(*letters.written(self), None, [self.user.email])
        except (SMTPException, OSError) as fault:
            later = Now() + timedelta(minutes=2**self.tries)
            mine.update(tries=F("tries") + 1, next_at=later, fault=str(fault)[:500])
            return False
        mine.update(sent_at=Now(), fault="")
        return True
