"""What waits for a reviewer, by the time that is left: overdue first, then by day on the reviewer's own clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import F, Min, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from campaigns.forms.review import ReviewFilter
from campaigns.models import Post, Publication

if TYPE_CHECKING:
    from accounts.models import User

SHOWN = 50
"""So many posts stand in the list at once."""
CLOSE = timedelta(hours=3)
"""Less than this is marked: who is asked to change something needs time to do it."""
RELATED = ("author", "last_editor", "brand", "market", "campaign", "revision")


@dataclass(frozen=True)
class Item:
    """A post, and how long there still is to decide: its first page's time."""

    post: Post
    now: datetime

    @property
    def deadline(self) -> datetime | None:
        """None where all its times have passed."""
        found: datetime | None = self.post.__dict__["deadline"]
        return found

    @property
    def is_overdue(self) -> bool:
        return self.deadline is None or self.deadline <= self.now

    @property
    def is_close(self) -> bool:
        return self.deadline is not None and self.deadline <= self.now + CLOSE

    @property
    def left(self) -> str:
        if self.deadline is None or self.is_overdue:
            return "time passed"
        minutes = int((self.deadline - self.now).total_seconds()) // 60
        if minutes < 60:
            return f"{minutes} min left"
        hours = minutes // 60
        return f"{hours} h left" if hours < 48 else f"{hours // 24} days left"

    @property
    def group(self) -> str:
        if self.deadline is None or self.is_overdue:
            return "Overdue"
        days = (timezone.localdate(self.deadline) - timezone.localdate(self.now)).days
        return {0: "Today", 1: "Tomorrow"}.get(days, "In the next seven days" if days < 7 else "Later")


class Inbox:
    """`asked` is the address: what narrows the queue. The open post is named by its id; `keys` are all that wait."""

    def __init__(self, person: "User", asked: QueryDict, key: int | None = None) -> None:
        self.person = person
        rows = list(waiting(person).values_list("pk", "campaign", "campaign__name"))
        self.filters = ReviewFilter(asked, person, {(str(key), name) for _, key, name in rows if key})
        narrowed = self.filters.where()
        self.queue = waiting(person).filter(narrowed)
        self.keys: list[int] = list(self.queue.values_list("pk", flat=True)) if narrowed else [row[0] for row in rows]
        self.key = key

    @cached_property
    def post(self) -> Post | None:
        """The one that is open: the named one if it waits, whatever narrows the list, or else the most urgent."""
        if self.key is None:
            return self.posts[0] if self.posts else None
        here = next((post for post in self.posts if post.pk == self.key), None)
        return here or waiting(self.person).filter(pk=self.key).first()

    @property
    def suffix(self) -> str:
        """What narrows it, at the end of an address."""
        return f"?{self.filters.query}" if self.filters.query else ""

    @property
    def start(self) -> str:
        """The address of a post in it, but for the post's id."""
        return f"{reverse('review')}{self.suffix}{'&' if self.suffix else '?'}post="

    @property
    def item(self) -> Item | None:
        return Item(self.post, timezone.now()) if self.post else None

    @property
    def place(self) -> int:
        """Where the open post stands, from 0; at the head when it is not in the list."""
        return self.keys.index(self.key) if self.key in self.keys else 0

    @property
    def first(self) -> int:
        return self.place - self.place % SHOWN

    @cached_property
    def posts(self) -> list[Post]:
        """Those of the list's sheet on which the open post stands."""
        shown = self.keys[self.first : self.first + SHOWN]
        return list(self.queue.filter(pk__in=shown)) if shown else []

    @property
    def groups(self) -> Iterable[tuple[str, list[Item]]]:
        now = timezone.now()
        items = [Item(post, now) for post in self.posts]
        return [(name, list(group)) for name, group in groupby(items, key=lambda item: item.group)]

    @property
    def number(self) -> int:
        """Of the open post, from 1."""
        return self.place + 1

    @property
    def previous(self) -> int | None:
        return self.keys[self.place - 1] if self.place else None

    @property
    def next(self) -> int | None:
        """The one behind; the first where the open post is not in the list."""
        ahead = self.keys[self.place + 1 :] if self.key is None or self.key in self.keys else self.keys
        return next(iter(ahead), None)

    @property
    def earlier(self) -> int | None:
        return self.keys[self.first - SHOWN] if self.first else None

    @property
    def later(self) -> int | None:
        return next(iter(self.keys[self.first + SHOWN :]), None)


def waiting(person: "User") -> QuerySet[Post]:
    """By the earliest time at which a post would go out; what has none left comes first."""
    ahead = Q(publications__state=Publication.State.PLANNED)
    posts = Post.objects.awaiting(person).select_related(*RELATED)
    return posts.annotate(deadline=Min("publications__at", filter=ahead)).order_by(
        F("deadline").asc(nulls_first=True), "pk"
    )
