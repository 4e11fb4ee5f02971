"""Who works here: somebody for every role, a community manager and a lead in every market. They share one password."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts.models import Brand, Market, Membership, Role, User
from publisher.demo.brands import HESPER, MARENNE

PASSWORD = "every page on time"  # noqa: S105 - the demo tells it to everybody
HEAD_OFFICE_ZONE = "Europe/Berlin"

MANAGERS = {
    "NZ": "Aroha Ngata",
    "JP": "Haruka Morita",
    "IN": "Ananya Iyer",
    "AE": "Layla Haddad",
    "ZA": "Lindiwe Dlamini",
    "DE": "Jonas Brandt",
    "FR": "Camille Roussel",
    "ES": "Ana Belmonte",
    "IT": "Giulia Ferrante",
    "GB": "Imogen Clarke",
    "BR": "Rafael Moreira",
    "US": "Maya Whitfield",
}
LEADS = {
    "NZ": "Callum Fraser",
    "JP": "Kenji Arakawa",
    "IN": "Vikram Chauhan",
    "AE": "Omar Nasser",
    "ZA": "Pieter Joubert",
    "DE": "Katrin Vogel",
    "FR": "Antoine Mercier",
    "ES": "Carmen Salgado",
    "IT": "Marco Bellini",
    "GB": "David Okafor",
    "BR": "Beatriz Tavares",
    "US": "Daniel Reyes",
}
ELSEWHERE = [
    ("Nina Falk", Role.CONTRIBUTOR, "", "DE"),
    ("Tiago Pires", Role.CONTRIBUTOR, "", "BR"),
    ("Ingrid Solberg", Role.REVIEWER, MARENNE, ""),
    ("Matteo Ricard", Role.REVIEWER, MARENNE, ""),
    ("Sofia Lindqvist", Role.REVIEWER, HESPER, ""),
    ("Henrik Aalto", Role.REVIEWER, HESPER, ""),
    ("Dr. Paula Reinhardt", Role.LEGAL, "", ""),
    ("Tomas Novak", Role.ADMINISTRATOR, "", ""),
    ("Grace Adeyemi", Role.ANALYST, "", ""),
]
AGENCY = "studio-nord.example"
HOUSE = "marenne.example"


@dataclass(frozen=True, slots=True)
class Person:
    """`brand` (slug) and `market` (ISO code) are where the role holds; empty means everywhere."""

    name: str
    role: Role
    brand: str = ""
    market: str = ""

    @property
    def email(self) -> str:
        """first.last at the house, or at the agency for contributors."""
        first, last = self.name.removeprefix("Dr. ").lower().split()
        return f"{first}.{last}@{AGENCY if self.role == Role.CONTRIBUTOR else HOUSE}"


PEOPLE = [
    *(Person(name, Role.COMMUNITY_MANAGER, market=market) for market, name in MANAGERS.items()),
    *(Person(name, Role.MARKET_LEAD, market=market) for market, name in LEADS.items()),
    *(Person(*entry) for entry in ELSEWHERE),
]


class People:
    """The users by what they do."""

    def __init__(self, users: dict[Person, User]) -> None:
        self.users = users

    def who(self, role: Role, brand: str = "", market: str = "") -> list[User]:
        """Those in that role whose brand and market are the given ones, or everywhere."""
        return [
            user
            for person, user in self.users.items()
            if person.role == role and person.brand in {"", brand} and person.market in {"", market}
        ]

    def one(self, role: Role, brand: str = "", market: str = "") -> User:
        return self.who(role, brand, market)[0]


def make_people(brands: dict[str, Brand], markets: dict[str, Market]) -> People:
    """The password is hashed once for all: hashing is slow by design, and this one is no secret."""
    hashed = make_password(PASSWORD)
    users = {
        person: User(
            email=person.email,
            name=person.name,
            password=hashed,
            time_zone=markets[person.market].time_zone if person.market else HEAD_OFFICE_ZONE,
            is_staff=person.role == Role.ADMINISTRATOR,
        )
        for person in PEOPLE
    }
    User.objects.bulk_create(users.values())
    Membership.objects.bulk_create(
        Membership(user=user, role=person.role, brand=brands.get(person.brand), market=markets.get(person.market))
        for person, user in users.items()
    )
    return People(users)


SHOWN = ["ES", "FR", "US"]
"""Markets whose people are named to a visitor; the others are made alike."""


def who_can_log_in() -> Iterator[str]:
    """One line each: role, where it holds, e-mail, password."""
    for person in PEOPLE:
        if not person.market or person.market in SHOWN or person.role == Role.CONTRIBUTOR:
            where = " ".join(filter(None, [person.brand.title(), person.market])) or "everywhere"
            yield f"{person.role.label:<22}{where:<12}{person.email:<36}{PASSWORD}"
