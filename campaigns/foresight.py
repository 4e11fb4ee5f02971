"""What a guideline would do if it were in force: said before it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Page, User
from campaigns import proofread
from campaigns.content import Content
from campaigns.draft import Draft, Plan
from campaigns.drafted import contents
from campaigns.models import Guideline, Publication
from campaigns.walltime import from_utc

MOST = 2000
"""So many of the next scheduled posts are read; more would keep a person waiting."""


@dataclass(frozen=True)
class Stop:
    """`number` scheduled publications would not go out, the first of them at `first`; `calendar` shows where."""

    number: int
    first: datetime
    calendar: str


def stopped_by(rule: Guideline, person: User) -> Stop | None:
    """What is approved and waits for its time, and which this rule, not saved yet, would stop in the worker."""
    if not rule.blocks:
        return None
    found = [publication for publication in _scheduled(rule, person) if _speaks(rule, _content(publication))]
    return Stop(len(found), found[0].at, _calendar(rule, found[0].at)) if found else None


def _scheduled(rule: Guideline, person: User) -> Iterable[Publication]:
    scope = {"page__brand": rule.brand, "page__market": rule.market, "page__network": rule.network}
    where = Q(**{path: value for path, value in {**scope, "post__campaign": rule.campaign}.items() if value})
    ahead = Publication.objects.visible_to(person).filter(where, state=Publication.State.SCHEDULED, at__gt=Now())
    parts = ("post__variants", "post__attachments__asset", "post__attachments__overlay")
    return ahead.select_related("page__market", "post").prefetch_related(*parts).order_by("at", "pk")[:MOST]


def _content(publication: Publication) -> Content:
    post = publication.post
    return publication.content(post, list(post.variants.all()), list(post.attachments.all()))


def _speaks(rule: Guideline, content: Content) -> bool:
    return any(proofread.against(content, [rule]))


def _calendar(rule: Guideline, first: datetime) -> str:
    """The calendar narrowed to where the rule holds, in the month of the first post that it stops."""
    narrowed = {
        "view": "month",
        "date": first.date().isoformat(),
        "state": "scheduled",
        "market": rule.market.code if rule.market else "",
        "brand": rule.brand.slug if rule.brand else "",
        "network": rule.network,
        "campaign": rule.campaign_id or "",
    }
    return urlencode({name: value for name, value in narrowed.items() if value})


def speaking(text: str, page: Page, rules: Iterable[Guideline]) -> list[Guideline]:
    """Which of these rules would say something about this text, alone, on this page tomorrow at noon."""
    wall, _ = from_utc(timezone.now() + timedelta(days=1), page.market.time_zone)
    plan = Plan(page, wall.replace(hour=12, minute=0, second=0, microsecond=0), page.market.time_zone)
    (content,) = contents(Draft(text=text), page.brand, page.market, [plan])
    return [rule for rule in rules if _speaks(rule, content)]
