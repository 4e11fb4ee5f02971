"""Reads contents against the guidelines and answers in findings. The same reading runs while a person types, at
submission,
at approval, and in the worker."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time, timedelta
from functools import cache
from itertools import chain
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from campaigns import walltime
from campaigns.content import Content, Finding
from campaigns.models.guideline import Guideline
from campaigns.reading import Reading

Reader = Callable[[Reading], Iterable[Finding]]
URL = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)


@cache
def readers() -> list[Reader]:
    return [import_string(path) for path in settings.PROOFREADERS]


def everything(contents: Sequence[Content]) -> list[Finding]:
    """What every reader of the house finds in these contents, each sentence once per page; blocking ones first."""
    return findings(Reading(contents))


def findings(reading: Reading) -> list[Finding]:
    found = dict.fromkeys(chain.from_iterable(reader(reading) for reader in readers()))
    return sorted(found, key=lambda finding: not finding.blocks)


def read(reading: Reading) -> Iterable[Finding]:
    """Times that have passed, and the guidelines in force for each content; what is public has had its time."""
    for content in reading.contents:
        yield from () if content.corrects else times(content)
        yield from against(content, reading.rules)
    yield from _too_many_a_day([content for content in reading.contents if not content.corrects], reading.rules)


def in_force_for(brands: set[int]) -> list[Guideline]:
    return list(Guideline.objects.in_force_for(brands))


def times(content: Content) -> Iterable[Finding]:
    wall = datetime.fromisoformat(content.wall)
    try:
        at = walltime.to_utc(wall, content.zone, content.fold)
    except walltime.WrongTime as fault:
        yield Finding(str(fault), field="time", page=content.page)
        return
    if at <= timezone.now():
        sentence = f"{walltime.words(wall)} ({walltime.city(content.zone)}) has passed. Choose a time still ahead."
        yield Finding(sentence, field="time", page=content.page)


def against(content: Content, rules: Iterable[Guideline]) -> Iterable[Finding]:
    """What this content breaks, of the rules that need nothing but the content itself."""
    for rule in rules:
        check = CHECKS.get(rule.kind)
        field = FIELDS.get(rule.kind, "text")
        if content.corrects and field == "time":
            continue
        if check and concerns(rule, content) and check(rule, content):
            yield Finding(rule.sentence, rule.blocks, field, content.page)


def concerns(rule: Guideline, content: Content) -> bool:
    return (
        rule.brand_id in (None, content.brand)
        and rule.market_id in (None, content.market)
        and rule.campaign_id in (None, content.campaign)
        and rule.network in ("", content.network)
    )


def _words_missing(rule: Guideline, content: Content) -> bool:
    text = content.text.casefold()
    return not any(word.casefold() in text for word in rule.words)


def _words_banned(rule: Guideline, content: Content) -> bool:
    text = content.words.casefold()
    return any(re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", text) for word in rule.words)


def _domain_forbidden(rule: Guideline, content: Content) -> bool:
    addresses = URL.findall(content.words) + ([content.link] if content.link else [])
    return any(not _within(_host(address), rule.words) for address in addresses)


def _host(address: str) -> str:
    """The address's host; "" for one that no browser would understand."""
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""


def _within(host: str, domains: Iterable[str]) -> bool:
    return any(host == domain.lower() or host.endswith("." + domain.lower()) for domain in domains)


def _media_missing(rule: Guideline, content: Content) -> bool:
    return not content.media


def _in_quiet_hours(rule: Guideline, content: Content) -> bool:
    start, end = (time.fromisoformat(word) for word in rule.words)
    at = datetime.fromisoformat(content.wall).time()
    return start <= at < end if start <= end else at >= start or at < end


CHECKS: dict[str, Callable[[Guideline, Content], bool]] = {
    Guideline.Kind.REQUIRED_TEXT: _words_missing,
    Guideline.Kind.BANNED_WORDS: _words_banned,
    Guideline.Kind.ALLOWED_DOMAINS: _domain_forbidden,
    Guideline.Kind.MEDIA_REQUIRED: _media_missing,
    Guideline.Kind.QUIET_HOURS: _in_quiet_hours,
}
FIELDS: dict[str, str] = {
    Guideline.Kind.ALLOWED_DOMAINS: "link",
    Guideline.Kind.MEDIA_REQUIRED: "media",
    Guideline.Kind.QUIET_HOURS: "time",
    Guideline.Kind.MOST_A_DAY: "time",
}


def _too_many_a_day(contents: Sequence[Content], rules: Iterable[Guideline]) -> Iterable[Finding]:
    limits = [(rule, content) for rule in rules if rule.kind == rule.Kind.MOST_A_DAY for content in contents]
    if not limits:
        return
    planned = _planned_a_day(contents)
    for rule, content in limits:
        if concerns(rule, content) and planned[content.page, content.wall[:10]] > int(rule.words[0]):
            yield Finding(rule.sentence, rule.blocks, "time", content.page)


def _planned_a_day(contents: Sequence[Content]) -> Counter[tuple[int, str]]:
    """How many publications each page has on each wall day, these contents included."""
    from campaigns.models.publication import Publication

    days = sorted(content.wall[:10] for content in contents)
    first, last = datetime.fromisoformat(days[0]), datetime.fromisoformat(days[-1]) + timedelta(days=1)
    others = (
        Publication.objects.filter(page__in={content.page for content in contents}, wall__gte=first, wall__lt=last)
        .exclude(state__in=[Publication.State.CANCELLED, Publication.State.LAPSED])
        .exclude(pk__in=[content.publication for content in contents if content.publication])
        .values_list("page", "wall")
    )
    return Counter(
        chain(((c.page, c.wall[:10]) for c in contents), ((page, f"{wall:%Y-%m-%d}") for page, wall in others))
    )
