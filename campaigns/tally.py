"""How far campaigns have come, in numbers of the publications and posts that a person may see."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Q

from accounts.models import User
from campaigns.forms.calendar import STATES
from campaigns.models import Campaign, Post, Publication

COLUMNS: dict[str, Q] = {
    "planned": STATES["draft"][1] | STATES["review"][1],
    "approved": STATES["scheduled"][1] | STATES["moving"][1],
    "published": STATES["published"][1],
    "care": STATES["care"][1],
}
COUNTS = {name: Count("pk", filter=where) for name, where in COLUMNS.items()}


def by_campaign(campaigns: Iterable[Campaign], person: User) -> dict[int, dict[str, int]]:
    """The columns of each campaign that has publications, by its id."""
    publications = Publication.objects.visible_to(person).filter(post__campaign__in=list(campaigns))
    rows: Any = publications.order_by().values("post__campaign").annotate(**COUNTS)
    return {row.pop("post__campaign"): row for row in rows}


def by_market(campaign: Campaign, person: User) -> list[dict[str, Any]]:
    """The columns of each market, with its `code` and `name`."""
    publications = Publication.objects.visible_to(person).filter(post__campaign=campaign)
    place = ("page__market__code", "page__market__name")
    rows = publications.order_by("page__market__name").values(*place).annotate(**COUNTS)
    return [{"code": row[place[0]], "name": row[place[1]], **{key: row[key] for key in COLUMNS}} for row in rows]


def posts_by_state(campaign: Campaign, person: User) -> list[tuple[str, int]]:
    """From drafts to what was rejected; states without a post are left out."""
    posts = Post.objects.visible_to(person).filter(campaign=campaign).order_by()
    found = dict(posts.values_list("state").annotate(Count("pk")))
    return [(state, found[state]) for state in Post.State.values if state in found]
