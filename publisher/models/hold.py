"""A stop set by the machine: a network asked to be left alone, or does not answer, or a page was connected again.

Everything waits; nothing fails.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import F, Max
from django.db.models.functions import Greatest, Now

from accounts import access
from accounts.models import Event, Page
from campaigns.moves import WrongState

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.access import Person
    from accounts.models import User

STRIKES = 5
"""So many calls to one home in a row without a proper answer open its circuit."""
LONGEST = timedelta(seconds=60)


class Kind(models.TextChoices):
    REST = "rest", "the network is left alone"
    RECONNECT = "reconnect", "connected again, waits for a person's word"


class Word(models.TextChoices):
    """What a person says of the posts that waited while their page was lost, as far as their windows are open."""

    SEND = "send", "Send now"
    KEEP = "keep", "Keep for their times"
    GIVE_UP = "give_up", "Give up"


class HoldQuerySet(models.QuerySet["Hold"]):
    def visible_to(self, person: "Person") -> "HoldQuerySet":
        return self.filter(access.reach(person, brand="page__brand", market="page__market"))

    def answerable_by(self, person: "Person") -> "HoldQuerySet":
        return self.filter(access.reach(person, access.Action.DECIDE, "page__brand", "page__market"))

    def in_force(self) -> "HoldQuerySet":
        return self.filter(until__gt=Now())

    def awaiting_word(self) -> "HoldQuerySet":
        return self.in_force().filter(kind=Kind.RECONNECT)


class Hold(models.Model):
    """For one page, or (page empty) for every page behind one home. `strikes` counts failures in a row at the home.

    `asked_until` is how long the network itself asked to be left alone: no answer of its home ends that sooner.

    One of kind `reconnect` ends with a person's word, or with the last window of what waited; `told_at` is when the
    page's people were asked for it.
    """

    Kind = Kind

    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.REST)
    home = models.URLField(max_length=500)
    page = models.ForeignKey(Page, models.CASCADE, null=True, blank=True, related_name="holds")
    until = models.DateTimeField()
    asked_until = models.DateTimeField(null=True, blank=True)
    strikes = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True)
    told_at = models.DateTimeField(null=True, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["home", "page", "kind"], name="hold_once", nulls_distinct=False)]
        indexes = [models.Index(fields=["page", "until"], name="hold_page")]

    def __str__(self) -> str:
        return f"{self.page or self.home} until {self.until:%H:%M:%S}"

    @classmethod
    def rest(cls, home: str, page: Page | None, until: "datetime", reason: str) -> None:
        """The network asks to be left alone until then; what it asked for before is not shortened."""
        longest = {"until": Greatest("until", until), "asked_until": Greatest("asked_until", until), "reason": reason}
        first = {"until": until, "asked_until": until, "reason": reason}
        cls.objects.update_or_create(longest, first, home=home, page=page, kind=Kind.REST)

    @classmethod
    def strike(cls, home: str, failures: int, reason: str) -> None:
        """Count failures in a row at a home; from the fifth on it rests, twice as long each time, up to a minute."""
        hold, _ = cls.objects.get_or_create(home=home, page=None, defaults={"until": Now(), "strikes": 0})
        cls.objects.filter(pk=hold.pk).update(strikes=F("strikes") + failures, reason=reason)
        hold.refresh_from_db()
        if hold.strikes >= STRIKES:
            rest = min(timedelta(seconds=2 ** min(hold.strikes - STRIKES, 6)), LONGEST)
            cls.objects.filter(pk=hold.pk).update(until=Greatest("until", Now() + rest))

    @classmethod
    def relieve(cls, homes: set[str]) -> None:
        """These homes answered properly: their circuits close. A rest they asked for goes on."""
        shaky = cls.objects.filter(page=None, home__in=homes, strikes__gt=0)
        shaky.update(strikes=0, until=Greatest("asked_until", Now()))

    @classmethod
    def ask(cls, page: Page) -> None:
        """The page is connected again: what waits there and could still go out waits for a person's word."""
        until = page.deliveries.waiting().aggregate(last=Max("closes_at"))["last"]
        if until:
            defaults = {"until": until, "told_at": None}
            cls.objects.update_or_create(defaults, home=page.home, page=page, kind=Kind.RECONNECT)

    @transaction.atomic
    def answer(self, word: Word, by: "User") -> int:
        """Let what waits go out, those whose time has come at once; or only those whose time is still to come; or none.

        Returns how many are concerned. Raises `WrongState` when somebody was quicker or the windows have closed, and
        `PermissionDenied`.
        """
        assert self.page
        access.require(by, access.Action.DECIDE, *self.page.scope())
        if not type(self).objects.awaiting_word().filter(pk=self.pk).update(until=Now()):
            raise WrongState("Somebody was quicker, or the time of these posts has passed. Look at the desk.")
        waiting = self.page.deliveries.waiting()
        concerned = waiting.count()
        Event.objects.note("page.resumed", self.page, by, word=str(word), deliveries=concerned)
        if word == Word.KEEP:
            waiting.filter(due_at__lte=Now()).leave_behind("miss", by)
        if word == Word.GIVE_UP:
            waiting.leave_behind("drop", by)
        return concerned
