"""Reads contents against the rights of what they show, and says when that is out of use or has a newer version. The
same reading runs while a person types, at submission, at approval, and in the worker."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from accounts.models import Market
from campaigns.content import Content, Finding
from campaigns.models.asset import Asset
from campaigns.models.rights import Rights
from campaigns.reading import Reading


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


def read(reading: Reading) -> Iterable[Finding]:
    """What goes out beyond its rights at its planned time, and what was replaced by a newer version."""
    keys = {medium.asset for content in reading.contents for medium in content.shown}
    assets = Asset.objects.select_related("rights", "successor").in_bulk(keys)
    rights = {key: asset.rights for key, asset in assets.items() if hasattr(asset, "rights")}
    kept = Held(rights, {page.market_id: page.market for page in reading.pages.values()})
    for content in reading.contents:
        yield from against(content, kept)
        for medium in content.shown:
            asset = assets.get(medium.asset)
            if asset and hasattr(asset, "successor"):
                yield _replaced(asset)
            elif asset and asset.retired_at:
                yield _retired(asset)


def against(content: Content, kept: Held, day: date | None = None) -> Iterator[Finding]:
    """What this content shows beyond its rights on that day, or on the day it is planned for."""
    on = day or date.fromisoformat(content.wall[:10])
    for medium in content.shown:
        if rights := kept.rights.get(medium.asset):
            for sentence in rights.faults(content.network, kept.markets.get(content.market), on):
                yield Finding(sentence, field="media", page=content.page)


def _replaced(asset: Asset) -> Finding:
    sentence = f"There is a newer version of “{asset.name}”. Take it, or leave the old one if it is meant."
    return Finding(sentence, blocks=False, field="media")


def _retired(asset: Asset) -> Finding:
    sentence = f"“{asset.name}” is out of use. Choose something else, or leave it if it is meant."
    return Finding(sentence, blocks=False, field="media")
