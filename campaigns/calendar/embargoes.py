"""Embargoes as the calendar shows them: bands over the days of a campaign on which nothing of it may be public."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from campaigns.calendar.bands import Band
from campaigns.models import Campaign


def embargoes(campaigns: Iterable[Campaign], zone: ZoneInfo) -> Iterator[Band]:
    """From the first day of each campaign up to the day on which its embargo ends, by the clock of that zone."""
    for campaign in campaigns:
        if campaign.embargo_at:
            last = campaign.embargo_at.astimezone(zone).date()
            yield Band("embargo", f"{campaign}: nothing before {campaign.embargo}", min(campaign.starts_on, last), last)
