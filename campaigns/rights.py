"""Reads contents against the rights of what they show, and says when there is a newer version of it. The same reading
runs while a person types, at submission, at approval, and in the worker."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from accounts.models import Market
from campaigns.content import Content, Finding
from campaigns.models.asset import Asset
from campaigns.models.rights import Rights


@dataclass(frozen=True)
class Held:
    """The rights of assets, by the asset's id, and the markets that their territories speak of, by id."""

    rights: Mapping[int, Rights] = field(default_factory=dict)
    markets: Mapping[int, Market] = field(default_factory=dict)


def held(assets: Iterable[int]) -> Held:
    keys = set(assets)
    if not keys:
        return Held()
    found = {rights.asset_id: rights for rights in Rights.objects.filter(asset__in=keys).select_related("asset")}
    return Held(found, Market.objects.in_bulk() if any(rights.territories for rights in found.values()) else {})


def read(contents: Sequence[Content]) -> Iterable[Finding]:
    """What goes out beyond its rights at its planned time, and what was replaced by a newer version."""
    assets = {medium.asset for content in contents for medium in content.shown}
    kept, newer = held(assets), _newer(assets)
    for content in contents:
        yield from against(content, kept)
        for medium in content.shown:
            if medium.asset in newer:
                yield Finding(newer[medium.asset], blocks=False, field="media")


def against(content: Content, kept: Held, day: date | None = None) -> Iterator[Finding]:
    """What this content shows beyond its rights on that day, or on the day it is planned for."""
    on = day or date.fromisoformat(content.wall[:10])
    for medium in content.shown:
        if rights := kept.rights.get(medium.asset):
            for sentence in rights.faults(content.network, kept.markets.get(content.market), on):
                yield Finding(sentence, field="media", page=content.page)


def _newer(assets: set[int]) -> dict[int, str]:
    found = Asset.objects.filter(replaces__in=assets).values_list("replaces", "replaces__name") if assets else ()
    return {
        key: f"There is a newer version of “{name}”. Take it, or leave the old one if it is meant."
        for key, name in found
        if key
    }
