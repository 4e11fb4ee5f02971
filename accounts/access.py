"""Who may do what where. One table says role × action; everything else asks it."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from accounts.models.membership import Membership, Role

if TYPE_CHECKING:
    from accounts.models.user import User

    Person: TypeAlias = User | AnonymousUser


class Action(StrEnum):
    VIEW = "view"
    COMMENT = "comment"
    DRAFT = "draft"
    SCHEDULE = "schedule"
    APPROVE_MARKET = "approve_market"
    APPROVE_HEAD_OFFICE = "approve_head_office"
    APPROVE_LEGAL = "approve_legal"
    DECIDE = "decide"
    REMOVE = "remove"
    GUIDE = "guide"
    FREEZE = "freeze"
    CONNECT = "connect"
    SUBSCRIBE = "subscribe"
    ADMINISTER = "administer"


TABLE: Mapping[Role, frozenset[Action]] = {
    Role.CONTRIBUTOR: frozenset({Action.VIEW, Action.COMMENT, Action.DRAFT}),
    Role.COMMUNITY_MANAGER: frozenset(
        {Action.VIEW, Action.COMMENT, Action.DRAFT, Action.SCHEDULE, Action.DECIDE, Action.REMOVE}
    ),
    Role.MARKET_LEAD: frozenset(
        {
            Action.VIEW,
            Action.COMMENT,
            Action.DRAFT,
            Action.SCHEDULE,
            Action.APPROVE_MARKET,
            Action.DECIDE,
            Action.REMOVE,
            Action.FREEZE,
        }
    ),
    Role.REVIEWER: frozenset(
        {
            Action.VIEW,
            Action.COMMENT,
            Action.DRAFT,
            Action.SCHEDULE,
            Action.APPROVE_HEAD_OFFICE,
            Action.DECIDE,
            Action.REMOVE,
            Action.GUIDE,
            Action.FREEZE,
        }
    ),
    Role.LEGAL: frozenset(
        {Action.VIEW, Action.COMMENT, Action.APPROVE_LEGAL, Action.REMOVE, Action.GUIDE, Action.FREEZE}
    ),
    Role.ADMINISTRATOR: frozenset(
        {
            Action.VIEW,
            Action.COMMENT,
            Action.DECIDE,
            Action.REMOVE,
            Action.FREEZE,
            Action.CONNECT,
            Action.SUBSCRIBE,
            Action.ADMINISTER,
        }
    ),
    Role.ANALYST: frozenset({Action.VIEW}),
    # A machine: whatever its key's scopes, it never approves, decides, deletes or stops anything.
    Role.CLIENT: frozenset({Action.VIEW, Action.DRAFT, Action.SCHEDULE, Action.SUBSCRIBE}),
}


def memberships(person: "Person") -> list[Membership]:
    """The person's memberships, read once per person object (that is, once per request)."""
    if not person.is_authenticated or not person.is_active:
        return []
    if "_memberships" not in person.__dict__:
        person.__dict__["_memberships"] = list(person.memberships.all())
    found: list[Membership] = person.__dict__["_memberships"]
    return found


def remember(person: "User", found: list[Membership]) -> None:
    """They were read together with the person."""
    person.__dict__["_memberships"] = found


def granting(person: "Person", action: Action) -> list[Membership]:
    return [membership for membership in memberships(person) if action in TABLE[Role(membership.role)]]


def may(person: "Person", action: Action, brand: int | None = None, market: int | None = None) -> bool:
    """Whether the person may do this to something of that brand and market (ids; None = of all of them)."""
    return any(membership.covers(brand, market) for membership in granting(person, action))


def may_for_brand(person: "Person", action: Action, brand: int) -> bool:
    """Whether the person may do this for the brand in any of its markets: campaigns are the whole brand's."""
    return any(membership.brand_id in (None, brand) for membership in granting(person, action))


def may_somewhere(person: "Person", action: Action) -> bool:
    return bool(granting(person, action))


def require(person: "Person", action: Action, brand: int | None = None, market: int | None = None) -> None:
    """Raise `PermissionDenied` unless the person may."""
    if not may(person, action, brand, market):
        raise PermissionDenied(f"{person} may not {action.replace('_', ' ')} here.")


def reach(person: "Person", action: Action = Action.VIEW, brand: str = "brand", market: str = "market") -> Q:
    """The rows the person's roles reach, for models whose brand and market stand at those paths ("" = has none)."""
    return _any(
        Q(**_only(brand, membership.brand_id), **_only(market, membership.market_id))
        for membership in granting(person, action)
    )


def concerns(person: "Person", action: Action = Action.VIEW) -> Q:
    """The rows that hold where the person works, an empty brand or market holding everywhere: rules and freezes."""
    return _any(
        _for(membership.brand_id, "brand") & _for(membership.market_id, "market")
        for membership in granting(person, action)
    )


def holding(*actions: Action) -> QuerySet[Membership]:
    """The memberships of those who may do one of these somewhere."""
    roles = [role for role in Role if TABLE[role] & {*actions}]
    return Membership.objects.filter(role__in=roles, user__is_active=True)


def holders(action: Action, brand: int | None = None, market: int | None = None) -> QuerySet[Membership]:
    """The memberships of those who may do this to something of that brand and market."""
    near = {name: Q(**{name: None}) | Q(**{name: key}) for name, key in (("brand", brand), ("market", market))}
    return holding(action).filter(near["brand"], near["market"])


def _for(key: int | None, path: str) -> Q:
    return Q() if key is None else Q(**{path: None}) | Q(**{path: key})


def _only(path: str, value: int | None) -> dict[str, int]:
    return {f"{path}_id": value} if path and value is not None else {}


def _any(conditions: Iterable[Q]) -> Q:
    total: Q | None = None
    for condition in conditions:
        if not condition:
            return Q()
        total = condition if total is None else total | condition
    return Q(pk__in=[]) if total is None else total
