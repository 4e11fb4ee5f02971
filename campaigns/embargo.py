"""Until when nothing of a campaign may be public, read by authors while they type, at submission and at approval. What
was approved for an earlier time is held by the worker (`publisher.models.delivery`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from campaigns import walltime
from campaigns.content import Content, Finding

if TYPE_CHECKING:
    from campaigns.reading import Reading


@dataclass(frozen=True)
class Embargo:
    """Nothing is public before the clock of `zone` shows the naive `wall`."""

    wall: datetime
    zone: str

    def __str__(self) -> str:
        return f"{self.wall:%d %B %Y, %H:%M} ({self.zone})"

    @property
    def at(self) -> datetime:
        """In UTC; of two equal autumn hours the later one, so that nothing is early. Raises
        `walltime.NonexistentTime`."""
        return walltime.to_utc(self.wall, self.zone, 1)


def read(reading: "Reading") -> Iterable[Finding]:
    """What is planned for a time at which its campaign is still under embargo; what is public has had its time."""
    for content in reading.contents:
        campaign = None if content.corrects else reading.campaigns.get(content.campaign or 0)
        if campaign and _is_early(content, campaign.embargo_at):
            sentence = f"{campaign} is under embargo until {campaign.embargo}. Choose a time from then on."
            yield Finding(sentence, field="time", page=content.page)


def _is_early(content: Content, until: datetime | None) -> bool:
    try:
        at = walltime.to_utc(datetime.fromisoformat(content.wall), content.zone, content.fold)
    except walltime.WrongTime:
        return False  # said by `proofread.times`
    return until is not None and at < until
