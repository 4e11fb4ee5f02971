"""As whom we speak to a network, and what people give and set for that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from publisher.networks.base.allowances import Json, Quota


@dataclass(frozen=True, slots=True)
class Account:
    """Where and as whom we speak: the API's base URL, our id there, and the secrets (never shown in a repr).

    `address` is the page's own web address (`Identity.address`), from which links to its posts are made. `options` is
    what people set for its posts, by the names of `Adjusts.options`.
    """

    home: str
    remote_id: str
    secret: Mapping[str, str] = field(repr=False)
    handle: str = ""
    address: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """Something a person gives to connect a page, kept in its secret under `name`. `hidden` is never shown again."""

    name: str
    label: str
    hint: str = ""
    hidden: bool = False
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Option:
    """Something people set for a page, kept in `Account.options` under `name`: one of its `choices` (value and words),
    or where there are none yes or no.

    `usual` holds where nobody set it; None where the network wants a person to choose.
    """

    name: str
    label: str
    hint: str = ""
    usual: str | bool | None = False
    choices: tuple[tuple[str, str], ...] = ()


def chosen(options: Iterable[Option], account: Account) -> Json:
    """Every option with what holds for this account."""
    return {option.name: account.options.get(option.name, option.usual) for option in options}


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the network says we are.

    `secret` is what to keep from now on; `limits` what this account or instance allows. `expires_at` is when the token
    ends, where the network says so here. `lacks` names the rights that publishing needs and the token does not have.
    """

    remote_id: str
    name: str
    handle: str
    address: str
    secret: Mapping[str, str] = field(repr=False)
    limits: Json = field(default_factory=dict)
    expires_at: datetime | None = None
    lacks: tuple[str, ...] = ()
    quotas: tuple[Quota, ...] = ()
