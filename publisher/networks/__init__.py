"""Every network Marquee speaks to, each a small module that offers the protocols of `base`."""

from collections.abc import Mapping

from publisher.networks.base import (
    Adjusts,
    Charges,
    Comments,
    Deletes,
    DeletesSomewhere,
    LogsIn,
    Metered,
    Network,
    Option,
    Placement,
    Says,
    Units,
)
from publisher.networks.bluesky import Bluesky
from publisher.networks.instagram import Instagram
from publisher.networks.linkedin import LinkedIn
from publisher.networks.mastodon import Mastodon
from publisher.networks.meta import Facebook
from publisher.networks.pinterest import Pinterest
from publisher.networks.telegram import Telegram
from publisher.networks.threads import Threads
from publisher.networks.tiktok import TikTok
from publisher.networks.weibo import Weibo
from publisher.networks.wordpress import WordPress
from publisher.networks.x import X
from publisher.networks.youtube import YouTube

_ALL: tuple[Network, ...] = (
    Facebook(),
    Mastodon(),
    Bluesky(),
    Telegram(),
    LinkedIn(),
    Pinterest(),
    X(),
    Weibo(),
    WordPress(),
    Instagram(),
    Threads(),
    YouTube(),
    TikTok(),
)

NETWORKS: Mapping[str, Network] = {one.name: one for one in _ALL}
"""By the name a page has its network under."""

LOGINS: Mapping[str, LogsIn] = {one.name: one for one in _ALL if isinstance(one, LogsIn)}
"""Those at which people log in, by the same name."""

OPTIONS: Mapping[str, tuple[Option, ...]] = {one.name: one.options for one in _ALL if isinstance(one, Adjusts)}
"""What people set for a page, where there is anything to set, by the same name."""

CHARGING: Mapping[str, Charges] = {one.name: one for one in _ALL if isinstance(one, Charges)}
"""Those that take money for what they publish, by the same name."""

METERED: Mapping[str, Units] = {one.name: one.units for one in _ALL if isinstance(one, Metered)}
"""What those that count in units count, by the same name."""


def to_choose(name: str) -> dict[str, str]:
    """The options of this network that a person has to choose, each with the first of its choices."""
    return {one.name: one.choices[0][0] for one in OPTIONS.get(name, ()) if one.usual is None}


def commenting(network: Network, placement: str = Placement.FEED) -> Says | None:
    """What puts a first comment below a post so placed; None: nothing. Where there are threads, it is a part of one."""
    if placement == Placement.STORY:
        return None
    if isinstance(network, Comments):
        return network.comments
    return network if network.takes.threads else None


def deleting(network: Network, home: str) -> Deletes | None:
    """What takes back what is public on pages at this base URL; None where only people there can."""
    if not isinstance(network, Deletes) or (isinstance(network, DeletesSomewhere) and not network.deletes_at(home)):
        return None
    return network


def network(name: str) -> Network:
    """The network of this name. Raises `KeyError` for one Marquee does not speak."""
    return NETWORKS[name]
