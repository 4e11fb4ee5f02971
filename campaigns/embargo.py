"""Until when nothing of a campaign may be public, read by authors while they type, at submission and at approval. What
was approved for an earlier time is held by the worker (`publisher.models.delivery`)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from campaigns import walltime
from campaigns.content import Content, Finding


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


def read(contents: Sequence[Content]) -> Iterable[Finding]:
    """What is planned for a time at which its campaign is still under embargo; what is public has had its time."""
    from campaigns.models.campaign import Campaign

    ahead = [content for content in contents if content.campaign and not content.corrects]
    keys = {content.campaign for content in ahead}
    campaigns = Campaign.objects.exclude(embargo_at=None).in_bulk(keys) if keys else {}
    for content in ahead:
        if (campaign := campaigns.get(content.campaign)) and _is_early(content, campaign.embargo_at):
            sentence = f"{campaign} is under embargo until {campaign.embargo}. Choose a time from then on."
            yield Finding(sentence, field="time", page=content.page)


def _is_early(content: Content, until: datetime | None) -> bool:
    try:
        at = walltime.to_utc(datetime.fromisoformat(content.wall), content.zone, content.fold)
    except walltime.WrongTime:
        return False  # said by `proofread.times`
    return until is not None and at < until
