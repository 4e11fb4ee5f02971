"""What narrows the library: words, whose it is, its campaign, a tag, what it is, and how its rights stand."""

from typing import TYPE_CHECKING

from django import forms
from django.db.models import F, Func, Q
from django.http import QueryDict
from django.utils import timezone

from accounts.forms.filters import Filter
from campaigns.models import Asset
from campaigns.models.asset import AssetQuerySet
from campaigns.models.rights import WARNING

if TYPE_CHECKING:
    from accounts.models import User

MOST_TAGS = 200
BRANDS = "brands"
"""As a market: what is for all of them."""
KINDS = {"picture": ("Pictures", ~Q(mime__startswith="video/")), "film": ("Films", Q(mime__startswith="video/"))}


class LibraryFilter(Filter):
    ALL = {
        "brand": "All brands",
        "market": "All markets",
        "campaign": "All campaigns",
        "tag": "All tags",
        "kind": "All kinds",
        "rights": "All rights",
        "use": "In use",
    }

    def __init__(self, data: QueryDict, person: "User") -> None:
        super().__init__(data)
        rows = Asset.objects.visible_to(person).current().order_by()
        places = set(rows.values_list("brand__slug", "brand__name", "market__code", "market__name").distinct())
        folders = rows.exclude(campaign=None).values_list("campaign", "campaign__name").distinct()
        tags = rows.annotate(tag=Func(F("tags"), function="unnest")).values_list("tag", flat=True).distinct()
        self.fields["q"] = forms.CharField(required=False, max_length=200, widget=_search(data.get("q", "")))
        self._offer("brand", _by_name({(slug, name) for slug, name, *_ in places}))
        markets = _by_name({(code, name) for *_, code, name in places if code})
        self._offer("market", [(BRANDS, "For all markets"), *markets])
        self._offer("campaign", _by_name({(str(key), name) for key, name in folders}))
        self._offer("tag", [(tag, f"#{tag}") for tag in tags.order_by("tag")[:MOST_TAGS]])
        self._offer("kind", [(key, label) for key, (label, _) in KINDS.items()])
        self._offer("rights", [("ending", "Rights end soon"), ("ended", "Rights ended")])
        self._offer("use", [("ended", "Out of use")] if rows.exclude(retired_at=None).exists() else [], least=1)

    def chosen(self, rows: AssetQuerySet) -> AssetQuerySet:
        """Those of the rows that fit all that is set."""
        told = self.set_values
        where = Q(retired_at__isnull="use" not in told)
        if market := told.get("market"):
            where &= Q(market=None) if market == BRANDS else Q(market__code=market)
        for name, path in (("brand", "brand__slug"), ("campaign", "campaign")):
            where &= Q(**{path: told[name]}) if name in told else Q()
        if tag := told.get("tag"):
            where &= Q(tags__contains=[tag])
        if kind := told.get("kind"):
            where &= KINDS[kind][1]
        if rights := told.get("rights"):
            where &= self._rights(rights)
        return rows.filter(where).saying(told.get("q", ""))

    @staticmethod
    def _rights(state: str) -> Q:
        today = timezone.localdate()
        if state == "ended":
            return Q(rights__valid_until__lt=today)
        return Q(rights__valid_until__range=(today, today + WARNING))


def _by_name(pairs: set[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda pair: pair[1])


def _search(value: str) -> forms.TextInput:
    look = "input filter library-search is-set" if value else "input filter library-search"
    return forms.TextInput({"type": "search", "class": look, "aria-label": "Search", "placeholder": "Search"})
