"""Who rehearses: one brand, the demo's markets, an author, a lead and a reviewer with everything in reach."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts.models import Brand, Market, Membership, Role, User
from publisher.demo.brands import MARKETS

BRAND = "rehearsal"
PASSWORD = "every post once"  # noqa: S105 - a rehearsal's database lives as long as the rehearsal
ROLES = {
    Role.COMMUNITY_MANAGER: "author@rehearsal.example",
    Role.MARKET_LEAD: "lead@rehearsal.example",
    Role.REVIEWER: "reviewer@rehearsal.example",
    Role.ADMINISTRATOR: "administrator@rehearsal.example",
}


@dataclass(frozen=True)
class Cast:
    brand: Brand
    markets: list[Market]
    author: User
    lead: User
    reviewer: User
    administrator: User


def gather_cast() -> Cast:
    """The same people every time."""
    brand, _ = Brand.objects.get_or_create(slug=BRAND, defaults={"name": "Rehearsal"})
    markets = [_market(code) for code in MARKETS]
    return Cast(brand, markets, *(_person(role, email, brand) for role, email in ROLES.items()))


def _market(code: str) -> Market:
    name, zone, languages = MARKETS[code]
    market, _ = Market.objects.get_or_create(
        code=code, defaults={"name": name, "time_zone": zone, "languages": languages}
    )
    return market


def _person(role: Role, email: str, brand: Brand) -> User:
    user: User | None = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create(email=email, name=role.label, password=make_password(PASSWORD))
        Membership.objects.create(user=user, role=role, brand=brand)
    return user
