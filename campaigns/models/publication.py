"""A Post on one Page at one time. People move publications."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now

from accounts import access
from accounts.models import Event, Page
from campaigns.content import Card, Content, Medium, Part
from campaigns.models.post import Post
from campaigns.models.wall_time import WallTimeField
from campaigns.moves import Movable, Moves

if TYPE_CHECKING:
    from accounts.access import Person
    from accounts.models import User
    from campaigns.models.attachment import Attachment
    from campaigns.models.variant import Variant


class PublicationQuerySet(models.QuerySet["Publication"]):
    def visible_to(self, person: "Person") -> "PublicationQuerySet":
        return self.filter(access.reach(person, brand="page__brand", market="page__market"))

    def open(self) -> "PublicationQuerySet":
        """Those that have not begun to go out and still may."""
        return self.filter(OPEN)

    def having_places(self) -> "PublicationQuerySet":
        """Those at whose time the page has no other place to give."""
        return self.exclude(state__in=[Publication.State.CANCELLED, Publication.State.LAPSED])

    def with_open(self) -> "PublicationQuerySet":
        """Adds `is_open`: whether it is one of those."""
        return self.annotate(is_open=models.Case(models.When(OPEN, then=True), default=False))

    def begun(self) -> "PublicationQuerySet":
        """Those that may be public, are being sent, or wait for a person's decision about it."""
        return self.filter(BEGUN)

    def with_begun(self) -> "PublicationQuerySet":
        """Adds `has_begun`: whether it is one of those."""
        return self.annotate(has_begun=models.Case(models.When(BEGUN, then=True), default=False))

    def public(self) -> "PublicationQuerySet":
        """Those that everybody sees."""
        return self.filter(state=Publication.State.RELEASED, delivery__state="published")

    def with_status(self) -> "PublicationQuerySet":
        """Adds `status`: the delivery's state once there is one, the publication's own before."""
        return self.annotate(
            status=models.Case(
                models.When(state=Publication.State.RELEASED, then=Coalesce("delivery__state", "state")),
                default="state",
                output_field=models.CharField(),
            )
        )

    def recall(self) -> int:
        """Call back all that has not begun to go out: it needs a new approval. Returns how many.

        The rows are locked first and judged after: a claim that came before has committed by then, one that comes
        after sees
        a planned publication and leaves it alone.
        """
        list(self.select_for_update().order_by("id").values_list("pk"))
        return self.open().update(state=Publication.State.PLANNED)

    def schedule(self) -> int:
        """What was approved before its time is scheduled. Returns how many."""
        return self.filter(state=Publication.State.PLANNED, at__gt=Now()).update(state=Publication.State.SCHEDULED)

    def going_to_show(self, assets: Iterable[int]) -> "PublicationQuerySet":
        """Those still ahead whose post shows one of these; adds `asset`, its id."""
        return self.open().filter(post__attachments__asset__in=assets).annotate(**PLANNED).distinct()

    def showing(self, assets: Iterable[int]) -> "PublicationQuerySet":
        """Those that have gone out, or are about to, with one of these as it was approved; adds `asset`, its id."""
        released = self.filter(state=Publication.State.RELEASED, delivery__revision__assets__in=assets)
        return released.annotate(**APPROVED)

    @transaction.atomic
    def lapse(self) -> int:
        """Planned publications whose time has come without approval. Returns how many."""
        late = list(self.filter(state=Publication.State.PLANNED, at__lte=Now()).select_for_update(of=("self",)))
        self.filter(pk__in=[publication.pk for publication in late]).update(state=Publication.State.LAPSED)
        Event.objects.note_all(Event.about("publication.lapsed", publication) for publication in late)
        return len(late)


PLANNED: dict[str, Any] = {"asset": F("post__attachments__asset")}
APPROVED: dict[str, Any] = {"asset": F("delivery__revision__assets")}
RECALLABLE = ("queued", "preparing", "ready")
"""States of a delivery in which no call is under way that could make it public."""
CERTAINLY_ABSENT = Q(delivery__state__in=RECALLABLE, delivery__doubts=0)
"""No answer was ever lost, so nothing is public. What a person sends again in doubt may be."""
GONE = Q(delivery__state__in=["abandoned", "removed"])
BEGUN = Q(state="released") & ~(CERTAINLY_ABSENT | GONE)
OPEN = Q(state__in=["planned", "scheduled"]) | Q(CERTAINLY_ABSENT, state="released")


