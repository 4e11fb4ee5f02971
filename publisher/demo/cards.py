"""What the brands' web sites say of themselves, so that links have cards although no such site exists."""

from collections.abc import Iterable
from functools import cache

from django.utils import timezone

from campaigns import link_cards
from campaigns.models import LinkCard
from publisher.demo.company import Company
from publisher.demo.subjects import of


def make_cards(company: Company, links: Iterable[str]) -> None:
    """One for each address: https://www.{brand}.example/{market}/{path}."""

    @cache
    def picture(brand: str, scene: str) -> link_cards.Seen:
        with company.pictures[brand, scene][0].file.open("rb") as file:
            return link_cards.made(file.read())

    cards = []
    for link in sorted(set(links) - {""}):
        *_, host, _, path = link.split("/", 4)
        brand = company.brands[host.split(".")[1]]
        scene = next(subject.scene for subject in of(brand.slug) if subject.path == path)
        title = f"{' · '.join(word.capitalize() for word in path.replace('-', ' ').split('/'))} | {brand}"
        seen = {"title": title, "read_at": timezone.now(), **picture(brand.slug, scene)}
        cards.append(LinkCard(brand=brand, address=link, **seen))
    company.cards = {card.address: card.card for card in LinkCard.objects.bulk_create(cards)}
