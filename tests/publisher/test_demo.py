"""The demo, loaded once into a database that is rolled back after the last of these tests."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from itertools import product

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from accounts.models import Market, Network, Page, Role, User
from campaigns.models import Asset, Post, Publication
from publisher.demo import texts
from publisher.demo.diary import WITHIN_MINUTES
from publisher.demo.guidelines import MOBILITY_HASHTAG
from publisher.demo.load import load
from publisher.demo.people import PASSWORD, who_can_log_in
from publisher.demo.subjects import SUBJECTS
from publisher.engine.claim import approved_digests, is_approved
from publisher.models import Delivery
from publisher.models.sending import ON_THE_DESK
from tests.peer import Sandbox

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo")]


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker, sandbox_process: Sandbox) -> Iterator[Sandbox]:
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", sandbox=sandbox_process.address, stdout=StringIO())
        yield sandbox_process
        transaction.set_rollback(True)


def scheduled() -> list[Post]:
    return list(Post.objects.filter(publications__state=Publication.State.SCHEDULED).distinct())


def test_a_second_loading_changes_nothing(demo: Sandbox) -> None:
    before = Post.objects.count(), Page.objects.count(), Asset.objects.count()
    assert not load(demo.address, timezone.now(), say=lambda line: None)
    assert (Post.objects.count(), Page.objects.count(), Asset.objects.count()) == before


def test_every_role_has_a_person_who_can_log_in(demo: Sandbox) -> None:
    lines = list(who_can_log_in())
    everybody = set(Role) - {Role.CLIENT}  # which is a machine
    assert {role for role in Role for line in lines if line.startswith(role.label)} == everybody
    for line in lines:
        email = next(word for word in line.split() if "@" in word)
        assert line.endswith(PASSWORD)
        assert User.objects.get(email=email).memberships.exists()
    assert authenticate(username=email, password=PASSWORD)


def test_every_market_has_a_page_of_each_brand_on_every_network(demo: Sandbox) -> None:
    pages = set(Page.objects.values_list("brand__slug", "market__code", "network"))
    markets = set(Market.objects.values_list("code", flat=True))
    assert len(markets) == 12
    assert pages == set(product(["marenne", "hesper"], markets, Network.values))


def test_nothing_scheduled_breaks_a_guideline_or_a_limit(demo: Sandbox) -> None:
    posts = scheduled()
    assert len(posts) > 100
    assert [finding for post in posts for finding in post.findings() if finding.blocks] == []


def test_what_is_scheduled_was_approved_at_every_stage_by_others_than_its_author(demo: Sandbox) -> None:
    for post in scheduled():
        approvals = post.approvals.filter(revision=post.revision, withdrawn_at=None)
        assert [approval.stage for approval in approvals] == post.brand.stages_for(post.market)
        assert post.author not in {approval.by for approval in approvals}


def test_something_goes_out_within_minutes_on_most_networks(demo: Sandbox) -> None:
    soon = Publication.objects.filter(state=Publication.State.SCHEDULED, at__lt=timezone.now() + timedelta(minutes=22))
    assert set(soon.values_list("page__network", flat=True)) == set(WITHIN_MINUTES)


def test_the_desk_has_every_kind_of_trouble_and_can_send_all_of_it_again(demo: Sandbox) -> None:
    deliveries = Delivery.objects.on_desk().select_related("revision", "publication")
    assert {delivery.state for delivery in deliveries} == set(ON_THE_DESK)
    approved = approved_digests(deliveries)
    assert all(delivery.reason and is_approved(delivery, approved) for delivery in deliveries)
    unproven = Delivery.objects.filter(state=Delivery.State.UNPROVEN)
    assert all(delivery.attempts.filter(outcome="unsure").exists() for delivery in unproven)


def test_what_was_published_is_to_be_seen_on_its_page(demo: Sandbox) -> None:
    published = Delivery.objects.filter(state=Delivery.State.PUBLISHED).select_related("page")
    assert published.filter(permalink="").count() == 0
    page = published[0].page
    public = {post["remote_id"] for post in demo.public(page.remote_id)}
    assert set(published.filter(page=page).values_list("remote_id", flat=True)) <= public


def test_every_post_in_france_carries_the_mobility_message(demo: Sandbox) -> None:
    posts = Post.objects.filter(market__code="FR")
    assert posts
    assert all(MOBILITY_HASHTAG in post.text for post in posts)


def test_the_pages_follow_a_sandbox_that_moved(demo: Sandbox) -> None:
    load("http://127.0.0.1:1", timezone.now(), say=lambda line: None)
    assert not Page.objects.exclude(home__startswith="http://127.0.0.1:1/").exists()
    assert not Page.objects.exclude(address__startswith="http://127.0.0.1:1/").exists()
    assert not Delivery.objects.filter(permalink__startswith=demo.address).exists()


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_language_has_a_text_for_every_subject_and_words_for_every_picture(language: str) -> None:
    written = texts.LANGUAGES[language]
    assert set(written.TEXTS) == {subject.key for subject in SUBJECTS}
    assert set(written.ALTS) == {subject.scene for subject in SUBJECTS}


def test_production_is_spared(settings) -> None:
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="production"):
        call_command("load_demo", sandbox="http://127.0.0.1:1")
