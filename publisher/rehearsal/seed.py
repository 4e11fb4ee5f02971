"""Approved posts by the thousand: the rows as the verbs would have left them, and a ledger of what must become public.

Every check of the engine holds for them: each post has an approved revision whose manifest and digests are true.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypedDict

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import Page, Stage
from campaigns.content import digest_of
from campaigns.models import Approval, Asset, Attachment, Decision, Post, Publication, Revision
from campaigns.walltime import from_utc
from publisher.rehearsal.cast import Cast

BATCH = 2000


class Expected(TypedDict):
    """One line of the ledger: `account` is the network's id of the page, `at` epoch seconds."""

    publication: int
    network: str
    account: str
    text: str
    at: float


@dataclass(frozen=True)
class Wave:
    """`count` publications, the first due at `at`, the others `every` seconds apart; each post goes to `together`
    pages.

    `words` begin every text and tell this wave from others. Every `pictured`-th post shows one of the pictures.
    """

    words: str
    count: int
    at: datetime
    every: float = 0
    together: int = 1
    pictures: Sequence[Asset] = field(default=())
    pictured: int = 1

    def posts(self) -> range:
        return range(-(-self.count // self.together))

    def due(self, number: int) -> datetime:
        return self.at + timedelta(seconds=number * self.every)

    def text(self, post: int) -> str:
        return f"{self.words} {post}: one page in every country, one post on every page, once and on its minute."

    def picture(self, post: int) -> Asset | None:
        shows = bool(self.pictures) and post % self.pictured == 0
        return self.pictures[post // self.pictured % len(self.pictures)] if shows else None


@transaction.atomic
def seed(cast: Cast, pages: Sequence[Page], wave: Wave) -> list[Expected]:
    """Write the wave, scheduled, on the pages in turn. `pages` come with their markets, at least `together` of them."""
    posts = [_post(cast, wave, number) for number in wave.posts()]
    Post.objects.bulk_create(posts, BATCH)
    Attachment.objects.bulk_create(_attachments(wave, posts), BATCH)
    publications = [
        _publication(posts[number // wave.together], pages[number % len(pages)], wave.due(number))
        for number in range(wave.count)
    ]
    Publication.objects.bulk_create(publications, BATCH)
    revisions = [
        _revision(wave, number, publications[number * wave.together : (number + 1) * wave.together])
        for number in wave.posts()
    ]
    Revision.objects.bulk_create(revisions, BATCH)
    for post, revision in zip(posts, revisions, strict=True):
        post.revision = revision
    Post.objects.bulk_update(posts, ["revision"], BATCH)
    Approval.objects.bulk_create(
        (_approval(revision, stage, cast) for revision in revisions for stage in cast.brand.approval_stages), BATCH
    )
    return [_expected(publication) for publication in publications]


def _post(cast: Cast, wave: Wave, number: int) -> Post:
    return Post(
        brand=cast.brand,
        author=cast.author,
        last_editor=cast.author,
        text=wave.text(number),
        language="en",
        state=Post.State.APPROVED,
        submitted_at=timezone.now(),
    )


def _attachments(wave: Wave, posts: Sequence[Post]) -> list[Attachment]:
    shown = [(post, wave.picture(number)) for number, post in enumerate(posts)]
    return [Attachment(post=post, asset=asset, position=0, alt=asset.alt) for post, asset in shown if asset]


def _publication(post: Post, page: Page, at: datetime) -> Publication:
    zone = page.market.time_zone
    wall, fold = from_utc(at, zone)
    wall = wall.replace(second=0, microsecond=0)
    return Publication(post=post, page=page, wall=wall, zone=zone, fold=fold, at=at, state=Publication.State.SCHEDULED)


def _revision(wave: Wave, number: int, publications: Sequence[Publication]) -> Revision:
    post, asset = publications[0].post, wave.picture(number)
    media = (Attachment(asset=asset, alt=asset.alt).medium(),) if asset else ()
    manifest = {"publications": [one.content(post, [], media).to_json() for one in publications]}
    return Revision(post=post, digest=digest_of(manifest), manifest=manifest, approved_at=timezone.now())


def _approval(revision: Revision, stage: str, cast: Cast) -> Approval:
    by = cast.lead if stage == Stage.MARKET else cast.reviewer
    return Approval(post=revision.post, revision=revision, stage=stage, decision=Decision.APPROVE, by=by)


def _expected(publication: Publication) -> Expected:
    page = publication.page
    return {
        "publication": publication.pk,
        "network": page.network,
        "account": page.remote_id,
        "text": publication.post.text,
        "at": publication.at.timestamp(),
    }


def seed_picture(cast: Cast, file: Path) -> Asset:
    """Upload a picture as a person would. Raises `campaigns.pictures.BadPicture`."""
    upload = SimpleUploadedFile(file.name, file.read_bytes())
    return Asset.upload(cast.author, cast.brand, upload, alt=f"A picture for the rehearsal, {file.stem}")
