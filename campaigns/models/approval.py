"""One person's decision on one exact content, and the content it names."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from accounts.models import Stage
from campaigns.content import Content, digest_of
from campaigns.models.asset import Asset
from campaigns.models.post import Post
from campaigns.models.publication import RECALLABLE

if TYPE_CHECKING:
    from accounts.models import User

Manifest = dict[str, Any]


class Revision(models.Model):
    """A content as it was submitted. `manifest` holds each publication's content; `digest` is SHA-256 over it."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="revisions")
    digest = models.CharField(max_length=64)
    manifest = models.JSONField()
    assets = models.ManyToManyField(Asset, related_name="revisions", help_text="What it shows.")
    created_at = models.DateTimeField(auto_now_add=True)
    approved_at = models.DateTimeField(null=True, blank=True, help_text="When the last stage approved it.")

    is_unordered = models.BooleanField(default=False, help_text="It changes what is public, which is yet to be begun.")

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["post", "digest"], name="revision_once")]
        indexes = [models.Index(fields=["id"], condition=models.Q(is_unordered=True), name="revision_unordered")]

    def __str__(self) -> str:
        return f"{self.post} as {self.digest[:12]}"

    @classmethod
    def keep(cls, post: Post, contents: list[Content]) -> Self:
        """The revision of exactly these contents; the same contents again give the same row."""
        manifest: Manifest = {"publications": [content.to_json() for content in contents]}
        revision, _ = cls.objects.get_or_create(post=post, digest=digest_of(manifest), defaults={"manifest": manifest})
        cls.note_assets([revision])
        return revision

    @classmethod
    def note_assets(cls, revisions: "Iterable[Revision]") -> None:
        """Write down what these show, so that it is found by its asset."""
        through = cls.assets.through
        through._default_manager.bulk_create(
            (
                through(revision_id=revision.pk, asset_id=key)
                for revision in revisions
                for key in {medium.asset for content in revision.contents().values() for medium in content.shown}
            ),
            ignore_conflicts=True,
        )

    def contents(self) -> dict[int, Content]:
        """By publication id."""
        contents = (Content.from_json(data) for data in self.manifest["publications"])
        return {content.publication: content for content in contents if content.publication is not None}

    def entries(self) -> dict[int, Manifest]:
        """The same as it was approved, and not read: newer code may say in it what this process does not know."""
        return {entry["publication"]: entry for entry in self.manifest["publications"]}

    def decide(self, by: "User", stage: str, decision: str, note: str) -> "Approval":
        return self.approvals.create(post=self.post, by=by, stage=stage, decision=decision, note=note)

    def stages_passed(self) -> set[str]:
        approvals = self.approvals.filter(decision=Decision.APPROVE, withdrawn_at=None)
        return set(approvals.values_list("stage", flat=True))

    def complete(self) -> None:
        corrects = any(content.corrects for content in self.contents().values())
        type(self).objects.filter(pk=self.pk).update(approved_at=Now(), is_unordered=corrects)

    def leave_public(self, since: datetime) -> bool:
        """Drop the changes of what is public that were ordered of it since then; False, and none dropped, once one has
        begun. Call it with the publications locked, as claims lock them."""
        type(self).objects.select_for_update(no_key=True).get(pk=self.pk)  # orders come before, or after
        ordered = self.corrections.filter(due_at__gte=since).exclude(state="abandoned")
        absent = models.Q(state__in=[*RECALLABLE, "refused", "missed"], doubts=0)
        if ordered.exclude(absent).exists():
            return False
        ordered.update(state="abandoned")
        return True

    def withdraw(self) -> None:
        """None of its approvals counts any more. They stay on record."""
        self.approvals.filter(withdrawn_at=None).update(withdrawn_at=Now())
        type(self).objects.filter(pk=self.pk).update(approved_at=None)


class Decision(models.TextChoices):
    APPROVE = "approve", "approved"
    ASK = "ask", "asked for changes"
    REJECT = "reject", "rejected"


class Approval(models.Model):
    """A trigger of the database refuses an approval by the post's author or last editor (`approval_not_by_author`)."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="approvals")
    revision = models.ForeignKey(Revision, models.CASCADE, related_name="approvals")
    stage = models.CharField(max_length=20, choices=Stage.choices)
    decision = models.CharField(max_length=10, choices=Decision.choices)
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["revision", "stage"],
                condition=models.Q(decision="approve", withdrawn_at=None),
                name="approval_once_a_stage",
            )
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.get_decision_display()} {self.revision}"

    @property
    def did(self) -> str:
        """After the name of whoever decided."""
        return {"approve": "approved it", "ask": "asked for changes", "reject": "rejected it"}[self.decision]

    def undo(self) -> None:
        """It stays on record and counts no more. What it withdrew counts again: that has the same instant."""
        mine = type(self).objects.filter(revision=self.revision, decision=Decision.APPROVE)
        if self.decision == Decision.APPROVE:
            mine.filter(pk=self.pk).update(withdrawn_at=Now())
            Revision.objects.filter(pk=self.revision_id).update(approved_at=None)
        else:
            mine.filter(withdrawn_at=self.withdrawn_at).update(withdrawn_at=None)
