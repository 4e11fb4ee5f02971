"""The calendar as a file."""

from datetime import date, datetime, time, timedelta

from django.http import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.download import as_csv
from accounts.request import Request
from campaigns.forms.calendar import CalendarFilter
from campaigns.listing import lines
from campaigns.models import Publication

COLUMNS = (
    "publication", "post", "brand", "market", "network", "page", "local time", "time zone", "time (UTC)", "state",
    "text", "link", "campaign", "tags", "address",
)  # fmt: skip
A_MONTH = timedelta(days=31)


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
