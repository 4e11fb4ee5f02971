"""What is said: drafted, reviewed, approved. Its verbs are the only way to change it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef
from django.db.models.functions import Now

from accounts import access
from accounts.access import Action
from accounts.models import Brand, Event, Market, Stage
from accounts.wording import beginning
from campaigns import proofread
from campaigns.content import Content, Finding
from campaigns.draft import Draft, Further, Picture, Plan
from campaigns.models.campaign import Campaign
from campaigns.models.link_card import LinkCard
from campaigns.models.notice import Notice
from campaigns.moves import Movable, Moves, WrongState

if TYPE_CHECKING:
    from accounts.access import Person
    from accounts.models import Page, User
    from campaigns.models.approval import Approval
    from campaigns.models.attachment import Attachment


class Placement(models.TextChoices):
    """Where on its networks a post is shown."""

    FEED = "feed", "In the feed"
    REEL = "reel", "As a reel or short"
    STORY = "story", "As a story"


class EditedMeanwhile(Exception):
    """Somebody else saved the post after this edit began."""


class MovedMeanwhile(EditedMeanwhile):
    """Somebody else moved a publication after this move began. The message is a sentence for people."""


class VoidsApproval(Exception):
    """What is to be moved is approved or in review, and nobody has agreed to lose that."""


class ContentChanged(Exception):
    """The decision names a content that is no longer the post's."""


class Blocked(Exception):
    """Proofreading found what must be mended first; `findings` holds the sentences."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(" ".join(finding.sentence for finding in findings))
        self.findings = findings


APPROVES: dict[str, Action] = {
    Stage.MARKET: Action.APPROVE_MARKET,
    Stage.HEAD_OFFICE: Action.APPROVE_HEAD_OFFICE,
    Stage.LEGAL: Action.APPROVE_LEGAL,
}


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, person: "Person") -> "PostQuerySet":
        """Posts of the person's markets, and those that go out on one of their pages."""
        return self._near(person, Action.VIEW)

    def open_to(self, person: "Person") -> "PostQuerySet":
        """Those of them that the person may say something about."""
        return self._near(person, Action.COMMENT)

    def _near(self, person: "Person", action: Action) -> "PostQuerySet":
        places = {"brand": "publications__page__brand", "market": "publications__page__market"}
        there = Post.objects.filter(access.reach(person, action, **places), pk=OuterRef("pk"))
        return self.filter(access.reach(person, action) | Exists(there))

    def awaiting(self, person: "Person") -> "PostQuerySet":
        """Posts in review whose next stage the person may decide, and which they neither wrote nor last edited."""
        waiting = self.filter(state=Post.State.REVIEW).exclude(author=person.pk).exclude(last_editor=person.pk)
        total = models.Q(pk__in=[])
        for stage, action in APPROVES.items():
            total |= models.Q(stage=stage) & access.reach(person, action)
        return waiting.filter(total)


