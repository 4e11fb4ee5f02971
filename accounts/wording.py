"""Sentences of Python in the language of whoever reads them.

Verbs, networks and forms speak English, and what they said is kept as they said it: an event or a reason is a fact, and
people of six languages read it. So it is translated when it is shown, never before. A sentence with values in it, “The
text has 600 characters”, is known again by the one in the catalogue that has them numbered, “The text has {1}
characters”; `rig.spoken` reads those off the code.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cache, lru_cache
from itertools import chain, count, starmap
from typing import NamedTuple

from babel.messages.mofile import read_mo
from django.conf import settings
from django.utils.translation import get_language, gettext, to_locale

from accounts.dates import shown

VALUE = re.compile(r"\{(#?\w*)\}")
ENDS = re.compile(r"(?<=[.!?…”“»])\s+(?=[A-ZÀ-Þ0-9“„«¿¡{])")
"""Between two sentences."""
NAMES = "January|February|March|April|May|June|July|August|September|October|November|December"
MONTHS = NAMES.split("|")
DAY = re.compile(rf"(?:\b(\d\d?) )?\b({NAMES})\b(?: (\d{{4}})\b)?")
A_LEAP_YEAR = 2028
"""Of a day without a year, which may be 29 February."""
LETTERS = 8
"""By so many at its beginning, or else at its end, a sentence is looked up."""
ENOUGH = 4
"""Letters by which a sentence of ours is known again, whatever the length of its values."""
WITHIN = 12
"""Within another, where it may be a name or a network's own words: so many, or a third of it."""


class Known(NamedTuple):
    """A sentence with values, as it is found and as it is told."""

    begin: str
    end: str
    pattern: re.Pattern[str]
    names: tuple[str, ...]
    letters: int
    translation: str


def told(text: object) -> str:
    """The text in the language in force. What the catalogue does not have, such as a name, stays as it is."""
    said, language = str(text), get_language() or "en"
    return said if language.startswith("en") or not said else _told(said, language)


@lru_cache(20_000)
def _told(text: str, language: str, within: bool = False) -> str:
    enough = min(WITHIN, len(text) / 3) if within else ENOUGH
    whole = _whole(text, language, enough)
    if whole is None:
        whole = "".join(_whole(one, language, WITHIN) or one for one in _sentences(text))
    return DAY.sub(_day, whole)


def _day(said: re.Match[str]) -> str:
    """“14 May 2026”, “14 May” or “May 2026” as the language writes it. “May” alone is a word, and “31 June” no day."""
    number, month, year = said.groups()
    form = "named_day" if not year else "long_day" if number else "month_year"
    with suppress(ValueError):
        day = date(int(year or A_LEAP_YEAR), MONTHS.index(month) + 1, int(number or 1))
        return shown(day, form) if number or year else month
    return said[0]


def _sentences(text: str) -> Iterator[str]:
    """Each, and the space between them."""
    gaps = (gap.group() for gap in ENDS.finditer(text))
    return chain.from_iterable((one, next(gaps, "")) for one in ENDS.split(text))


def _whole(text: str, language: str, enough: float) -> str | None:
    if plain := _constant(text):
        return plain
    found = (
        (known, match)
        for known in _candidates(text, language)
        if known.letters >= enough
        and text.startswith(known.begin)
        and text.endswith(known.end)
        and (match := known.pattern.fullmatch(text))
    )
    best = max(found, key=_weight, default=None)
    if best is None:
        return None
    known, match = best
    values = {name: _value(value, language) for name, value in zip(known.names, match.groups(), strict=True)}
    return VALUE.sub(lambda hole: values.get(hole[1], hole[0]), known.translation)


def _weight(found: tuple[Known, re.Match[str]]) -> tuple[bool, int]:
    """One that begins as the text does holds the others, however many letters those have."""
    known, _ = found
    return len(known.begin) >= LETTERS, known.letters


def _constant(text: str) -> str:
    """What has no values. A word may have been given its capital for the beginning of a line."""
    lower = text[:1].lower() + text[1:]
    plain, plain_lower = gettext(text), gettext(lower)
    if plain == text and plain_lower != lower:
        return plain_lower[:1].upper() + plain_lower[1:]
    return plain if plain != text else ""


def _value(text: str, language: str) -> str:
    """What stands in a sentence is told too: a number of things, a reason, a day. What is quoted is somebody's own."""
    value = _told(text, language, within=True) if text else ""
    if value == text and (text[-1:].isalnum() or text.endswith(")")):
        return _told(f"{text}.", language, within=True).removesuffix(".")
    return value


def _candidates(text: str, language: str) -> Iterator[Known]:
    """The few that begin as the text does, or begin with a value and end as it does."""
    catalogue, lengths = _catalogue(language), range(min(LETTERS, len(text)) + 1)
    begins = [text[:length] for length in lengths]
    ends = [f"…{text[len(text) - length :]}" for length in lengths]
    return chain.from_iterable(catalogue.get(key, ()) for key in begins + ends)


@cache
def _catalogue(language: str) -> Mapping[str, Sequence[Known]]:
    """What the language has for sentences with values, by their first letters, or by “…” and their last.

    To try each of 1,600 took a millisecond a text. Raises `OSError` for a language without a catalogue.
    """
    file = settings.LOCALE_PATHS[0] / to_locale(language) / "LC_MESSAGES" / "django.mo"
    with file.open("rb") as compiled:
        said = [(one.id, str(one.string)) for one in read_mo(compiled) if isinstance(one.id, str)]
    whole = {one: translation for one, translation in said if VALUE.search(one)}
    parts = {one: translation for pair in said for one, translation in _parts(*pair)}
    catalogue = defaultdict(list)
    for known in starmap(_known, (parts | whole).items()):
        catalogue[known.begin[:LETTERS] or f"…{known.end[-LETTERS:]}"].append(known)
    return catalogue


def _parts(said: str, translation: str) -> Iterator[tuple[str, str]]:
    """The sentences of a text, each with its own translation, for whoever shows no more than one of them."""
    one, other = ENDS.split(said), ENDS.split(translation)
    return zip(one, other, strict=True) if 1 < len(one) == len(other) else iter(())


def counted(number: int, one: str, many: str) -> str:
    """Whole words for either, so that both can be translated: `counted(days, "1 day", "{} days")`."""
    return one if number == 1 else many.format(number)


ENDING = " \n.,;:…"
"""Signs that say nothing before the one for more."""


def beginning(text: str, most: int) -> str:
    """So many characters of it, to the end of a word; within one that takes more than the second half of them."""
    if len(text) <= most:
        return text
    whole = re.match(rf".{{{most // 2},{most - 1}}}(?=\s)", text, re.DOTALL)
    return f"{(whole[0] if whole else text[: most - 1]).rstrip(ENDING)}…"


def _known(said: str, translated: str) -> Known:
    sentence, translation = _numbered(said), _numbered(translated)
    names = tuple(VALUE.findall(sentence))
    literals = VALUE.split(sentence)[::2]
    pattern = re.compile("(.*?)".join(map(re.escape, literals)), re.DOTALL)
    return Known(literals[0], literals[-1], pattern, names, sum(map(str.isalpha, "".join(literals))), translation)


def _numbered(text: str) -> str:
    """With a number in each hole that has no name."""
    numbers = count()
    return VALUE.sub(lambda hole: hole[0] if hole[1] else f"{{#{next(numbers)}}}", text)
