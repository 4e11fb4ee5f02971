"""The lines of a dry run's report: of each publication what would fail, be late, or break a rule, in sentences."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings

from accounts.wording import counted
from publisher.allowance import THOUSAND
from publisher.budgets import name_of
from publisher.dryrun.entries import Entry
from publisher.dryrun.ledger import Slot
from publisher.networks import NETWORKS
from publisher.networks.base import Of


@dataclass(frozen=True, slots=True)
class Line:
    """`verdict` is good, care or bad. `late` is in seconds, and `quota` what runs out and makes it so. `seen` is the
    address of what the sandbox shows.
    """

    publication: int
    page: int
    post: str
    at: str
    verdict: str
    sentences: tuple[str, ...]
    late: float = 0.0
    seen: str = ""
    quota: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one entry in the sandbox. `preparing` is how long its media took, in seconds."""

    seen: str = ""
    refused: str = ""
    doubtful: str = ""
    preparing: float = 0.0


def line(entry: Entry, broken: list[str], warned: list[str], slot: Slot, sent: Sent) -> Line:
    """`broken` are findings that block, `warned` those that do not."""
    late = max(slot.at - entry.at, timedelta(seconds=sent.preparing) - settings.LEAD, timedelta(0))
    bad = [*broken, *filter(None, [sent.refused]), *_missed(late)]
    # Where a budget makes it wait, the sandbox says the same in other words.
    doubtful = [sent.doubtful] if sent.doubtful and not (slot.budget or slot.wall) else []
    care = [*warned, *doubtful, *_late(late, slot, NETWORKS[entry.page.network].title)]
    return Line(
        entry.publication,
        entry.page.pk,
        entry.post,
        entry.at.isoformat(),
        "bad" if bad else "care" if care else "good",
        tuple(dict.fromkeys([*bad, *care])),
        round(late.total_seconds(), 1),
        sent.seen,
        name_of(slot.budget) if slot.budget else slot.wall.name if slot.wall else "",
    )


SPANS = (
    (86400, "1 day", "{} days"),
    (3600, "1 hour", "{} hours"),
    (60, "1 minute", "{} minutes"),
    (1, "1 second", "{} seconds"),
)


def _missed(late: timedelta) -> list[str]:
    if late <= settings.WINDOW:
        return []
    minutes = settings.WINDOW // timedelta(minutes=1)
    return [f"It would be later than {minutes} minutes, and so not go out by itself. Choose another time."]


def _late(late: timedelta, slot: Slot, title: str) -> list[str]:
    if late <= timedelta(seconds=1):
        return []
    words, budget = _span(late), slot.budget
    if budget is None and (wall := slot.wall):
        rest = f"{title} leaves {wall.left:g} of {wall.limit:g} {wall.name} until it counts anew"
        return [f"{rest}: it would be {words} late. Move it, or what comes before it."]
    if budget is None:
        return [f"Its media take so long to bring that it would be {words} late. Use a smaller file."]
    limit = f"{budget.calls / THOUSAND:g}" if budget.of == Of.MONEY else str(budget.calls)
    often = f"No more than {limit} {name_of(budget)} may go out, and others come first"
    return [f"{often}: it would be {words} late. Move it, or one of them."]


def _span(time: timedelta) -> str:
    seconds = round(time.total_seconds())
    unit, one, many = next((span for span in SPANS if seconds >= span[0]), SPANS[-1])
    return counted(round(seconds / unit), one, many)
