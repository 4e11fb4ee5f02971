"""Loads the demo, chapter by chapter, in one transaction: all of it or nothing."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Now

from accounts.models import Brand
from campaigns.models import Notice
from publisher.demo.ahead import write_ahead
from publisher.demo.brands import MARENNE
from publisher.demo.cards import make_cards
from publisher.demo.company import Company
from publisher.demo.diary import Diary
from publisher.demo.pages import make_pages, move_pages
from publisher.demo.past import write_past
from publisher.demo.pictures import make_pictures
from publisher.demo.sent import write_sent

Say = Callable[[str], object]


def load(sandbox: str, now: datetime, say: Say) -> bool:
    """Whether there was anything to load. `sandbox` is its address without a slash at the end."""
    if Brand.objects.filter(slug=MARENNE).exists():
        say("The demo is loaded already." + (" Its pages follow the sandbox." if move_pages(sandbox) else ""))
        return False
    with transaction.atomic():
        _load(sandbox, now, say)
    return True


def _load(sandbox: str, now: datetime, say: Say) -> None:
    with _told(say, "people, brands, markets, guidelines"):
        company = Company.found(now.date())
    with _told(say, "pages, connected to the sandbox"):
        make_pages(company, sandbox)
    with _told(say, "pictures"):
        make_pictures(company)
    diary = Diary(now)
    entries = diary.entries()
    with _told(say, "cards of links"):
        make_cards(company, (entry.link for entry in entries))
    with _told(say, "two weeks behind"):
        write_sent(company, write_past(company, [entry for entry in entries if entry.at < now]), now)
    with _told(say, "a month ahead"):
        write_ahead(company, diary, [entry for entry in entries if entry.at > now])
    Notice.objects.owed().update(told_at=Now())  # nobody wants a mail about what was there before they came


@contextmanager
def _told(say: Say, what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    say(f"{what} ({time.monotonic() - began:.1f} s)")
