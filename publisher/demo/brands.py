"""The fictional car maker: two brands, twelve markets from Auckland to Los Angeles, and the campaigns of these
weeks."""

from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import Brand, Market, Stage
from campaigns.models import Campaign

MARENNE = "marenne"
HESPER = "hesper"

BRANDS = {
    MARENNE: ("Marenne", [Stage.MARKET, Stage.HEAD_OFFICE]),
    HESPER: ("Hesper", [Stage.MARKET, Stage.LEGAL, Stage.HEAD_OFFICE]),
}
"""Slug → name and who approves, in order. Electric cars make claims that the law has an eye on."""

MARKETS = {
    "NZ": ("New Zealand", "Pacific/Auckland", ["en"]),
    "JP": ("Japan", "Asia/Tokyo", ["ja"]),
    "IN": ("India", "Asia/Kolkata", ["hi", "en"]),
    "AE": ("United Arab Emirates", "Asia/Dubai", ["ar", "en"]),
    "ZA": ("South Africa", "Africa/Johannesburg", ["en"]),
    "DE": ("Germany", "Europe/Berlin", ["de"]),
    "FR": ("France", "Europe/Paris", ["fr"]),
    "ES": ("Spain", "Europe/Madrid", ["es"]),
    "IT": ("Italy", "Europe/Rome", ["it"]),
    "GB": ("United Kingdom", "Europe/London", ["en"]),
    "BR": ("Brazil", "America/Sao_Paulo", ["pt"]),
    "US": ("United States", "America/Los_Angeles", ["en"]),
}
"""ISO code → name, IANA zone, languages (the usual one first)."""


@dataclass(frozen=True, slots=True)
class Purpose:
    """A campaign: it begins `starts` days from today and ends `ends` days from today."""

    brand: str
    name: str
    starts: int
    ends: int


CAMPAIGNS = {
    "nola": Purpose(MARENNE, "Nola in town", -20, 24),
    "weekend": Purpose(MARENNE, "Tarn weekends", -9, 33),
    "care": Purpose(MARENNE, "Ready for the road", 3, 40),
    "first_drives": Purpose(HESPER, "Dusk: first drives", -14, 31),
    "charging": Purpose(HESPER, "Charging made simple", -5, 36),
}


def make_brands() -> dict[str, Brand]:
    return {
        slug: Brand.objects.create(slug=slug, name=name, approval_stages=stages)
        for slug, (name, stages) in BRANDS.items()
    }


def make_markets() -> dict[str, Market]:
    return {
        code: Market.objects.create(code=code, name=name, time_zone=zone, languages=languages)
        for code, (name, zone, languages) in MARKETS.items()
    }


def make_campaigns(brands: dict[str, Brand], today: date) -> dict[str, Campaign]:
    return {
        key: Campaign.objects.create(
            brand=brands[purpose.brand],
            name=purpose.name,
            starts_on=today + timedelta(days=purpose.starts),
            ends_on=today + timedelta(days=purpose.ends),
        )
        for key, purpose in CAMPAIGNS.items()
    }
