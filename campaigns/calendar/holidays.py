"""Public holidays of the markets: computed from their countries' rules, by the ISO code alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from holidays import country_holidays


@dataclass(frozen=True, slots=True)
class Holiday:
    """`name` as the country itself calls it, in that `language` (BCP 47; "" where nobody says which)."""

    market: str
    name: str
    language: str


def holidays(markets: Iterable[str], days: Iterable[date]) -> dict[date, list[Holiday]]:
    """Those of the markets with these codes on these days, in order of the codes. No query."""
    codes = sorted(markets)
    return {day: [found for code in codes if (found := _of(code, day.year).get(day))] for day in days}


@lru_cache(maxsize=500)
def _of(code: str, year: int) -> Mapping[date, Holiday]:
    """Empty for a country that nobody has written the rules of."""
    try:
        own = country_holidays(code).default_language
    except NotImplementedError:
        return {}
    found = country_holidays(code, years=year, language=own)
    return {day: Holiday(code, name, (own or "").replace("_", "-")) for day, name in found.items()}
