"""Pages by the thousand, each with an account of its own in the sandbox."""

import asyncio
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from accounts.models import Credential, Health, Network, Page
from campaigns.models import Asset, Attachment
from publisher.networks import NETWORKS, to_choose
from publisher.networks.base import Identity, Piece
from publisher.pieces import film_of
from publisher.rehearsal.cast import Cast
from publisher.twins import meet

Json = dict[str, Any]
AT_ONCE = 500


def networks_for(*, pictures: bool, film: bool) -> list[str]:
    """Those to which a rehearsal can post with what it has to show."""
    takes = {name: NETWORKS[name].takes for name in Network.values}
    return [n for n, one in takes.items() if one.words_alone or (one.pictures and pictures) or (one.films and film)]


def networks_showing(film: Asset) -> list[str]:
    """Those that take this film, by what their documents say."""
    shown = Piece("A film.", "https://rehearsal.example/film", film=film_of(Attachment(asset=film).medium()))
    takes = [name for name in Network.values if NETWORKS[name].takes.films]
    return [name for name in takes if not any(one.blocks for one in NETWORKS[name].preflight(shown, {}))]


def seed_pages(sandbox: str, cast: Cast, count: int, networks: Sequence[str]) -> list[Page]:
    """The first `count` pages of the rehearsal on these networks, markets in turn; those that are missing are made."""
    pages = list(cast.brand.pages.filter(network__in=networks).select_related("market").order_by("pk")[:count])
    for numbers in _batches(range(len(pages), count)):
        pages += _connect(sandbox, cast, numbers, networks)
    return pages


def _batches(numbers: range) -> list[range]:
    return [numbers[start : start + AT_ONCE] for start in range(0, len(numbers), AT_ONCE)]


def _connect(sandbox: str, cast: Cast, numbers: range, networks: Sequence[str]) -> list[Page]:
    wanted = [
        {"network": networks[number % len(networks)], "handle": f"rehearsal-{number}.example"} for number in numbers
    ]
    met = asyncio.run(meet(sandbox, wanted))
    pages = [_page(cast, number, account, identity) for number, (account, identity) in zip(numbers, met, strict=True)]
    Page.objects.bulk_create(pages)
    Credential.objects.bulk_create(
        Credential(page=page).seal(identity.secret) for page, (_, identity) in zip(pages, met, strict=True)
    )
    return pages


def _page(cast: Cast, number: int, account: Json, identity: Identity) -> Page:
    """As `connections.connect` leaves a page."""
    return Page(
        brand=cast.brand,
        market=cast.markets[number // len(NETWORKS) % len(cast.markets)],
        network=account["network"],
        name=f"Rehearsal {number}",
        handle=identity.handle,
        home=account["home"],
        remote_id=identity.remote_id,
        address=identity.address,
        limits=dict(identity.limits),
        options=to_choose(account["network"]),
        health=Health.CONNECTED,
        checked_at=timezone.now(),
    )
