"""Nothing is shown beyond its rights: found while a person types, at submission, at approval, and in the worker."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Brand, Event, Page, User
from campaigns import expiry, proofread
from campaigns.draft import Further, Picture
from campaigns.models import Asset, Post, Publication, Rights
from campaigns.models.post import Blocked
from campaigns.models.rights import WARNING, words
from publisher.engine.drain import drain
from publisher.engine.release import release
from publisher.models import Attempt, Delivery
from tests.campaigns.test_compose import typed
from tests.cast import Write, make_due, picture_file

Approve = Callable[[Post], Post]
TODAY = timezone.localdate()
GONE = {"valid_until": TODAY - timedelta(days=1)}


def sentences(post: Post) -> list[str]:
    return [finding.sentence for finding in post.findings() if finding.field == "media" and finding.blocks]


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({}, ""),
        ({"owner": "Studio", "valid_from": TODAY - timedelta(days=9), "valid_until": TODAY + timedelta(days=9)}, ""),
        ({"territories": ["ES", "FR"], "networks": ["mastodon", "x"]}, ""),
        (GONE, f"may be shown until {words(GONE['valid_until'])}"),
        ({"valid_from": TODAY + timedelta(days=9)}, "Choose a later day"),
        ({"territories": ["FR"]}, "may not be shown in Spain. Leave this page out"),
        ({"networks": ["x"]}, "may not be shown on Mastodon. Leave this page out"),
    ],
)
def test_what_speaks_against_it_is_said_with_the_remedy(
    terms: dict[str, Any], told: str, write: Write, ana: User, photo: Asset, madrid_mastodon: Page
) -> None:
    Rights.grant(photo, ana, **terms)
    found = sentences(write(madrid_mastodon, pictures=((photo, ""),)))
    assert (len(found), told in " ".join(found)) == (bool(told), True)


def test_what_a_further_part_of_a_thread_shows_is_read_too(
    write: Write, ana: User, photo: Asset, madrid_mastodon: Page
) -> None:
    Rights.grant(photo, ana, **GONE)
    assert len(sentences(write(madrid_mastodon, thread=(Further("Dos.", (Picture(photo),)),)))) == 1


def test_the_last_day_is_the_markets_own(write: Write, ana: User, photo: Asset, madrid_mastodon: Page) -> None:
    late = timezone.now().replace(year=timezone.now().year + 1, month=6, day=30, hour=21, minute=30)
    Rights.grant(photo, ana, valid_until=date(late.year, 6, 30))
    in_time = write(madrid_mastodon, pictures=((photo, ""),), at=late)
    too_late = write(madrid_mastodon, pictures=((photo, ""),), at=late + timedelta(hours=1))
    assert not sentences(in_time)
    assert f"this goes out on 1 July {late.year}" in sentences(too_late)[0]


def test_it_is_found_while_typing(client: Client, ana: User, photo: Asset, madrid_mastodon: Page) -> None:
    Rights.grant(photo, ana, **GONE)
    client.force_login(ana)
    page = client.post("/checks", typed(madrid_mastodon, picture=[photo.pk], alt=[""])).content.decode()
    assert "have its rights extended" in page


def test_it_stops_submission_and_approval(
    write: Write, ana: User, carmen: User, photo: Asset, madrid_mastodon: Page
) -> None:
    post = write(madrid_mastodon, pictures=((photo, ""),))
    post.submit(by=ana)
    Rights.grant(photo, ana, territories=["FR"])
    assert post.revision
    with pytest.raises(Blocked, match="may not be shown in Spain"):
        post.approve(by=carmen, digest=post.revision.digest)
    other = write(madrid_mastodon, pictures=((photo, ""),))
    with pytest.raises(Blocked, match="may not be shown in Spain"):
        other.submit(by=ana)


@pytest.mark.parametrize("terms", [GONE, {"territories": ["FR"]}])
@pytest.mark.parametrize("below", [False, True], ids=["in the post", "in a further part"])
def test_the_worker_sends_nothing_whose_rights_were_taken_after_the_approval(
    below: bool, terms: dict[str, Any], write: Write, approve: Approve, ana: User, photo: Asset, madrid_mastodon: Page
) -> None:
    shown = (Picture(photo),)
    post = approve(write(madrid_mastodon, **{"thread": (Further("Dos.", shown),)} if below else {"pictures": shown}))
    make_due(*post.publications.all())
    release()
    Delivery.objects.update(state="ready")
    Rights.grant(photo, ana, **terms)
    drain("mastodon")
    delivery = Delivery.objects.get()
    assert delivery.state == "refused"
    assert "may" in delivery.reason
    assert not Attempt.objects.exists()


def test_the_worker_asks_for_the_day_it_is_not_the_day_that_was_planned(
    write: Write, approve: Approve, ana: User, photo: Asset, madrid_mastodon: Page
) -> None:
    """What a person sends again later is later."""
    tomorrow = timezone.now() + timedelta(days=1)
    Rights.grant(photo, ana, valid_from=tomorrow.date())
    post = approve(write(madrid_mastodon, pictures=((photo, ""),), at=tomorrow + timedelta(hours=3)))
    make_due(*post.publications.all())
    release()
    Delivery.objects.update(state="ready")
    drain("mastodon")
    assert "Choose a later day" in Delivery.objects.get().reason


def test_rights_end_after_they_begin(ana: User, photo: Asset) -> None:
    with pytest.raises(IntegrityError, match="rights_end_after_start"), transaction.atomic():
        Rights.grant(photo, ana, valid_from=TODAY, valid_until=TODAY - timedelta(days=1))


def test_one_query_reads_the_rights_of_all(
    write: Write, ana: User, aurora: Brand, photo: Asset, madrid_mastodon: Page, madrid_bluesky: Page
) -> None:
    Rights.grant(photo, ana, territories=["ES"])
    small = write(madrid_mastodon, pictures=((photo, ""),)).contents()
    large = write(madrid_mastodon, madrid_bluesky, pictures=((photo, ""), (photo, "b"))).contents()
    counts = []
    for contents in (small, large):
        with CaptureQueriesContext(connection) as captured:
            proofread.everything(contents)
        counts.append(len(captured))
    assert counts[0] == counts[1]


# --- rights that end


@pytest.fixture
def ending(write: Write, approve: Approve, ana: User, photo: Asset, madrid_mastodon: Page) -> dict[str, Publication]:
    """Rights that end in a week; a post live with it, one planned before the end, one after it."""
    posts = {
        "live": approve(write(madrid_mastodon, pictures=((photo, ""),))),
        "before": write(madrid_mastodon, pictures=((photo, ""),)),
        "after": write(madrid_mastodon, pictures=((photo, ""),), at=timezone.now() + timedelta(days=9)),
    }
    make_due(*posts["live"].publications.all())
    release()
    Delivery.objects.update(state="published", permalink="https://social.example/1")
    Rights.grant(photo, ana, valid_until=TODAY + timedelta(days=7))
    return {name: post.publications.get() for name, post in posts.items()}


def test_what_is_planned_beyond_the_end_and_what_is_live_is_listed(
    ending: dict[str, Publication], ana: User, photo: Asset
) -> None:
    [found] = expiry.endings(Asset.objects.ending(TODAY + timedelta(days=7)), Publication.objects.visible_to(ana))
    assert (found.asset, found.planned, found.live) == (photo, [ending["after"]], [ending["live"]])
    assert not Asset.objects.ending(TODAY + timedelta(days=6))


def test_people_are_told_once_in_time(
    ending: dict[str, Publication], ana: User, dieter: User, gwen: User, photo: Asset
) -> None:
    assert expiry.warn() == 1
    assert expiry.warn() == 0
    assert {address for letter in mail.outbox for address in letter.to} == {ana.email, dieter.email}
    text = str(mail.outbox[0].body)
    assert "Live; take it down:" in text
    assert "https://social.example/1" in text
    assert f"/posts/{ending['after'].post_id}" in text
    assert f"/posts/{ending['before'].post_id}" not in text
    assert Event.objects.filter(what="asset.rights_ending").count() == 1
    Rights.grant(photo, ana, valid_until=TODAY + timedelta(days=8))
    assert expiry.warn() == 1


def test_people_are_told_again_the_day_before_what_is_planned_and_live_by_then(
    ending: dict[str, Publication], ana: User, dieter: User, photo: Asset, aurora: Brand
) -> None:
    Rights.objects.update(valid_until=TODAY + timedelta(days=1), warned_at=timezone.now() - timedelta(days=3))
    unused = Asset.upload(ana, aurora, picture_file())
    Rights.grant(unused, ana, valid_until=TODAY + timedelta(days=1))
    Rights.objects.filter(asset=unused).update(warned_at=timezone.now() - timedelta(days=3))
    assert (expiry.warn(), expiry.warn()) == (1, 0)
    assert f"/posts/{ending['after'].post_id}" in str(mail.outbox[0].body)
    Rights.objects.update(valid_until=TODAY + timedelta(days=2), warned_at=timezone.now() - timedelta(days=3))
    assert expiry.warn() == 0, "not yet"
    Rights.objects.update(valid_until=TODAY - timedelta(days=1))
    assert expiry.warn() == 0, "it is over, and was told"


def test_a_new_end_that_nears_is_told_anew(ending: dict[str, Publication], ana: User, photo: Asset) -> None:
    assert expiry.warn() == 1
    Rights.grant(photo, ana, valid_until=TODAY + timedelta(days=90))
    assert expiry.warn() == 0
    Rights.objects.update(valid_until=TODAY + timedelta(days=5))  # the days go by
    assert expiry.warn() == 1


def test_nobody_is_told_too_early(ana: User, photo: Asset) -> None:
    Rights.grant(photo, ana, valid_until=TODAY + WARNING + timedelta(days=1))
    assert expiry.warn() == 0
