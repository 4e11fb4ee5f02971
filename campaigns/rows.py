"""The rows of an uploaded table, read as drafts, each with what is wrong with it in sentences."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Q
from django.utils import timezone

from accounts.models import Brand, Page, User
from campaigns import walltime
from campaigns.columns import DAY_FIRST, MONTH_FIRST
from campaigns.draft import Draft, Picture, Plan

T = TypeVar("T")

FORMS = {DAY_FIRST: ("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y"), MONTH_FIRST: ("%m/%d/%Y", "%m-%d-%Y")}
HOURS = ("%H:%M", "%H:%M:%S", "%H.%M")
SEVERAL = str.maketrans(";|\n", ",,,")
"""What stands between several words of one cell."""


class Wrong(ValueError):
    """A cell cannot be read; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is counted as spreadsheets count, the header being 1."""

    number: int
    draft: Draft
    faults: tuple[str, ...]


def read(by: User, brand: Brand, table: Sequence[Sequence[str]], columns: Mapping[str, int], dates: str) -> list[Row]:
    """As many queries for many rows as for one."""
    cells = [{part: row[place] if place < len(row) else "" for part, place in columns.items()} for row in table[1:]]
    reader = _Reader(by, brand, cells, dates)
    width = len(table[0])
    return [
        reader.row(number, one, "This row has more cells than the header." if len(row) > width else "")
        for number, (one, row) in enumerate(zip(cells, table[1:], strict=True), 2)
    ]


class _Reader:
    """All that the cells may name is read once."""

    def __init__(self, by: User, brand: Brand, cells: Iterable[Mapping[str, str]], dates: str) -> None:
        self.forms = ("%Y-%m-%d", *FORMS[dates])
        self.now = timezone.now()
        pages = Page.objects.schedulable_by(by).filter(brand=brand).select_related("market")
        self.pages = _by_name(pages, _names_of_page)
        self.campaigns = _by_name(brand.campaigns.all(), lambda one: (one.name,))
        named = {word for one in cells for word in _words(one.get("pictures", ""))}
        wanted = Q(name__in=named) | Q(pk__in=[word for word in named if word.isdecimal() and len(word) < 16])
        self.assets = _by_name(brand.assets.filter(wanted, retired_at=None), lambda one: (str(one.pk), one.name))

    def row(self, number: int, cells: Mapping[str, str], fault: str) -> Row:
        faults = [fault] if fault else []
        read: dict[str, Any] = {}
        for part, reading in self._readings().items():
            try:
                read[part] = reading(cells)
            except Wrong as wrong:
                faults.append(str(wrong))
        if not any(cells.get(part) for part in ("text", "link", "pictures")):
            faults.append("This row says nothing: it has no text, no link and no picture.")
        return Row(number, Draft(**read), tuple(faults))

    def _readings(self) -> dict[str, Any]:
        return {
            "text": lambda cells: cells.get("text", ""),
            "first_comment": lambda cells: cells.get("first_comment", ""),
            "language": self._language,
            "link": self._link,
            "tags": self._tags,
            "campaign": self._campaign,
            "pictures": self._pictures,
            "plan": self._plan,
        }

    def _language(self, cells: Mapping[str, str]) -> str:
        language = cells.get("language", "")
        if len(language) > 10:
            raise Wrong(f"“{language}” is not a language. Write one such as es or pt-BR.")
        return language

    def _link(self, cells: Mapping[str, str]) -> str:
        link = cells.get("link", "")
        try:
            if link:
                URLValidator(["http", "https"])(link)
        except ValidationError:
            raise Wrong(f"“{link}” is not a web address. Write one such as https://example.com/offer.") from None
        return link

    def _tags(self, cells: Mapping[str, str]) -> tuple[str, ...]:
        tags = [word.lstrip("#") for word in _words(cells.get("tags", ""))]
        for tag in tags:
            if len(tag) > 50:
                raise Wrong(f"The tag “{tag[:20]}…” has {len(tag)} characters; at most 50 are kept.")
        return tuple(dict.fromkeys(filter(None, tags)))

    def _campaign(self, cells: Mapping[str, str]) -> int | None:
        name = cells.get("campaign", "")
        return _one("campaign", name, self.campaigns).pk if name else None

    def _pictures(self, cells: Mapping[str, str]) -> tuple[Picture, ...]:
        found = [_one("picture", word, self.assets) for word in _words(cells.get("pictures", ""))]
        return tuple(Picture(asset, asset.alt) for asset in found)

    def _plan(self, cells: Mapping[str, str]) -> tuple[Plan, ...]:
        pages = dict.fromkeys(_one("page", word, self.pages) for word in _words(cells.get("pages", "")))
        wall = self._wall(cells.get("date", ""), cells.get("time", ""))
        if pages and wall is None:
            raise Wrong("Pages stand here, and no date. Write when it goes out, or leave the pages out.")
        return tuple(self._planned(page, wall) for page in pages if wall)

    def _planned(self, page: Page, wall: datetime) -> Plan:
        plan = Plan(page, wall, page.market.time_zone, 0)
        try:
            if plan.at <= self.now:
                raise Wrong(f"{walltime.words(wall)} has passed in {page.market}. Write a time still ahead.")
        except walltime.WrongTime as fault:
            raise Wrong(str(fault)) from None
        return plan

    def _wall(self, date: str, time: str) -> datetime | None:
        """The time on the clock of each page's market; a date may carry its time."""
        if not date:
            return None
        day, _, rest = date.replace("T", " ").partition(" ")
        hour = time or rest.strip()
        if not hour:
            raise Wrong("A date stands here, and no time. Write one such as 18:00.")
        return datetime.combine(
            _parsed(day, self.forms, "date", "2027-05-14"), _parsed(hour, HOURS, "time", "18:00").time()
        )


def _parsed(text: str, forms: Iterable[str], what: str, example: str) -> datetime:
    for form in forms:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - a wall time has no zone of its own
        except ValueError:
            continue
    raise Wrong(f"“{text}” is not a {what}. Write one such as {example}.")


def _words(cell: str) -> list[str]:
    return [word.strip() for word in cell.translate(SEVERAL).split(",") if word.strip()]


def _names_of_page(page: Page) -> Iterable[str]:
    yield from (str(page.pk), page.name, str(page), f"{page.network} {page.market.code}")
    if page.handle:
        yield from (page.handle, page.handle.lstrip("@"))


def _by_name(things: Iterable[T], names: Any) -> dict[str, list[T]]:
    found: dict[str, list[T]] = defaultdict(list)
    for thing in things:
        for name in {name.lower() for name in names(thing)}:
            found[name].append(thing)
    return found


def _one(what: str, word: str, found: Mapping[str, list[T]]) -> T:
    """The one thing of that name. Raises `Wrong`."""
    things = found.get(word.lower(), [])
    if not things:
        raise Wrong(f"There is no {what} “{word}” that you may use here.")
    if len(things) > 1:
        numbers = " or ".join(str(thing.pk) for thing in things[:5])  # type: ignore[attr-defined]
        raise Wrong(f"“{word}” is the name of {len(things)} {what}s. Write its number: {numbers}.")
    return things[0]
