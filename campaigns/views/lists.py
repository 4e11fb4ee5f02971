"""The calendar, campaigns, the library and guidelines as files."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.http import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.download import as_csv
from accounts.request import Request
from campaigns import tally
from campaigns.forms.calendar import CalendarFilter
from campaigns.forms.campaign import CampaignFilter
from campaigns.forms.guideline import GuidelineFilter
from campaigns.forms.library import LibraryFilter
from campaigns.listing import lines
from campaigns.models import Asset, Campaign, Publication
from campaigns.models.rights import TERMS
from campaigns.views.guidelines import in_force
from campaigns.views.library import assets_of

COLUMNS = (
    "publication", "post", "brand", "market", "network", "page", "local time", "time zone", "time (UTC)", "state",
    "text", "link", "campaign", "tags", "address",
)  # fmt: skip
CAMPAIGNS = ("campaign", "brand", "name", "first day", "last day", "nothing public before (UTC)", *tally.COLUMNS)
LIBRARY = (
    "asset", "brand", "market", "campaign", "name", "kind", "width", "height", "seconds", "bytes", "version",
    "language", "alt text", "tags", "uploaded (UTC)", "checksum", *TERMS,
)  # fmt: skip
GUIDELINES = ("guideline", "brand", "market", "network", "campaign", "asks", "sentence", "stops posts")
A_MONTH = timedelta(days=31)
AT_ONCE = 500


@require_GET
def publications_csv(request: Request) -> HttpResponseBase:
    """From the day `from` to the day before `until`, on the person's clock, narrowed as the calendar is."""
    today = timezone.now().astimezone(request.user.zone).date()
    first = _day(request.GET.get("from", ""), today)
    end = _day(request.GET.get("until", ""), first + A_MONTH)
    start, stop = (datetime.combine(day, time.min, request.user.zone) for day in (first, end))
    filters = CalendarFilter(request.GET, request.user)
    found = Publication.objects.visible_to(request.user).filter(filters.where(), at__gte=start, at__lt=stop)
    rows = (
        (one.pk, one.post, one.brand, one.market, one.network, one.page, one.wall, one.zone, one.at, one.state,
         one.text, one.link, one.campaign, ", ".join(one.tags), one.permalink)
        for one in lines(found)
    )  # fmt: skip
    return as_csv(f"publications {first} {end}", COLUMNS, rows)


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise


@require_GET
def campaigns_csv(request: Request) -> HttpResponseBase:
    """The newest first, each with how far it has come."""
    filters = CampaignFilter(request.GET, request.user)
    found = Campaign.objects.visible_to(request.user).filter(filters.where()).select_related("brand")
    campaigns = list(found.order_by("-starts_on", "name"))
    counts = tally.by_campaign(campaigns, request.user)
    rows = (
        (one.pk, one.brand.slug, one.name, one.starts_on, one.ends_on, one.embargo_at,
         *(counts.get(one.pk, {}).get(column, 0) for column in tally.COLUMNS))
        for one in campaigns
    )  # fmt: skip
    return as_csv("campaigns", CAMPAIGNS, rows)


@require_GET
def library_csv(request: Request) -> HttpResponseBase:
    """What the library shows, with the rights of each."""
    found = LibraryFilter(request.GET, request.user).chosen(assets_of(request).current())
    rows = (
        (one.pk, one.brand.slug, one.market.code if one.market else "", one.campaign or "", one.name, one.mime,
         one.width, one.height, one.seconds, one.size, one.version, one.language, one.alt, ", ".join(one.tags),
         one.uploaded_at, one.checksum, *_terms(one))
        for one in found.iterator(AT_ONCE)
    )  # fmt: skip
    return as_csv("library", LIBRARY, rows)


def _terms(asset: Asset) -> Iterator[object]:
    rights = getattr(asset, "rights", None)
    told = rights.terms() if rights else {}
    return (", ".join(value) if isinstance(value := told.get(name), list) else value for name in TERMS)


@require_GET
def guidelines_csv(request: Request) -> HttpResponseBase:
    """What holds, from what is for everybody to what is for one market."""
    found = in_force(request).filter(GuidelineFilter(request.GET, request.user).where())
    rows = (
        (one.pk, one.brand.slug if one.brand else "all", one.market.code if one.market else "all",
         one.get_network_display() if one.network else "all", one.campaign or "", one.in_words, one.sentence,
         "yes" if one.blocks else "no")
        for one in found.iterator(AT_ONCE)
    )  # fmt: skip
    return as_csv("guidelines", GUIDELINES, rows)
