"""All a reviewer has to know about a post: what would go out, where and when, what changed, what speaks against it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.db.models import Case as Either
from django.db.models import When

from accounts.models import Page
from campaigns import difference, proofread
from campaigns.content import Content, Finding, Medium
from campaigns.likeness import Likeness
from campaigns.models import Approval, Guideline, Post, Publication, Revision
from campaigns.models.approval import Decision
from campaigns.walltime import to_utc


@dataclass(frozen=True)
class Where:
    """A page and the instant at which the post goes out there, unless it was cancelled since; `wall` is the same on the
    clock of its market."""

    page: Page
    wall: datetime
    at: datetime
    is_cancelled: bool


@dataclass(frozen=True)
class Wording:
    """The same words and pictures on these pages."""

    content: Content
    where: list[Where]

    @property
    def networks(self) -> list[str]:
        return list(dict.fromkeys(where.page.network for where in self.where))

    @property
    def media(self) -> tuple[Medium, ...]:
        return self.content.media

    @property
    def likenesses(self) -> list[Likeness]:
        """How it looks on each of its networks."""
        first = {where.page.network: where.page for where in reversed(self.where)}
        return [Likeness(self.content, first[network]) for network in self.networks]


@dataclass(frozen=True)
class Changed:
    """A difference with the names of its pages."""

    difference: difference.Difference
    pages: list[Page]


class Case:
    """A post in review, read from the revision that is to be decided about."""

    def __init__(self, post: Post, revision: Revision) -> None:
        self.post, self.revision = post, revision
        self.contents = list(revision.contents().values())

    @cached_property
    def before(self) -> Approval | None:
        """The last approval that was given to this post and no longer counts; where there is none, the last decision:
        what was read last."""
        past = self.post.approvals.filter(withdrawn_at__isnull=False).select_related("revision", "by")
        is_approval = Either(When(decision=Decision.APPROVE, then=1), default=0)
        return past.order_by(is_approval.desc(), "-id").first()

    @cached_property
    def changes(self) -> list[Changed]:
        if self.before is None:
            return []
        # What went out as it was approved is not in question any more; nobody took its page out.
        out = set(self.post.publications.begun().values_list("pk", flat=True)) - {c.publication for c in self.contents}
        before = [c for c in self.before.revision.contents().values() if c.publication not in out]
        found = difference.between(before, self.contents)
        return [Changed(one, [self.pages[key] for key in one.pages if key in self.pages]) for one in found]

    @cached_property
    def pages(self) -> dict[int, Page]:
        old = self.before.revision.contents().values() if self.before else []
        keys = {content.page for content in [*self.contents, *old]}
        return Page.objects.select_related("market").in_bulk(keys)

    @cached_property
    def wordings(self) -> list[Wording]:
        """What would be seen, each wording once."""
        alike: dict[Content, list[Where]] = {}
        for content in self.contents:
            alike.setdefault(_words_only(content), []).append(self._where(content))
        return [Wording(content, where) for content, where in alike.items()]

    def _where(self, content: Content) -> Where:
        wall = datetime.fromisoformat(content.wall)
        at = to_utc(wall, content.zone, content.fold)
        return Where(self.pages[content.page], wall, at, content.publication in self.cancelled)

    @cached_property
    def cancelled(self) -> set[int]:
        """Publications, by their ids."""
        cancelled = self.post.publications.filter(state=Publication.State.CANCELLED)
        return set(cancelled.values_list("pk", flat=True))

    @cached_property
    def findings(self) -> list[tuple[Finding, list[Page]]]:
        grouped: dict[Finding, list[Page]] = {}
        for finding in proofread.everything(self.contents):
            pages = grouped.setdefault(replace(finding, page=None), [])
            pages += [self.pages[finding.page]] if finding.page else []
        return list(grouped.items())

    @property
    def is_blocked(self) -> bool:
        return any(finding.blocks for finding, _ in self.findings)

    @cached_property
    def guidelines(self) -> list[Guideline]:
        """Those in force for any of its pages."""
        rules = proofread.in_force(self.contents)
        return [rule for rule in rules if any(proofread.concerns(rule, content) for content in self.contents)]

    @cached_property
    def approvals(self) -> Iterable[Approval]:
        """The approvals of exactly this content."""
        return self.revision.approvals.filter(decision=Decision.APPROVE, withdrawn_at=None).select_related("by")


def _words_only(content: Content) -> Content:
    """The content without where and when."""
    return replace(content, publication=None, page=0, market=0, network="", wall="", zone="", fold=0)
