"""Names behind an @: who may be named about a post, and who is named in a text."""

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from accounts.models import Membership, User

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from campaigns.models.post import Post


def readers(post: "Post") -> "QuerySet[User]":
    """People who see the post: those of its own place, and those of the pages it goes out on."""
    markets: dict[int, set[int | None]] = defaultdict(set)
    for brand, market in {post.scope(), *post.publications.order_by().values_list("page__brand", "page__market")}:
        markets[brand].add(market)
    near = Q(pk__in=[])
    for brand, those in markets.items():
        near |= (Q(brand=None) | Q(brand=brand)) & (Q(market=None) | Q(market__in=those - {None}))
    found = Membership.objects.filter(near, user=OuterRef("pk"))
    people: QuerySet[User] = User.objects.people().filter(Exists(found), is_active=True)
    return people


def named(text: str, post: "Post") -> list[User]:
    """Whom the text names, each once. Where one name begins another, the longer one is meant."""
    if "@" not in text:
        return []
    people: dict[str, list[User]] = defaultdict(list)
    for person in readers(post):
        people[str(person)].append(person)
    found: list[User] = []
    for name in sorted(people, key=len, reverse=True):
        pattern = _behind_at(name)
        if pattern.search(text):
            found += people[name]
            text = pattern.sub(" ", text)
    return found


def marked(text: str, names: list[str]) -> SafeString:
    """The text for a page, with the names that stand behind an @ made strong."""
    html = str(escape(text))
    for name in sorted(names, key=len, reverse=True):
        html = _behind_at(str(escape(name))).sub(lambda found: f'<strong class="mention">{found[0]}</strong>', html)
    return mark_safe(html)  # noqa: S308 (escaped above)


def _behind_at(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)@{re.escape(name)}(?!\w)", re.IGNORECASE)