class Publication(Movable):
    class State(models.TextChoices):
        PLANNED = "planned", "planned"
        SCHEDULED = "scheduled", "scheduled"
        RELEASED = "released", "released"
        LAPSED = "lapsed", "not approved in time"
        CANCELLED = "cancelled", "cancelled"

    MOVES: ClassVar[Moves] = {
        "cancel": (frozenset({State.PLANNED, State.SCHEDULED, State.LAPSED}), State.CANCELLED),
    }

    post = models.ForeignKey(Post, models.CASCADE, related_name="publications")
    page = models.ForeignKey(Page, models.PROTECT, related_name="publications", db_index=False)
    wall = WallTimeField()
    zone = models.CharField(max_length=64)
    fold = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.PLANNED)

    asset: int
    """The id of what it shows; where publications are looked for by it, it is annotated."""

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "page"], condition=Q(state__in=["planned", "scheduled"]), name="publication_once_ahead"
            )
        ]
        indexes = [
            models.Index(fields=["at", "page"], name="publication_at"),
            models.Index(fields=["page", "at"], name="publication_page_at"),
            models.Index(fields=["at"], condition=Q(state="scheduled"), name="publication_scheduled"),
            models.Index(fields=["at"], condition=Q(state="planned"), name="publication_planned"),
        ]

    def __str__(self) -> str:
        return f"{self.post} on {self.page} at {self.wall:%Y-%m-%d %H:%M} {self.zone}"

    def scope(self) -> tuple[int, int]:
        return self.page.scope()

    def content(
        self, post: Post, variants: list["Variant"], shown: Sequence["Attachment"], card: Card | None = None
    ) -> Content:
        """What the public would see here: the closest wording, in this page's language, at this page's time.

        The thread belongs to the post's own text; another wording goes out alone. `card` is that of its link.
        """
        page = self.page
        language = post.language or page.market.language
        fitting = max(variants, key=lambda variant: variant.suits(page, language), default=None)
        other = fitting if fitting and fitting.suits(page, language) else None
        thread = (Part(text, _media(shown, number, language)) for number, text in enumerate(post.thread, 2))
        media = _media(shown, 1, language)
        return Content(
            publication=self.pk,
            page=page.pk,
            brand=page.brand_id,
            market=page.market_id,
            network=page.network,
            campaign=post.campaign_id,
            wall=self.wall.isoformat(timespec="minutes"),
            zone=self.zone,
            fold=self.fold,
            text=other.text if other else post.text,
            link=post.link,
            first_comment=post.first_comment,
            placement=post.placement,
            language=language,
            media=media,
            tags=tuple(post.tags),
            options=tuple(sorted(page.options.items())),
            thread=() if other else tuple(thread),
            card=None if media else card,
        )

    def correction(self, post: Post, variants: list["Variant"]) -> Content | None:
        """What is public here with the post's text of now, and else as it is; None where that changes nothing or cannot
        be done."""
        public: Content = self.delivery.public
        text = self.content(post, variants, ()).text
        if text == public.text or self.delivery.why_unchangeable:
            return None
        return replace(public, text=text, corrects=True)

    def drop(self, by: "User") -> None:
        """Take the page out of the post's plan."""
        if hasattr(self, "delivery"):
            type(self).objects.filter(pk=self.pk).open().update(state=self.State.CANCELLED)
        else:
            self.delete()
        Event.objects.note("post.page_removed", self.post, by, page=self.page_id)

    @transaction.atomic
    def cancel(self, by: "User") -> None:
        """It will not go out. Raises `WrongState` once it has begun to, and `PermissionDenied`."""
        access.require(by, access.Action.SCHEDULE, *self.scope())
        type(self).objects.filter(pk=self.pk).recall()
        self.move("cancel")
        Event.objects.note("publication.cancelled", self, by)


def _media(shown: Iterable["Attachment"], part: int, language: str) -> tuple[Medium, ...]:
    return tuple(attachment.medium(language) for attachment in shown if attachment.part == part)
