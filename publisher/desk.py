"""What stands on the desk, read together whatever it is: one query says what, one for each kind reads it, and one
brings what was tried."""

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Q, Value

from publisher.models import SENDINGS, Attempt, Correction, Delivery, FollowUp, Removal
from publisher.models.sending import Sending, SendingQuerySet, State

if TYPE_CHECKING:
    from accounts.access import Person

LOOKED_FOR = 50
"""So many of each kind that are being looked up are named."""
Key = tuple[str, int]
"""What it is, as its events call it, and its id."""
KINDS = tuple(noun.noun for noun in SENDINGS)
RELATED: dict[type[Sending], tuple[str, ...]] = {
    FollowUp: ("delivery__publication__post",),
    Delivery: ("publication__post",),
    Removal: ("by", "delivery__publication__post", "follow_up__delivery__publication__post"),
    Correction: ("delivery__publication__post",),
}


def standing(person: "Person", where: Q) -> tuple[list[Key], list[Key]]:
    """What waits for a person, what was due last first, as it is the likeliest to be still worth sending; and what is
    being looked up, the longest first."""
    asked: list[Any] = []
    for noun in SENDINGS:
        rows = noun.objects.visible_to(person).filter(where).annotate(called=Value(noun.noun, CharField()))
        told = rows.values_list("called", "pk", "state", "due_at", "unsure_since")
        asked += [told.on_desk().order_by(), told.filter(state=State.UNSURE).order_by("unsure_since")[:LOOKED_FOR]]
    first, *others = asked
    found = list(first.union(*others, all=True))
    waiting = sorted((row for row in found if row[2] != State.UNSURE), key=lambda row: (row[3], row[1]), reverse=True)
    unsure = sorted((row for row in found if row[2] == State.UNSURE), key=lambda row: row[4] or row[3])
    return [row[:2] for row in waiting], [row[:2] for row in unsure]


def read(keys: Iterable[Key]) -> dict[Key, Sending]:
    """Those that are still there, with all that a case shows but its attempts."""
    ids: dict[str, list[int]] = defaultdict(list)
    for noun, key in keys:
        ids[noun].append(key)
    kinds = [with_evidence(noun.objects.filter(pk__in=ids[noun.noun])) for noun in SENDINGS if noun.noun in ids]
    return {(row.noun, row.pk): row for rows in kinds for row in rows}


def with_evidence(rows: SendingQuerySet) -> SendingQuerySet:
    """Of the revision only its approval counts; its manifest is large and stays where it is."""
    revision = "revision" if rows.model in {Delivery, Correction} else "delivery__revision"
    found = rows.select_related("page__brand", "page__market", *RELATED[rows.model], revision)
    return found.defer(f"{revision}__manifest")


def tried(keys: Iterable[Key]) -> dict[Key, list[Attempt]]:
    """The attempts of each, the oldest first."""
    found: dict[Key, list[Attempt]] = {key: [] for key in keys}
    if not found:
        return found
    of = reduce(or_, (Q(**{noun: key}) for noun, key in found))
    for attempt in Attempt.objects.filter(of).order_by("pk"):
        found[next((kind, key) for kind in KINDS if (key := getattr(attempt, f"{kind}_id")))].append(attempt)
    return found
