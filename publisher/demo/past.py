"""What lies behind, up to the moment it was released: the rows as the verbs would have left them.

The verbs refuse times that have passed, so these are written in bulk.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accounts.models import Event, Stage, User
from campaigns.content import Content, digest_of
from campaigns.draft import Draft
from campaigns.models import Approval, Attachment, Decision, Post, Publication, Revision, Variant
from publisher.demo.ahead import ROLES
from publisher.demo.company import Company
from publisher.demo.diary import Entry

LAPSED_EVERY = 37
"""One post in so many was not approved in time."""


@dataclass
class Past:
    """One post of the past with its parts; `decisions` are stage, person and moment of each approval."""

    entry: Entry
    draft: Draft
    author: User
    written_at: datetime
    decisions: list[tuple[Stage, User, datetime]]
    lapsed: bool
    post: Post = field(init=False)
    revision: Revision = field(init=False)
    publications: list[Publication] = field(init=False)
    contents: dict[int, Content] = field(default_factory=dict)
    """By id of the publication."""


def write_past(company: Company, entries: list[Entry]) -> list[Past]:
    """Posts, publications, revisions and approvals. Posts without a connected page are left out."""
    pasts = [_begin(company, entry) for entry in entries]
    pasts = [past for past in pasts if past.draft.plan]
    _write_posts(company, pasts)
    _write_parts(pasts)
    _write_publications(company, pasts)
    _write_approvals(pasts)
    Event.objects.bulk_create(sorted((event for past in pasts for event in _events(past)), key=lambda event: event.at))
    return pasts


def _begin(company: Company, entry: Entry) -> Past:
    """Written one to three days before, decided stage by stage in the hours after."""
    written_at = entry.at - timedelta(days=1 + entry.turn % 3, hours=entry.turn % 5, minutes=7 * entry.turn % 60)
    lapsed = entry.turn % LAPSED_EVERY == 0
    stages = [Stage(stage) for stage in company.brands[entry.brand].approval_stages]
    decisions = []
    for number, stage in enumerate(stages[:-1] if lapsed else stages, 1):
        approver = company.people.who(ROLES[stage], entry.brand, entry.home)[-1]
        decisions.append((stage, approver, written_at + timedelta(hours=3 * number, minutes=11 * entry.turn % 60)))
    return Past(entry, company.draft(entry), company.author(entry), written_at, decisions, lapsed)


def _write_posts(company: Company, pasts: list[Past]) -> None:
    for past in pasts:
        draft = past.draft
        past.post = Post(
            brand=company.brands[past.entry.brand],
            market=company.markets[past.entry.home],
            author=past.author,
            last_editor=past.author,
            text=draft.text,
            link=draft.link,
            language=draft.language,
            campaign_id=draft.campaign,
            tags=list(draft.tags),
            state=Post.State.REVIEW if past.lapsed else Post.State.APPROVED,
            stage=company.brands[past.entry.brand].approval_stages[-1] if past.lapsed else "",
            submitted_at=past.written_at + timedelta(minutes=20),
        )
    Post.objects.bulk_create(past.post for past in pasts)


def _write_parts(pasts: list[Past]) -> None:
    Attachment.objects.bulk_create(
        Attachment(post=past.post, position=place, **picture._asdict())
        for past in pasts
        for place, picture in enumerate(past.draft.pictures)
    )
    Variant.objects.bulk_create(
        Variant(post=past.post, network=network, text=text) for past in pasts for network, text in past.draft.wordings
    )


def _write_publications(company: Company, pasts: list[Past]) -> None:
    state = Publication.State
    for past in pasts:
        past.publications = [
            Publication(
                post=past.post,
                page=plan.page,
                wall=plan.wall,
                zone=plan.zone,
                fold=plan.fold or 0,
                at=plan.at,
                state=state.LAPSED if past.lapsed else state.RELEASED,
            )
            for plan in past.draft.plan or ()
        ]
    Publication.objects.bulk_create(publication for past in pasts for publication in past.publications)
    for past in pasts:
        variants = [Variant(network=network, text=text) for network, text in past.draft.wordings]
        shown = [Attachment(**picture._asdict()) for picture in past.draft.pictures]
        card = company.cards.get(past.draft.link)
        past.contents = {one.pk: one.content(past.post, variants, shown, card) for one in past.publications}


def _write_approvals(pasts: list[Past]) -> None:
    for past in pasts:
        manifest = {"publications": [content.to_json() for content in past.contents.values()]}
        past.revision = Revision(
            post=past.post,
            digest=digest_of(manifest),
            manifest=manifest,
            approved_at=None if past.lapsed else past.decisions[-1][2],
        )
    Revision.objects.bulk_create(past.revision for past in pasts)
    Revision.note_assets(past.revision for past in pasts)
    Approval.objects.bulk_create(
        Approval(post=past.post, revision=past.revision, stage=stage, decision=Decision.APPROVE, by=by, at=at)
        for past in pasts
        for stage, by, at in past.decisions
    )
    for past in pasts:
        past.post.revision = past.revision
        past.post.created_at = past.written_at
        past.post.changed_at = past.revision.created_at = past.written_at + timedelta(minutes=20)
    Post.objects.bulk_update([past.post for past in pasts], ["revision", "created_at", "changed_at"])
    Revision.objects.bulk_update([past.revision for past in pasts], ["created_at"])


def _events(past: Past) -> list[Event]:
    post, digest = past.post, past.revision.digest
    submitted_at = past.written_at + timedelta(minutes=20)
    events = [
        at(past.written_at, Event.about("post.drafted", post, past.author)),
        at(submitted_at, Event.about("post.submitted", post, past.author, digest=digest)),
    ]
    for stage, by, when in past.decisions:
        events.append(at(when, Event.about("post.approved", post, by, digest=digest, stage=stage, note="")))
    what = "publication.lapsed" if past.lapsed else "publication.released"
    ahead = timedelta(0) if past.lapsed else timedelta(minutes=2)
    return [*events, *(at(one.at - ahead, Event.about(what, one)) for one in past.publications)]


def at(moment: datetime, event: Event) -> Event:
    """The event as of that moment."""
    event.at = moment
    return event
