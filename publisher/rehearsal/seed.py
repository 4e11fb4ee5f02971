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
from publisher.networks import NETWORKS, commenting
from publisher.networks.base import Piece
from publisher.rehearsal.cast import Cast

BATCH = 2000
LINK = "https://rehearsal.example/all"
"""For networks that take no post without one."""


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

    `words` begin every text and tell this wave from others. Every `pictured`-th post shows one of the pictures, and so
    does each on a page whose network takes no words alone; where a network takes films only, it shows the film. Every
    `followed`-th has two further parts, and else a first comment, where all its pages take them; 0: none has. Every
    `filmed`-th shows the film, which all networks take then.
    """

    words: str
    count: int
    at: datetime
    every: float = 0
    together: int = 1
    pictures: Sequence[Asset] = field(default=())
    pictured: int = 1
    followed: int = 0
    film: Asset | None = None
    filmed: int = 0

    def posts(self) -> range:
        return range(-(-self.count // self.together))

    def due(self, number: int) -> datetime:
        return self.at + timedelta(seconds=number * self.every)

    def text(self, post: int) -> str:
        return f"{self.words} {post}: one page in every country, one post on every page, once and on its minute."

    def asset(self, post: int, pages: Sequence[Page]) -> Asset | None:
        """What the post on these pages shows. Raises `ValueError` when they need what the wave does not have."""
        if self.filmed and post % self.filmed == 0:
            return self.film or _missing("--film")
        takes = [NETWORKS[page.network].takes for page in pages]
        needed = [one for one in takes if not one.words_alone]
        if any(not one.pictures for one in needed):
            return self.film or _missing("--film")
        if needed and not self.pictures:
            return _missing("--picture")
        if not (needed or (self.pictures and post % self.pictured == 0)):
            return None
        return self.pictures[post // self.pictured % len(self.pictures)]

    def thread(self, post: int, pages: Sequence[Page]) -> list[str]:
        if not (self._is_followed(post) and all(NETWORKS[page.network].takes.threads for page in pages)):
            return []
        return [f"{self.words} {post}: part {number} of its thread." for number in (2, 3)]

    def first_comment(self, post: int, pages: Sequence[Page]) -> str:
        if not self._is_followed(post) or self.thread(post, pages):
            return ""
        able = all(commenting(NETWORKS[page.network]) for page in pages)
        return f"{self.words} {post}: its first comment." if able else ""

    def _is_followed(self, post: int) -> bool:
        return bool(self.followed) and post % self.followed == 0

    def link(self, pages: Sequence[Page]) -> str:
        return LINK if any(NETWORKS[page.network].takes.needs_link for page in pages) else ""


def _missing(option: str) -> Asset:
    raise ValueError(f"A network among these pages shows no words alone: give a file by {option}.")


@transaction.atomic
def seed(cast: Cast, pages: Sequence[Page], wave: Wave) -> list[Expected]:
    """Write the wave, scheduled, on the pages in turn. `pages` come with their markets, at least `together` of them."""
    where = [_pages(wave, pages, number) for number in wave.posts()]
    shown = [wave.asset(number, where[number]) for number in wave.posts()]
    posts = [_post(cast, wave, number, where[number]) for number in wave.posts()]
    Post.objects.bulk_create(posts, BATCH)
    Attachment.objects.bulk_create(_attachments(posts, shown), BATCH)
    publications = [
        _publication(posts[number // wave.together], pages[number % len(pages)], wave.due(number))
        for number in range(wave.count)
    ]
    Publication.objects.bulk_create(publications, BATCH)
    revisions = [
        _revision(publications[number * wave.together : (number + 1) * wave.together], shown[number])
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


def _pages(wave: Wave, pages: Sequence[Page], post: int) -> list[Page]:
    first = post * wave.together
    return [pages[number % len(pages)] for number in range(first, min(first + wave.together, wave.count))]


def _post(cast: Cast, wave: Wave, number: int, pages: Sequence[Page]) -> Post:
    return Post(
        brand=cast.brand,
        author=cast.author,
        last_editor=cast.author,
        text=wave.text(number),
        link=wave.link(pages),
        thread=wave.thread(number, pages),
        first_comment=wave.first_comment(number, pages),
        language="en",
        state=Post.State.APPROVED,
        submitted_at=timezone.now(),
    )


def _attachments(posts: Sequence[Post], shown: Sequence[Asset | None]) -> list[Attachment]:
    pairs = zip(posts, shown, strict=True)
    return [Attachment(post=post, asset=asset, position=0, alt=asset.alt) for post, asset in pairs if asset]


def _publication(post: Post, page: Page, at: datetime) -> Publication:
    zone = page.market.time_zone
    wall, fold = from_utc(at, zone)
    wall = wall.replace(second=0, microsecond=0)
    return Publication(post=post, page=page, wall=wall, zone=zone, fold=fold, at=at, state=Publication.State.SCHEDULED)


def _revision(publications: Sequence[Publication], asset: Asset | None) -> Revision:
    post = publications[0].post
    shown = [Attachment(asset=asset, alt=asset.alt)] if asset else []
    manifest = {"publications": [one.content(post, [], shown).to_json() for one in publications]}
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
        "text": NETWORKS[page.network].body(Piece(publication.post.text, publication.post.link)),
        "at": publication.at.timestamp(),
    }


def seed_asset(cast: Cast, file: Path) -> Asset:
    """Upload a picture or film as a person would. Raises `BadUpload`."""
    upload = SimpleUploadedFile(file.name, file.read_bytes())
    return Asset.upload(cast.author, cast.brand, upload, alt=f"For the rehearsal, {file.stem}")
