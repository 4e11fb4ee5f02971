"""All a reviewer has to know about a post: what would go out, where and when, what changed, what speaks against it."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Case as Either
from django.db.models import F, Subquery, When

from accounts.models import Page
from campaigns import difference, proofread
from campaigns.content import Content, Finding, Medium, readable
from campaigns.likeness import Likeness
from campaigns.models import Approval, Guideline, Post, Publication, Revision
from campaigns.models.approval import Decision
from campaigns.reading import Reading
from campaigns.walltime import to_utc

IS_APPROVAL = Either(When(decision=Decision.APPROVE, then=1), default=0)


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
    """A post in review, read from the revision that is to be decided about, if newer code did not write that."""

    def __init__(self, post: Post, revision: Revision) -> None:
        self.post, self.revision = post, revision
        found = readable(revision.contents)
        self.is_readable, self.contents = found is not None, list((found or {}).values())

    @cached_property
    def decisions(self) -> list[Approval]:
        """All that was ever decided about the post, the oldest first; the one to compare with has its `manifest`."""
        past = self.post.approvals.filter(withdrawn_at__isnull=False).order_by(IS_APPROVAL.desc(), "-id").values("pk")
        last = Either(When(pk=Subquery(past[:1]), then=F("revision__manifest")))
        return list(self.post.approvals.select_related("by").annotate(manifest=last))

    @cached_property
    def before(self) -> Approval | None:
        """The last approval that was given to this post and no longer counts; where there is none, the last decision:
        what was read last."""
        return next((one for one in self.decisions if one.__dict__["manifest"] is not None), None)

    @cached_property
    def contents_before(self) -> list[Content] | None:
        """None where there is nothing to compare with that this process can read."""
        if self.before is None:
            return None
        found = readable(Revision(manifest=self.before.__dict__["manifest"]).contents)
        return None if found is None else list(found.values())

    @cached_property
    def changes(self) -> list[Changed]:
        if self.contents_before is None:
            return []
        # What went out as it was approved is not in question any more; nobody took its page out.
        out = {key for key, publication in self.publications.items() if publication.has_begun}
        out -= {content.publication for content in self.contents}
        before = [content for content in self.contents_before if content.publication not in out]
        found = difference.between(before, self.contents)
        return [Changed(one, [self.pages[key] for key in one.pages if key in self.pages]) for one in found]

    @cached_property
    def publications(self) -> dict[int, Any]:
        """All of the post, by their ids, each with `has_begun` and its page."""
        return self.post.publications.with_begun().select_related("page__market").in_bulk()

    @cached_property
    def reading(self) -> Reading:
        pages = {publication.page_id: publication.page for publication in self.publications.values()}
        return Reading(self.contents, pages, [self.post.campaign] if self.post.campaign else [])

    @cached_property
    def pages(self) -> dict[int, Page]:
        """Also those that stood in it before and were taken out since."""
        here = dict(self.reading.pages)
        if gone := {content.page for content in self.contents_before or ()} - here.keys():
            here |= Page.objects.select_related("market").in_bulk(gone)
        return here

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
        publication = self.publications.get(content.publication or 0)
        is_cancelled = publication is not None and publication.state == Publication.State.CANCELLED
        return Where(self.pages[content.page], wall, at, is_cancelled)

    @cached_property
    def findings(self) -> list[tuple[Finding, list[Page]]]:
        grouped: dict[Finding, list[Page]] = {}
        for finding in proofread.findings(self.reading):
            pages = grouped.setdefault(replace(finding, page=None), [])
            pages += [self.pages[finding.page]] if finding.page else []
        return list(grouped.items())

    @property
    def is_blocked(self) -> bool:
        return not self.is_readable or any(finding.blocks for finding, _ in self.findings)

    @cached_property
    def guidelines(self) -> list[Guideline]:
        """Those in force for any of its pages."""
        rules = self.reading.rules
        return [rule for rule in rules if any(proofread.concerns(rule, content) for content in self.contents)]


def _words_only(content: Content) -> Content:
    """The content without where and when."""
    return replace(content, publication=None, page=0, market=0, network="", wall="", zone="", fold=0)
