"""Days and times as each language writes them: order, connecting words and clock are those of Unicode's CLDR, by Babel.

Pages say `{{ post.changed_at|day_clock }}` (`accounts.templatetags.wording`).
"""

from datetime import date, time
from functools import cache
from itertools import takewhile
from typing import NamedTuple

from babel import Locale
from babel.dates import DateTimePattern, parse_pattern
from django.utils.translation import get_language, to_locale

ENGLISH = "en_GB"
"""What a house in many countries speaks (`accounts.formats.en`): days before months, and 24 hours."""


class Form(NamedTuple):
    """What of the day is said, as a length, a skeleton or a pattern of the CLDR; and how much of the clock."""

    day: str = ""
    clock: str = ""


FORMS = {
    "clock": Form(clock="short"),  # 18:00
    "clock_exact": Form(clock="medium"),  # 18:00:07
    "day": Form("yMMMd"),  # 14 Aug 2026
    "day_clock": Form("yMMMd", "short"),  # 14 Aug 2026, 18:00
    "near_day": Form("MMMd"),  # 14 Aug
    "near_clock": Form("MMMd", "short"),  # 14 Aug, 18:00
    "near_exact": Form("MMMd", "medium"),  # 14 Aug, 18:00:07
    "named_day": Form("MMMMd"),  # 14 August
    "named_clock": Form("MMMMd", "short"),  # 14 August, 18:00
    "long_day": Form("long"),  # 14 August 2026
    "long_clock": Form("long", "short"),  # 14 August 2026, 18:00
    "whole_day": Form("full"),  # Friday, 14 August 2026
    "month_year": Form("yMMMM"),  # August 2026
    "month": Form("LLLL"),  # August
    "weekday": Form("cccc"),  # Friday
    "weekday_short": Form("ccc"),  # Fri
    "weekday_clock": Form("EHm"),  # Fri 18:00
    "weekday_near": Form("MMMEd", "short"),  # Fri 14 Aug, 18:00
    "weekday_day": Form("yMMMEd", "short"),  # Fri, 14 Aug 2026, 18:00
}
"""By name, with what it makes in English. A near day is one whose year goes without saying."""


def shown(at: date | time, form: str) -> str:
    """A day, time or both in the language in force, on the clock that it is given with."""
    language = get_language() or "en"
    return _pattern(form, language).apply(at, _locale(language))


def between(first: date, last: date) -> str:
    """Both days in words; what they have in common at their end is said once: “4 – 10 May 2026”."""
    one, other = shown(first, "long_day").split(" "), shown(last, "long_day").split(" ")
    common = takewhile(lambda pair: pair[0] == pair[1], zip(reversed(one), reversed(other), strict=False))
    return f"{' '.join(one[: len(one) - len(list(common))])} – {' '.join(other)}"


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(ENGLISH if language == "en" else to_locale(language))


@cache
def _pattern(form: str, language: str) -> DateTimePattern:
    locale, (day, clock) = _locale(language), FORMS[form]
    said = locale.date_formats.get(day) or locale.datetime_skeletons.get(day) or parse_pattern(day)
    if not clock:
        return said
    hours = locale.time_formats[clock]
    both = str(locale.datetime_formats["medium"]) if day else "{0}"
    return parse_pattern(both.replace("{0}", hours.pattern).replace("{1}", said.pattern))
