"""Housekeeping: time zones that change, plans that lapse, what nobody reads again."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from accounts.models import Event, Page
from campaigns.models import Post, Publication
from publisher import chores
from publisher.models import Hold


def test_a_country_that_changes_its_clock_moves_what_lies_ahead(
    write: Callable[..., Post], madrid_mastodon: Page
) -> None:
    publication = write(madrid_mastodon).publications.get()
    rightly = publication.at
    Publication.objects.update(at=rightly + timedelta(hours=1))
    assert chores.rederive_times() == 1
    publication.refresh_from_db()
    assert publication.at == rightly
    assert Event.objects.about(publication).get().what == "publication.time_moved"


def test_what_is_not_approved_by_its_time_lapses(
    transactional_db: None, write: Callable[..., Post], madrid_mastodon: Page
) -> None:
    publication = write(madrid_mastodon).publications.get()
    assert Publication.objects.lapse() == 0
    Publication.objects.update(at=timezone.now())
    assert Publication.objects.lapse() == 1
    publication.refresh_from_db()
    assert publication.state == "lapsed"


def test_old_holds_are_removed(madrid_mastodon: Page) -> None:
    for days in (0, 2):
        Hold.objects.create(home=f"http://{days}.example", until=timezone.now() - timedelta(days=days))
    chores.tidy()
    assert Hold.objects.get().home == "http://0.example"
