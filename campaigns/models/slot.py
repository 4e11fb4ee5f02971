"""A place in the week at which a page likes to post: a wall time in its market, whatever the clocks do."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.utils import timezone

from accounts import access
from accounts.models import Event, Page, User
from campaigns import walltime
from campaigns.models.campaign import Campaign
from campaigns.models.post import Post
from campaigns.models.publication import Publication

AHEAD = 26
"""So many weeks ahead a free slot is looked for."""


class NoFreeSlot(ValueError):
    """The message is a sentence for people."""

    def __init__(self, page: Page, sentence: str) -> None:
        super().__init__(sentence)
        self.page = page


class SlotQuerySet(models.QuerySet["Slot"]):
    def visible_to(self, person: "access.Person") -> "SlotQuerySet":
        return self.filter(access.reach(person, brand="page__brand", market="page__market"))


class Slot(models.Model):
    """`weekday` 0 is Monday."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="slots")
    weekday = models.PositiveSmallIntegerField(validators=[MaxValueValidator(6)])
    wall = models.TimeField()

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering = ["page", "weekday", "wall"]
        constraints = [
            models.UniqueConstraint(fields=["page", "weekday", "wall"], name="slot_once"),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="slot_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.page}, day {self.weekday} at {self.wall:%H:%M}"

    def scope(self) -> tuple[int, int]:
        page: Page = self.page
        return page.scope()

    @classmethod
    @transaction.atomic
    def make(cls, by: User, page: Page, weekday: int, wall: time) -> "Slot":
        access.require(by, access.Action.SCHEDULE, *page.scope())
        slot = cls(page=page, weekday=weekday, wall=wall)
        slot.save()
        Event.objects.note("slot.made", slot, by, weekday=weekday, wall=f"{wall:%H:%M}")
        return slot

    @transaction.atomic
    def remove(self, by: User) -> None:
        access.require(by, access.Action.SCHEDULE, *self.scope())
        Event.objects.note("slot.removed", self, by, weekday=self.weekday, wall=f"{self.wall:%H:%M}")
        self.delete()


def next_free(page: Page, campaign: Campaign | None = None) -> tuple[datetime, int]:
    """Wall time and fold of the page's next slot that no publication has, and at which the campaign lies under no
    embargo any more. Raises `NoFreeSlot`.

    Call it inside the transaction that takes the slot: the page's row is locked until its end, so that no two callers
    get the same one.
    """
    locked = Page.objects.select_for_update(of=("self",)).select_related("market").get(pk=page.pk)
    now = timezone.now()
    first = max(now, campaign.embargo_at or now) if campaign else now
    taken = set(Publication.objects.filter(page=page, at__gte=first).having_places().values_list("at", flat=True))
    for wall in _walls(locked, first):
        try:
            at = walltime.to_utc(wall, locked.market.time_zone, 0)
        except walltime.NonexistentTime:
            continue  # the clocks jump over it in that week
        if at >= first and at not in taken:
            return wall, 0
    raise NoFreeSlot(page, f"{page} has no free slot in the next {AHEAD} weeks. Add slots, or choose a time yourself.")


def take(page: Page, at: datetime, post: Post | None) -> None:
    """Make sure that at that instant no other post has the page. Raises `NoFreeSlot`. As with `next_free`, call it
    inside the transaction that plans the post there."""
    Page.objects.select_for_update(of=("self",)).get(pk=page.pk)
    if Publication.objects.filter(page=page, at=at).having_places().exclude(post=post).exists():
        raise NoFreeSlot(page, f"Somebody else took this slot of {page} meanwhile. Take another, or choose a time.")


def _walls(page: Page, first: datetime) -> Iterator[datetime]:
    """The wall times of the page's slots, week after week, in order."""
    slots = list(Slot.objects.filter(page=page).order_by("weekday", "wall").values_list("weekday", "wall"))
    today = walltime.from_utc(first, page.market.time_zone)[0].date()
    monday: date = today - timedelta(days=today.weekday())
    for week in range(AHEAD + 1):
        for weekday, wall in slots:
            yield datetime.combine(monday + timedelta(days=7 * week + weekday), wall)
