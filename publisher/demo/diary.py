"""Who says what, when and where, through two weeks behind and a month ahead. Decided before anything is written."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Network
from publisher.demo import texts
from publisher.demo.brands import CAMPAIGNS, HESPER, MARENNE, MARKETS
from publisher.demo.subjects import BY_KEY, Subject, of

EVERYWHERE = (Network.FACEBOOK, Network.MASTODON, Network.BLUESKY, Network.LINKEDIN, Network.PINTEREST)
"""Where every market is at home. The other networks hear something now and then."""
AHEAD = (*EVERYWHERE, Network.INSTAGRAM, Network.THREADS, Network.TIKTOK)
"""Of what lies ahead also those that fetch pictures from us: while the demo is loaded, nobody answers them."""
WITHIN_MINUTES = (*AHEAD, Network.TELEGRAM, Network.WORDPRESS)
"""Where a visitor can watch posts going out. The texts of the weeks were not written for X and Sina Weibo, and have no
film for YouTube: these wait for visitors to write to them."""
COMBINATIONS = [
    EVERYWHERE, EVERYWHERE, EVERYWHERE,
    (Network.MASTODON, Network.BLUESKY), (Network.MASTODON, Network.BLUESKY),
    (Network.FACEBOOK,), (Network.FACEBOOK, Network.BLUESKY), (Network.FACEBOOK, Network.MASTODON),
    (Network.FACEBOOK, Network.TELEGRAM),
]  # fmt: skip
SLOTS = ["07:10", "07:45", "08:30", "09:15", "11:40", "12:05", "12:30", "13:20", "15:45", "17:10", "18:00", "18:30",
         "19:15", "20:10", "20:45"]  # fmt: skip
WEEKS_BEHIND, WEEKS_AHEAD = 2, 4
TIGHTEST = 300
"""Characters that fit on the tightest network, Bluesky."""
MOMENT = time(18)
MOMENTS = [(3, "dusk_first"), (8, "test_drive"), (15, "dusk_light"), (22, "tarn_weekend")]
"""Days ahead on which every market says the same at 18:00 of its own clock."""
WORLDWIDE_DAYS = (2, 5, 11, 17)
"""Days ahead of what head office writes itself, for all markets that read English."""
SOON = ((5, "owners"), (10, "stars"), (20, "tarn_dog"))
"""Minutes ahead of what a visitor can watch going out."""


@dataclass(frozen=True, slots=True)
class Time:
    market: str
    wall: datetime
    zone: str

    @property
    def at(self) -> datetime:
        return self.wall.replace(tzinfo=ZoneInfo(self.zone))


@dataclass(frozen=True, slots=True)
class Entry:
    """One post. `home` is the market that writes it, "" for head office; `turn` varies pictures and closing lines."""

    brand: str
    home: str
    language: str
    text: str
    times: tuple[Time, ...]
    networks: tuple[Network, ...]
    turn: int
    scene: str = ""
    link: str = ""
    campaign: str = ""
    tags: tuple[str, ...] = ()
    wordings: tuple[tuple[str, str], ...] = ()

    @property
    def at(self) -> datetime:
        return min(time.at for time in self.times)


class Diary:
    """All entries around `now`, the same for the same `now`."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.chance = random.Random(now.date().toordinal())  # noqa: S311 - variety, no secret
        self.turn = 0

    def entries(self) -> list[Entry]:
        """In order of their first time."""
        everyday = [
            entry for market in MARKETS for brand in (MARENNE, HESPER) for entry in self._everyday(brand, market)
        ]
        return sorted([*everyday, *self._moments(), *self._worldwide()], key=lambda entry: entry.at)

    def soon(self) -> list[Entry]:
        """One post on most networks within minutes, each in another market in which it is day."""
        awake = [code for code in MARKETS if 8 <= self._here(code).hour < 21]
        chosen = self.chance.sample(awake, len(SOON))
        return [
            self._entry(
                BY_KEY[subject], market, self._time(market, self.now + timedelta(minutes=minutes)), WITHIN_MINUTES
            )
            for market, (minutes, subject) in zip(chosen, SOON, strict=True)
        ]

    def _everyday(self, brand: str, market: str) -> Iterator[Entry]:
        """A market's own rhythm: dense behind and in the next fortnight, thinner beyond; at most one a day."""
        subjects = self._subjects(brand, market)
        days = [
            *self.chance.sample(range(-7 * WEEKS_BEHIND, 0), 6),
            *self.chance.sample(range(14), 6),
            *self.chance.sample(range(14, 7 * WEEKS_AHEAD + 3), 4),
        ]
        for day, subject in zip(sorted(days), subjects, strict=False):
            at = self._at(market, day, time.fromisoformat(self.chance.choice(SLOTS)))
            if abs(at.at - self.now) > timedelta(minutes=40):
                yield self._entry(subject, market, at, self.chance.choice(COMBINATIONS))

    def _subjects(self, brand: str, market: str) -> list[Subject]:
        """The brand's in an order of this market's, its own among them; they come again after about three weeks."""
        local = [
            Subject(f"local {n}", brand, scene, tags=("local",))
            for n, (scene, _) in enumerate(texts.en.LOCAL.get((market, brand), []))
        ]
        elsewhere = {key for _, key in (*MOMENTS, *SOON)}
        common = [subject for subject in of(brand) if subject.key not in elsewhere]
        self.chance.shuffle(common)
        spread = common[: len(common) // 2] + local + common[len(common) // 2 :]
        return [*spread, *common]

    def _moments(self) -> Iterator[Entry]:
        for day, key in MOMENTS:
            for market in MARKETS:
                yield self._entry(BY_KEY[key], market, self._at(market, day, MOMENT), AHEAD)

    def _worldwide(self) -> Iterator[Entry]:
        readers = [code for code, (_, _, languages) in MARKETS.items() if "en" in languages]
        for day, (brand, scene, text) in zip(WORLDWIDE_DAYS, texts.en.WORLDWIDE, strict=True):
            times = tuple(self._at(market, day, MOMENT) for market in readers)
            self.turn += 1
            yield Entry(brand, "", "en", text, times, AHEAD, self.turn, scene, tags=("worldwide",))

    def _entry(self, subject: Subject, market: str, at: Time, networks: tuple[Network, ...]) -> Entry:
        self.turn += 1
        languages = MARKETS[market][2]
        language = languages[1] if len(languages) > 1 and self.turn % 4 == 0 else languages[0]
        body = self._body(subject, language, market)
        text = self._with_law(body, market)
        link = f"https://www.{subject.brand}.example/{market.lower()}/{subject.path}" if subject.path else ""
        pictured = Network.FACEBOOK in networks or self.turn % 5 < 3
        return Entry(
            subject.brand,
            market,
            language,
            text,
            (at,),
            networks,
            self.turn,
            scene=subject.scene if pictured else "",
            link=link if len(text) + len(link) + 2 < TIGHTEST else "",
            campaign=self._campaign(subject, at),
            tags=subject.tags,
            wordings=self._wordings(body, language, market, networks),
        )

    def _body(self, subject: Subject, language: str, market: str) -> str:
        kind, _, number = subject.key.partition(" ")
        if kind == "local":
            text: str = texts.en.LOCAL[market, subject.brand][int(number)][1]
            return text
        return texts.text_of(subject.key, language, market)

    def _with_law(self, text: str, market: str) -> str:
        return f"{text}\n\n{texts.mobility(self.turn)}" if market == "FR" else text

    def _wordings(
        self, body: str, language: str, market: str, networks: tuple[Network, ...]
    ) -> tuple[tuple[str, str], ...]:
        """Now and then Facebook gets a line more than the others."""
        if Network.FACEBOOK not in networks or len(networks) == 1 or self.turn % 5 > 1:
            return ()
        longer = f"{body}\n\n{texts.closing(language, self.turn)}"
        return ((Network.FACEBOOK, self._with_law(longer, market)),)

    def _campaign(self, subject: Subject, at: Time) -> str:
        if not subject.campaign:
            return ""
        purpose, day = CAMPAIGNS[subject.campaign], (at.wall.date() - self.now.date()).days
        return subject.campaign if purpose.starts < day < purpose.ends else ""

    def _here(self, market: str) -> datetime:
        return self.now.astimezone(ZoneInfo(MARKETS[market][1]))

    def _time(self, market: str, at: datetime) -> Time:
        """The next full minute of the market's clock."""
        zone = MARKETS[market][1]
        wall = (at + timedelta(seconds=59)).astimezone(ZoneInfo(zone)).replace(second=0, microsecond=0, tzinfo=None)
        return Time(market, wall, zone)

    def _at(self, market: str, day: int, clock: time) -> Time:
        """That many days from the market's own today."""
        wall = datetime.combine(self._here(market).date() + timedelta(days=day), clock)
        return Time(market, wall, MARKETS[market][1])
