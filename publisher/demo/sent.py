"""What became of the past: deliveries and attempts as the engine would have left them, and the posts in the sandbox."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from accounts.models import Event, Page, Role
from campaigns.models import Asset, Publication
from publisher import connections
from publisher.demo.company import Company
from publisher.demo.courses import REVOKED, TROUBLES, Course, State, Try, went_well
from publisher.demo.past import Past, at
from publisher.models import Attempt, Delivery
from publisher.networks import NETWORKS
from publisher.networks.base import Account, Piece, Receipt
from publisher.networks.http import Door
from publisher.pieces import piece_of

OLD_ENOUGH = timedelta(hours=2)
WORKER = "drain@worker-{}"


@dataclass
class Sent:
    past: Past
    publication: Publication
    course: Course
    delivery: Delivery
    receipt: Receipt | None = None

    def moment(self, seconds: float) -> datetime:
        """That long after it was due."""
        return self.publication.at + timedelta(seconds=seconds)

    def ended_at(self) -> datetime:
        """When it reached its last state by itself."""
        if self.course.state == State.MISSED or not self.course.tries:
            return self.delivery.closes_at
        last = self.course.tries[-1]
        return self.moment(last.after + last.took + self.course.looked)

    def told(self, words: str) -> str:
        return words.format(host=urlsplit(self.publication.page.home).netloc)


def write_sent(company: Company, pasts: list[Past], now: datetime) -> int:
    """Deliver what was approved, on paper and in the sandbox. Returns how many are public."""
    sents = _courses([past for past in pasts if not past.lapsed], now)
    _publish(company, sents)
    _write_deliveries(sents)
    Attempt.objects.bulk_create(
        _attempt(sent, number, attempted) for sent in sents for number, attempted in enumerate(sent.course.tries, 1)
    )
    events = [event for sent in sents for event in _events(company, sent)]
    Event.objects.bulk_create(sorted(events, key=lambda event: event.at))
    _lose_pages(company, sents)
    return sum(sent.course.public for sent in sents)


def _courses(pasts: list[Past], now: datetime) -> list[Sent]:
    """Troubles first, each on another page; everything else went well."""
    pending = list(TROUBLES)
    troubled: set[tuple[int, int]] = set()
    sents = []
    pairs = [(past, publication) for past in pasts for publication in past.publications]
    for past, publication in sorted(pairs, key=lambda pair: pair[1].at, reverse=True):
        page = publication.page
        course = next((course for course in pending if course.network == page.network), None)
        if course is None or now - publication.at < OLD_ENOUGH or page.scope() in troubled:
            course = went_well(page.network, past.entry.turn)
        else:
            pending.remove(course)
            troubled.add(page.scope())
        sents.append(Sent(past, publication, course, _delivery(past, publication)))
    return sents


def _delivery(past: Past, publication: Publication) -> Delivery:
    content, page = past.contents[publication.pk], publication.page
    return Delivery(
        publication=publication,
        revision=past.revision,
        page=page,
        network=page.network,
        campaign_id=content.campaign,
        tags=list(content.tags),
        content=content.to_json(),
        digest=content.digest,
        key=NETWORKS[page.network].key(publication.at),
        due_at=publication.at,
        closes_at=publication.at + settings.WINDOW,
        next_at=publication.at,
    )


def _write_deliveries(sents: list[Sent]) -> None:
    for sent in sents:
        delivery, course = sent.delivery, sent.course
        delivery.state = course.state
        delivery.fence = len(course.tries) + (1 if sent.past.draft.pictures else 0) + 1
        delivery.tries = max(0, len(course.tries) - 1)
        delivery.deaths = course.deaths
        delivery.doubts = sum(attempt.outcome == "unsure" for attempt in course.tries)
        delivery.reason = sent.told(course.reason)
        if course.state == State.PUBLISHED and sent.receipt:
            delivery.remote_id, delivery.permalink = sent.receipt.remote_id, sent.receipt.permalink
            delivery.published_at = sent.ended_at()
        elif course.state != State.PUBLISHED:
            delivery.told_at = sent.ended_at() + timedelta(seconds=30)
    Delivery.objects.bulk_create(sent.delivery for sent in sents)


def _attempt(sent: Sent, number: int, attempted: Try) -> Attempt:
    published = attempted.outcome == "published"
    return Attempt(
        delivery=sent.delivery,
        page=sent.publication.page,
        fence=number + (1 if sent.past.draft.pictures else 0),
        key=sent.delivery.key,
        worker=WORKER.format(1 + sent.delivery.pk % 2),
        started_at=sent.moment(attempted.after),
        ended_at=sent.moment(attempted.after + attempted.took),
        outcome=attempted.outcome,
        reason=sent.told(attempted.reason),
        network_text=attempted.network_text,
        trace_id=sent.receipt.trace_id if published and sent.receipt else "",
        status=attempted.status,
    )


def _events(company: Company, sent: Sent) -> list[Event]:
    delivery, state = sent.delivery, sent.course.state
    facts: dict[str, Any] = {"permalink": delivery.permalink, "reason": delivery.reason}
    events = []
    if any(attempted.outcome == "unsure" for attempted in sent.course.tries):
        doubted = sent.course.tries[-1]
        events.append(at(sent.moment(doubted.after + doubted.took), Event.about("delivery.unsure", delivery, **facts)))
    if state == State.ABANDONED:
        before = "delivery.refused" if sent.course.tries else "delivery.missed"
        lead = company.people.one(Role.MARKET_LEAD, sent.past.entry.brand, sent.past.entry.home)
        events.append(at(sent.ended_at(), Event.about(before, delivery, **facts)))
        decided = sent.ended_at() + timedelta(minutes=50)
        return [*events, at(decided, Event.about("delivery.given_up", delivery, lead))]
    return [*events, at(sent.ended_at(), Event.about(f"delivery.{state}", delivery, **facts))]


def _lose_pages(company: Company, sents: list[Sent]) -> None:
    """A page whose token was revoked waits for an administrator; nothing is planned on it."""
    for sent in sents:
        if sent.course.reason == REVOKED:
            connections.lost(sent.publication.page, sent.delivery.reason)
            company.pages = {key: page for key, page in company.pages.items() if page != sent.publication.page}


def _publish(company: Company, sents: list[Sent]) -> None:
    """Say in the sandbox what was said, page by page in order, so that links lead somewhere."""
    data = {asset.checksum: _reader(asset) for found in company.pictures.values() for asset in found}
    by_page: dict[Page, list[tuple[Sent, Piece]]] = defaultdict(list)
    for sent in sorted(sents, key=lambda sent: sent.publication.at):
        if sent.course.public:
            piece = piece_of(sent.past.contents[sent.publication.pk])
            pictures = tuple(replace(picture, read=data[picture.checksum]) for picture in piece.pictures)
            by_page[sent.publication.page].append((sent, replace(piece, pictures=pictures)))
    asyncio.run(_publish_all([(connections.account_of(page), said) for page, said in by_page.items()]))


def _reader(asset: Asset) -> Callable[[], bytes]:
    """The bytes, read beforehand: the networks read in threads, to which this transaction's rows are invisible."""
    with asset.file.open("rb") as file:
        data: bytes = file.read()
    return lambda: data


async def _publish_all(work: list[tuple[Account, list[tuple[Sent, Piece]]]]) -> None:
    async with connections.open_door_to_sandbox() as door:
        await asyncio.gather(*(_publish_page(door, account, said) for account, said in work))


async def _publish_page(door: Door, account: Account, said: list[tuple[Sent, Piece]]) -> None:
    for sent, piece in said:
        network = NETWORKS[sent.publication.page.network]
        handle = await network.prepare(door, account, piece, {})
        sent.receipt = await network.publish(door, account, piece, sent.delivery.key, handle)
