"""What others decided and said, on a page: one's own, new once, and not before it is certain."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import Page, User
from campaigns.models import Notice, Post
from tests.campaigns.test_comments import a_minute_later
from tests.cast import Write


@pytest.fixture
def rejected(write: Write, ana: User, carmen: User, madrid_mastodon: Page) -> Post:
    """By Carmen, with a reason."""
    post = write(madrid_mastodon)
    post.submit(by=ana)
    assert post.revision
    post.reject(by=carmen, digest=post.revision.digest, note="Too <loud>.")
    return post


def new(client: Client, person: User) -> int:
    """What the mark in the navigation of another page says."""
    client.force_login(person)
    return int(str(client.get("/guidelines").context["notice_count"]))


def test_a_notice_is_new_until_it_was_on_the_page(client: Client, ana: User, carmen: User, rejected: Post) -> None:
    assert new(client, ana) == 0  # it may still be undone
    a_minute_later()
    assert (new(client, ana), new(client, carmen)) == (1, 0)
    client.force_login(ana)
    page = client.get("/notices").content.decode()
    assert (
        f'<a href="/posts/{rejected.pk}">Carmen rejected “La nueva Aurora ya está aquí.”. It will not go out.' in page
    )
    assert "Too &lt;loud&gt;." in page
    assert "is-new" in page
    assert new(client, ana) == 0
    assert "is-new" not in client.get("/notices").content.decode()


def test_nobody_sees_or_reads_what_is_for_somebody_else(
    client: Client, ana: User, dieter: User, rejected: Post
) -> None:
    a_minute_later()
    client.force_login(dieter)
    assert "Carmen rejected" not in client.get("/notices").content.decode()
    assert new(client, ana) == 1


def test_who_saw_a_decision_that_is_undone_is_told_though_no_mail_went_out(
    client: Client, ana: User, carmen: User, rejected: Post
) -> None:
    a_minute_later()
    client.force_login(ana)
    client.get("/notices")
    rejected.take_back(carmen)
    assert list(Notice.objects.values_list("kind", flat=True)) == ["undone"]
    assert not mail.outbox


def test_the_page_comes_in_sheets_at_the_same_price(
    client: Client, ana: User, carmen: User, rejected: Post, django_assert_max_num_queries, django_assert_num_queries
) -> None:
    a_minute_later()
    client.force_login(ana)
    with django_assert_max_num_queries(15) as first:
        client.get("/notices")
    more = {"person": ana, "post": rejected, "by": carmen, "kind": "commented", "words": "Hm."}
    Notice.objects.bulk_create(Notice(**more, at=timezone.now() - timedelta(hours=1)) for _ in range(120))
    with django_assert_num_queries(len(first)):
        page = client.get("/notices").content.decode()
    assert page.count("is-new") == 50
    assert new(client, ana) == 70
