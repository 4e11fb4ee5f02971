"""What changed between two contents of a post, for people: word by word, page by page where pages differ."""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.dates import shown
from accounts.wording import told
from campaigns.content import Content, Medium
from campaigns.models.overlay import Corner, Kind

SECOND = ", second time"
"""Of two equal hours in autumn."""

WORD = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Stretch:
    """Words that stayed ("same"), came ("added") or went ("removed")."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """One part of the content that differs: `part` is its name, `stretches` the old and the new words in one line;
    for pictures `gone` and `come` are those that went and came."""

    part: str
    stretches: tuple[Stretch, ...] = ()
    gone: tuple[Medium, ...] = ()
    come: tuple[Medium, ...] = ()


@dataclass(frozen=True)
class Difference:
    """The same changes on these pages (ids). `kind`: "changed", "added" for pages that came, "removed" for the gone."""

    kind: str
    pages: tuple[int, ...]
    changes: tuple[Change, ...] = ()


def words(before: str, after: str) -> tuple[Stretch, ...]:
    """Both texts in one, cut at words, so that a changed word is shown whole."""
    old, new = WORD.findall(before), WORD.findall(after)
    stretches: list[Stretch] = []
    for step, i, j, k, m in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if step == "equal":
            stretches.append(Stretch("same", "".join(old[i:j])))
            continue
        stretches += [Stretch("removed", "".join(old[i:j]))] if j > i else []
        stretches += [Stretch("added", "".join(new[k:m]))] if m > k else []
    return tuple(stretches)


def between(before: Iterable[Content], after: Iterable[Content]) -> list[Difference]:
    """What differs, pages with the same changes together; empty when nothing does."""
    old = {content.page: content for content in before}
    new = {content.page: content for content in after}
    found: dict[tuple[str, tuple[Change, ...]], list[int]] = {}
    for page in dict.fromkeys([*new, *old]):
        changes = _changes(old[page], new[page]) if page in old and page in new else ()
        kind = "changed" if changes else "added" if page not in old else "removed" if page not in new else ""
        if kind:
            found.setdefault((kind, changes), []).append(page)
    return [Difference(kind, tuple(pages), changes) for (kind, changes), pages in found.items()]


def _changes(old: Content, new: Content) -> tuple[Change, ...]:
    before, after = _parts(old), _parts(new)
    changes = [Change(part, words(before[part], after[part])) for part in before if before[part] != after[part]]
    return (*changes, *_pictures(old.shown, new.shown))


def _parts(content: Content) -> Mapping[str, str]:
    """Every part that is told in words."""
    time = datetime.fromisoformat(content.wall)
    return {
        "Text": content.text,
        "Thread": "\n\n".join(part.text for part in content.thread),
        "Link": content.link,
        "Card of the link": content.card.words if content.card else "",
        "First comment": content.first_comment,
        "Shown": content.placement,
        "Settings of the page": content.settings,
        "Time": f"{shown(time, 'long_clock')} ({content.zone}{told(SECOND) if content.fold else ''})",
        "Language": content.language,
        "Tags": ", ".join(content.tags),
        "Campaign": told(f"number {content.campaign}") if content.campaign else "",
    }


def _pictures(old: tuple[Medium, ...], new: tuple[Medium, ...]) -> Iterator[Change]:
    """Pictures are the same when their bytes are."""
    before, after = {medium.checksum: medium for medium in old}, {medium.checksum: medium for medium in new}
    gone = tuple(medium for medium in old if medium.checksum not in after)
    come = tuple(medium for medium in new if medium.checksum not in before)
    if gone or come:
        yield Change("Pictures", gone=gone, come=come)
    elif [medium.checksum for medium in old] != [medium.checksum for medium in new]:
        yield Change("Pictures", (Stretch("added", told("in another order")),))
    for checksum in before.keys() & after.keys():
        if before[checksum].alt != after[checksum].alt:
            yield Change("Description", words(before[checksum].alt, after[checksum].alt))
        if before[checksum].focus != after[checksum].focus:
            yield Change("Cropped around", words(_point(before[checksum]), _point(after[checksum])))
        if before[checksum].overlay != after[checksum].overlay:
            yield Change("Overlay", words(_laid(before[checksum]), _laid(after[checksum])))


def _point(medium: Medium) -> str:
    return f"{medium.focal_x:.0%} from the left, {medium.focal_y:.0%} from above"


def _laid(medium: Medium) -> str:
    """Other bytes have another number, for which people look at the previews."""
    laid = medium.overlay
    if laid is None:
        return told("None")
    look = told(Kind(laid.kind).label)
    place = f", {told(Corner(laid.corner).label)}, {laid.share} %, {laid.margin} %" if laid.corner else ""
    return f"{laid.name}: {look}{place} [{laid.checksum[:8]}]"