class Post(Movable):
    class State(models.TextChoices):
        DRAFT = "draft", "draft"
        REVIEW = "review", "in review"
        APPROVED = "approved", "approved"
        REJECTED = "rejected", "rejected"

    MOVES: ClassVar[Moves] = {
        "submit": (frozenset({State.DRAFT}), State.REVIEW),
        "approve": (frozenset({State.REVIEW}), State.APPROVED),
        "ask": (frozenset({State.REVIEW}), State.DRAFT),
        "reject": (frozenset({State.REVIEW}), State.REJECTED),
        "withdraw": (frozenset({State.REVIEW, State.APPROVED}), State.REVIEW),
        "take_back": (frozenset(State.values), State.REVIEW),
        "revise": (frozenset(State.values), State.DRAFT),
    }

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="posts")
    market = models.ForeignKey(
        Market, models.PROTECT, null=True, blank=True, related_name="posts", help_text="Empty: written by head office."
    )
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="posts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    last_editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    link = models.URLField(max_length=2000, blank=True)
    first_comment = models.TextField(blank=True)
    thread = ArrayField(models.TextField(blank=True), default=list, blank=True, help_text="The parts after the text.")
    placement = models.CharField("shown", max_length=10, choices=Placement.choices, default=Placement.FEED)
    language = models.CharField(max_length=10, blank=True)
    tags = ArrayField(models.CharField(max_length=50), default=list, blank=True)
    corrects = models.BooleanField(default=False, help_text="The text replaces what is public, too.")
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    stage = models.CharField(max_length=20, choices=Stage.choices, blank=True, help_text="Who decides next.")
    revision = models.ForeignKey("campaigns.Revision", models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["stage", "brand", "market"], condition=models.Q(state="review"), name="post_in_review")
        ]

    def __str__(self) -> str:
        return beginning(self.text, 60) or f"Post {self.pk}"

    def scope(self) -> tuple[int, int | None]:
        return self.brand_id, self.market_id

    # --- reading

    def draft(self) -> Draft:
        """The post as it stands, as its author would have written it."""
        plan = [
            Plan(publication.page, publication.wall, publication.zone, publication.fold)
            for publication in self.publications.open().select_related("page")
        ]
        shown = list(self.attachments.select_related("asset", "overlay"))
        return Draft(
            text=self.text,
            link=self.link,
            first_comment=self.first_comment,
            thread=tuple(Further(text, _pictures(shown, number)) for number, text in enumerate(self.thread, 2)),
            placement=self.placement,
            language=self.language,
            campaign=self.campaign_id,
            tags=tuple(self.tags),
            wordings=tuple(sorted((v.network, v.text) for v in self.variants.all() if v.network)),
            pictures=_pictures(shown, 1),
            # What was approved once is not changed again by whoever changes something else.
            corrects=self.corrects and self.state != self.State.APPROVED,
            plan=tuple(plan),
        )

    def contents(self) -> list[Content]:
        """What is `ahead`; then what is to be changed in public. Raises `Unreadable`."""
        return self.ahead() + (self._corrections() if self.corrects else [])

    def ahead(self) -> list[Content]:
        """What each publication still ahead would say, in order of its id."""
        variants = list(self.variants.all())
        shown = list(self.attachments.select_related("asset", "overlay"))
        found = LinkCard.objects.of(self.brand_id, self.link)
        card = found.card if found else None
        publications = self.publications.open().select_related("page__market").order_by("id")
        return [publication.content(self, variants, shown, card) for publication in publications]

    def _corrections(self) -> list[Content]:
        variants = list(self.variants.all())
        public = self.publications.public().select_related("page__market", "delivery__page").order_by("id")
        return [changed for publication in public if (changed := publication.correction(self, variants))]

    def findings(self) -> list[Finding]:
        return proofread.everything(self.contents())

    def require_comment(self, by: "User") -> None:
        """Raises `PermissionDenied` for those who only read."""
        if not type(self).objects.open_to(by).filter(pk=self.pk).exists():
            raise PermissionDenied("Your role reads; it does not comment.")

    def writers(self) -> set[int]:
        """Those whose words it is (ids)."""
        return {self.author_id, self.last_editor_id}

    # --- writing

    @classmethod
    @transaction.atomic
    def write(cls, by: "User", brand: Brand, market: Market | None, draft: Draft, *, by_itself: bool = False) -> "Post":
        """A new draft. `by_itself`: nobody pressed a button. Raises `PermissionDenied`, or `walltime.WrongTime` for a
        time that does not exist."""
        access.require(by, Action.DRAFT, brand.pk, market.pk if market else None)
        post = cls.objects.create(brand=brand, market=market, author=by, last_editor=by, **cls._own_fields(draft))
        post._keep_parts(by, draft)
        post.versions.model.keep(post, by, draft, by_itself=by_itself)
        Event.objects.note("post.drafted", post, by)
        return post

    @transaction.atomic
    def revise(self, by: "User", draft: Draft, version: int, *, by_itself: bool = False) -> None:
        """Save an edit of that version. What differs voids every approval and calls back all that has not begun to go
        out. What a person's composer saves `by_itself` within minutes is one version and one event, and of drafts
        alone: what is in review or approved loses that by a person's word.

        Raises `EditedMeanwhile`, `WrongState`, `PermissionDenied` or `walltime.WrongTime`; then nothing is changed.
        """
        access.require(by, Action.DRAFT, *self.scope())
        fresh = type(self).objects.select_for_update().get(pk=self.pk)
        if by_itself and fresh.state != self.State.DRAFT:
            raise WrongState(f"This post is {fresh.get_state_display()}.")
        before = fresh.draft()
        changed = draft.differs_from(before)
        if changed and fresh.version != version:  # what stands there already is no conflict: its answer was lost
            raise EditedMeanwhile("Somebody else saved this post while you were writing.")
        if changed:
            if not fresh.versions.exists():
                fresh.versions.model.keep(fresh, fresh.last_editor, before)
            fresh._void()
            fresh.move(
                "revise", version=F("version") + 1, last_editor=by, revision=None, stage="", **self._own_fields(draft)
            )
            fresh._keep_parts(by, draft)
            if changed == ["plan"] or fresh.versions.model.keep(fresh, by, draft, by_itself=by_itself):
                Event.objects.note("post.revised", fresh, by, changed=changed)
        self.refresh_from_db()

    @transaction.atomic
    def replan(
        self, by: "User", entries: Iterable[Plan], seen: Mapping[int, datetime] | None = None, *, may_void: bool = True
    ) -> None:
        """Give the pages of `entries` these times; all else stays as it is.

        `seen` holds, by page, the wall time that whoever moves it knows. Raises `MovedMeanwhile` where it is another
        now, `WrongState` where the post has begun to go out, `VoidsApproval` unless it `may_void` one, and as `revise`.
        """
        fresh = type(self).objects.select_for_update().get(pk=self.pk)
        draft = fresh.draft()
        plan = {entry.page.pk: entry for entry in draft.plan or ()}
        for page, wall in (seen or {}).items():
            _refuse_moved(plan.get(page), wall)
        if not may_void and fresh.state in {self.State.REVIEW, self.State.APPROVED}:
            raise VoidsApproval
        plan |= {entry.page.pk: entry for entry in entries}
        self.revise(by, replace(draft, plan=tuple(plan.values())), fresh.version)

    @staticmethod
    def _own_fields(draft: Draft) -> dict[str, object]:
        return {
            "text": draft.text,
            "link": draft.link,
            "first_comment": draft.first_comment,
            "thread": [part.text for part in draft.thread],
            "placement": draft.placement,
            "language": draft.language,
            "corrects": draft.corrects,
            "campaign_id": draft.campaign,
            "tags": list(draft.tags),
            "changed_at": Now(),
        }

    def _keep_parts(self, by: "User", draft: Draft) -> None:
        LinkCard.objects.ask(self.brand_id, draft.link)
        self.variants.exclude(network="").delete()
        self.attachments.all().delete()
        for network, text in draft.wordings:
            self.variants.create(network=network, text=text)
        parts = enumerate([draft.pictures, *(part.pictures for part in draft.thread)], 1)
        shown = [(part, picture) for part, pictures in parts for picture in pictures]
        for position, (part, picture) in enumerate(shown):
            self.attachments.create(part=part, position=position, **picture._asdict())
        if draft.plan is not None:
            self._keep_plan(by, draft.plan)

    def _keep_plan(self, by: "User", plan: tuple[Plan, ...]) -> None:
        """Only what is added, moved or taken out asks for the right to schedule."""
        existing = {publication.page_id: publication for publication in self.publications.open().select_related("page")}
        self._refuse_begun([entry.page for entry in plan if entry.page.pk not in existing])
        for page in existing.keys() - {entry.page.pk for entry in plan}:
            access.require(by, Action.SCHEDULE, *existing[page].scope())
            existing[page].drop(by)
        for entry in plan:
            publication = existing.get(entry.page.pk)
            times = {"wall": entry.wall, "zone": entry.zone, "fold": entry.fold or 0, "at": entry.at}
            if publication and all(getattr(publication, name) == value for name, value in times.items()):
                continue
            access.require(by, Action.SCHEDULE, *entry.page.scope())
            if publication:
                self.publications.filter(pk=publication.pk).update(**times)
            else:
                self.publications.create(page=entry.page, **times)

    def _refuse_begun(self, pages: list["Page"]) -> None:
        """A page on which this post has begun to go out since the edit was opened gets no second one by accident."""
        begun = self.publications.begun().filter(page__in=pages).select_related("page").first()
        if begun:
            raise WrongState(f"This post has begun to go out on {begun.page}. Take that page out, then save.")

    def _void(self) -> None:
        """No approval of the old content counts any more, and what has not begun to go out is called back."""
        if self.revision:
            self.revision.withdraw()
        self.publications.recall()

    @transaction.atomic
    def outdate(self, by: "User", name: str) -> None:
        """Something it shows has a newer version of that name: what has not gone out needs a new approval."""
        fresh = type(self).objects.select_for_update().get(pk=self.pk)
        waits = fresh.state == self.State.REVIEW or fresh.publications.open().exists()
        if fresh.state != self.State.DRAFT and waits:
            fresh._void()
            fresh.move("revise", revision=None, stage="")
            Event.objects.note("post.outdated", fresh, by, name=name)

    # --- deciding

    @transaction.atomic
    def submit(self, by: "User") -> None:
        """Ask for approval of exactly this content. Raises `Blocked`, `Unreadable`, `WrongState` or
        `PermissionDenied`."""
        access.require(by, Action.SCHEDULE, *self.scope())
        fresh = type(self).objects.select_for_update().get(pk=self.pk)
        contents = fresh.contents()
        _refuse_blocked(contents)
        stage = fresh.brand.stages_for(fresh.market)[0]
        revision = fresh.revisions.model.keep(fresh, contents)
        fresh.move("submit", revision=revision, stage=stage, submitted_at=Now())
        Event.objects.note("post.submitted", fresh, by, digest=revision.digest)
        self.refresh_from_db()

    def approve(self, by: "User", digest: str, note: str = "", stage: str = "") -> None:
        """Decide for the next stage that this exact content may go out. After the last stage its publications are
        scheduled. `stage` is the one that was next when it was read: nobody decides for another by accident.

        Raises `ContentChanged`, `Blocked`, `Unreadable`, `WrongState`, `PermissionDenied`, or `IntegrityError` for
        one's own words.
        """
        self._decide(by, digest, "approve", note, stage)

    def ask(self, by: "User", digest: str, note: str, stage: str = "") -> None:
        """Ask the author for changes. Raises as `approve`."""
        self._decide(by, digest, "ask", note, stage)

    def reject(self, by: "User", digest: str, note: str, stage: str = "") -> None:
        """Decide that this will not go out. Raises as `approve`."""
        self._decide(by, digest, "reject", note, stage)

    @transaction.atomic
    def take_back(self, by: "User") -> None:
        """Undo one's own decision, the last one: the post waits at that stage again, with the approvals it had.

        Raises `PermissionDenied`, or `WrongState` once somebody went on from it or it has begun to go out.
        """
        fresh = type(self).objects.select_for_update().get(pk=self.pk)
        last = fresh.approvals.select_related("revision").last()
        if last is None or last.by_id != by.pk or not fresh.stands_at(last):
            raise WrongState("There is nothing of yours to undo here: somebody went on from your decision.")
        access.require(by, APPROVES[last.stage], *self.scope())
        fresh.publications.recall()
        begun = fresh.publications.begun().filter(delivery__revision=last.revision).exists()
        if begun or not last.revision.leave_public(since=last.at):
            raise WrongState(
                "This has begun to go out. Withdraw the approvals of the post to stop what is still ahead."
            )
        last.undo()
        Notice.objects.recall(fresh, by)
        fresh.move("take_back", stage=last.stage)
        Event.objects.note("post.decision_undone", fresh, by, decision=last.decision, stage=last.stage)
        self.refresh_from_db()

    def stands_at(self, last: "Approval") -> bool:
        """Whether the post is where that decision left it."""
        if last.revision_id != self.revision_id:
            return False
        if last.decision == "approve":
            return last.withdrawn_at is None
        return self.state == self.MOVES[last.decision][1]

    @transaction.atomic
    def withdraw_approval(self, by: "User") -> None:
        """Take back every approval: the post is in review again from its first stage, and nothing of it goes out
        meanwhile."""
        fresh = type(self).objects.select_for_update().get(pk=self.pk)
        if not any(access.may(by, action, *self.scope()) for action in APPROVES.values()):
            access.require(by, APPROVES[fresh.brand.stages_for(fresh.market)[0]], *self.scope())
        fresh._void()
        fresh.move("withdraw", stage=fresh.brand.stages_for(fresh.market)[0])
        Event.objects.note("post.approval_withdrawn", fresh, by)
        self.refresh_from_db()

    @transaction.atomic
    def _decide(self, by: "User", digest: str, decision: str, note: str, stage: str) -> None:
        fresh = type(self).objects.select_for_update().get(pk=self.pk)
        fresh._refuse_decided(digest, stage)
        access.require(by, APPROVES[fresh.stage], *self.scope())
        if not fresh.revision or fresh.revision.digest != digest:
            raise ContentChanged("The post changed after you opened it. Read it again before you decide.")
        if decision == "approve":
            fresh.publications.lapse()
            fresh.revision.contents()  # nobody approves here what only newer code can show
            _refuse_blocked(fresh.contents())
        fresh.revision.decide(by, fresh.stage, decision, note)
        Event.objects.note(f"post.{PAST[decision]}", fresh, by, digest=digest, stage=fresh.stage, note=note)
        fresh._go_on(decision)
        fresh._tell(by, decision, note)
        self.refresh_from_db()

    def _tell(self, by: "User", decision: str, note: str) -> None:
        """Its authors hear what became of it: not of each stage that it passes, but of the last."""
        if self.state != self.State.REVIEW:
            kind = {"approve": Notice.Kind.APPROVED, "ask": Notice.Kind.ASKED, "reject": Notice.Kind.REJECTED}[decision]
            Notice.objects.owe(kind, self, by, self.writers(), note)

    def _refuse_decided(self, digest: str, stage: str) -> None:
        """Somebody else may have decided about the same content since it was opened."""
        if self.state == self.State.REVIEW and stage in {"", self.stage}:
            return
        last = self.approvals.filter(revision__digest=digest).select_related("by").last()
        if last and self.stands_at(last):
            raise WrongState(
                f"{last.by} {last.did} as {last.get_stage_display()} before you. Your decision was not sent."
            )
        if self.state != self.State.REVIEW:
            raise WrongState(f"This post is {self.get_state_display()} now; there is nothing to decide.")
        raise WrongState(f"This post waits for {self.get_stage_display()} now. Read it again before you decide.")

    def _go_on(self, decision: str) -> None:
        assert self.revision
        if decision != "approve":
            self.revision.withdraw()
            self.move(decision, stage="")
            return
        passed = self.revision.stages_passed()
        ahead = [stage for stage in self.brand.stages_for(self.market) if stage not in passed]
        if ahead:
            type(self).objects.filter(pk=self.pk).update(stage=ahead[0])
            return
        self.move("approve", stage="")
        self.revision.complete()
        self.publications.schedule()


PAST = {"approve": "approved", "ask": "asked_to_change", "reject": "rejected"}


def _pictures(attachments: Iterable["Attachment"], part: int) -> tuple[Picture, ...]:
    return tuple(Picture(one.asset, one.alt, one.overlay) for one in attachments if one.part == part)


def _refuse_moved(entry: Plan | None, wall: datetime) -> None:
    if entry is None:
        raise WrongState("This has begun to go out, or will not go out any more. It cannot be moved.")
    if entry.wall != wall:
        raise MovedMeanwhile(f"Somebody moved this to {entry.wall:%H:%M} on {entry.wall:%d %B %Y} meanwhile.")


def _refuse_blocked(contents: list[Content]) -> None:
    if not contents:
        raise Blocked([Finding("Choose at least one page and a time still ahead.", field="page")])
    blocking = [finding for finding in proofread.everything(contents) if finding.blocks]
    if blocking:
        raise Blocked(blocking)
