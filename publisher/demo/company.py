"""The car maker as it stands while its weeks are written: handed from chapter to chapter of the loading."""

from dataclasses import dataclass, field
from datetime import date

from accounts.models import Brand, Market, Page, Role, User
from campaigns.content import Card
from campaigns.draft import Draft, Picture, Plan
from campaigns.models import Asset, Campaign
from publisher.demo import texts
from publisher.demo.brands import make_brands, make_campaigns, make_markets
from publisher.demo.diary import Entry
from publisher.demo.guidelines import make_guidelines
from publisher.demo.people import People, make_people

PageKey = tuple[str, str, str]
"""Slug of the brand, ISO code of the market, network."""


@dataclass
class Company:
    brands: dict[str, Brand]
    markets: dict[str, Market]
    people: People
    campaigns: dict[str, Campaign]
    pages: dict[PageKey, Page] = field(default_factory=dict)
    pictures: dict[tuple[str, str], list[Asset]] = field(default_factory=dict)
    """By slug of the brand and scene."""
    cards: dict[str, Card | None] = field(default_factory=dict)
    """By the address of the link."""

    @classmethod
    def found(cls, today: date) -> "Company":
        """Brands, markets, people, campaigns and guidelines; pages and pictures come after."""
        brands, markets = make_brands(), make_markets()
        campaigns = make_campaigns(brands, today)
        make_guidelines(brands, markets, campaigns)
        return cls(brands, markets, make_people(brands, markets), campaigns)

    def author(self, entry: Entry) -> User:
        """The market's community manager, or at head office the brand's first reviewer."""
        if not entry.home:
            return self.people.one(Role.REVIEWER, entry.brand)
        return self.people.one(Role.COMMUNITY_MANAGER, entry.brand, entry.home)

    def draft(self, entry: Entry) -> Draft:
        """The entry as its author writes it."""
        return Draft(
            text=entry.text,
            link=entry.link,
            language=entry.language,
            campaign=self.campaigns[entry.campaign].pk if entry.campaign else None,
            tags=entry.tags,
            wordings=entry.wordings,
            pictures=self._pictures(entry),
            plan=tuple(self._plan(entry)),
        )

    def _pictures(self, entry: Entry) -> tuple[Picture, ...]:
        if not entry.scene:
            return ()
        fitting = self.pictures[entry.brand, entry.scene]
        return (Picture(fitting[entry.turn % len(fitting)], texts.alt(entry.scene, entry.language)),)

    def _plan(self, entry: Entry) -> list[Plan]:
        """The entry's pages that are connected, each at its time."""
        places = [(time, (entry.brand, time.market, network)) for time in entry.times for network in entry.networks]
        return [Plan(self.pages[key], time.wall, time.zone, 0) for time, key in places if key in self.pages]
