"""Calendars for other programs: behind a secret address, what its person may see, as they narrowed it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Market, Page, User
from campaigns.draft import Draft
from campaigns.models import Feed, Post
from tests.campaigns.test_ical import unfolded
from tests.cast import in_an_hour, plan

Write = Callable[..., Post]


def address(client: Client, person: User, **typed: str) -> str:
    """Of a new feed, as it is shown once."""
    client.force_login(person)
    answer = client.post("/feeds", {"name": "Mine", **typed})
    assert answer.status_code == 200, answer.content
    return str(answer.context["address"]).removeprefix("http://localhost:8000")


def told(path: str) -> list[str]:
    answer = Client().get(path)
    assert answer.status_code == 200
    return unfolded(answer.content.decode())


def uids(path: str) -> set[str]:
    return {line.removeprefix("UID:") for line in told(path) if line.startswith("UID:")}


def uid(post: Post) -> str:
    return f"publication-{post.publications.get().pk}@localhost"


def test_a_calendar_that_cannot_log_in_gets_what_its_person_sees(
    client: Client, ana: User, write: Write, madrid_mastodon: Page, farid: User, paris_mastodon: Page
) -> None:
    mine = write(madrid_mastodon, text="La nueva, Aurora")
    Post.write(farid, mine.brand, paris_mastodon.market, Draft("Bonjour", plan=(plan(paris_mastodon, in_an_hour()),)))
    path = address(client, ana)
    assert uids(path) == {uid(mine)}
    lines = told(path)
    assert "SUMMARY:Mastodon ES: La nueva\\, Aurora" in lines
    assert "STATUS:TENTATIVE" in lines
    assert f"DTSTART:{mine.publications.get().at:%Y%m%dT%H%M%SZ}" in lines
    assert Client().get(path)["Content-Type"] == "text/calendar; charset=utf-8"


def test_the_address_is_shown_once_and_kept_as_a_digest(client: Client, ana: User) -> None:
    path = address(client, ana)
    token = path.rpartition("/")[2].removesuffix(".ics")
    assert len(token) >= 43
    assert token not in str(vars(Feed.objects.get()))
    assert token not in client.get("/feeds").content.decode()


def test_it_is_narrowed_as_the_calendar_was(
    client: Client, dieter: User, madrid_mastodon: Page, paris_mastodon: Page
) -> None:
    plans = tuple(plan(page, in_an_hour()) for page in (madrid_mastodon, paris_mastodon))
    both = Post.write(dieter, madrid_mastodon.brand, madrid_mastodon.market, Draft("Hola", plan=plans))
    path = address(client, dieter, market="FR")
    assert uids(path) == {f"publication-{both.publications.get(page=paris_mastodon).pk}@localhost"}


def test_the_calendar_leads_to_it_with_its_filters(client: Client, dieter: User, madrid_mastodon: Page) -> None:
    client.force_login(dieter)
    content = client.get("/?market=ES&view=week").content.decode()
    assert 'href="/feeds?market=ES"' in content
    offered = client.get("/feeds?market=ES").content.decode()
    assert '<input type="hidden" name="market" value="ES">' in offered
    assert "Narrowed to: <strong>Spain" in offered


def test_it_does_not_grow_wider_when_its_filter_means_nothing_any_more(
    client: Client, dieter: User, write: Write, madrid_mastodon: Page, paris_mastodon: Page
) -> None:
    write(madrid_mastodon)
    path = address(client, dieter, market="FR")
    Page.objects.filter(pk=paris_mastodon.pk).update(market=madrid_mastodon.market)
    assert uids(path) == set()


def test_it_follows_what_its_person_may_see(
    client: Client, ana: User, write: Write, madrid_mastodon: Page, france: Market
) -> None:
    write(madrid_mastodon)
    path = address(client, ana)
    ana.memberships.update(market=france)
    assert uids(path) == set()
    ana.is_active = False
    ana.save()
    assert Client().get(path).status_code == 404


def test_a_publication_keeps_its_uid_and_tells_when_it_changed(
    client: Client, ana: User, write: Write, madrid_mastodon: Page
) -> None:
    post = write(madrid_mastodon)
    path = address(client, ana)
    Post.objects.update(changed_at=timezone.now() - timedelta(days=2))
    before = [line for line in told(path) if line.startswith(("UID", "LAST-MODIFIED"))]
    post.publications.get().cancel(ana)
    after = [line for line in told(path) if line.startswith(("UID", "LAST-MODIFIED", "STATUS"))]
    assert after[0] == before[0]
    assert after[1] > before[1]
    assert after[2] == "STATUS:CANCELLED"


def test_one_that_is_ended_leads_nowhere_and_nobody_ends_anothers(client: Client, ana: User, bruno: User) -> None:
    path = address(client, ana)
    feed = Feed.objects.get()
    client.force_login(bruno)
    assert client.post(f"/feeds/{feed.pk}/end").status_code == 404
    client.force_login(ana)
    assert client.post(f"/feeds/{feed.pk}/end").status_code == 302
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("token", ["nonsense", "a" * 43, "é"])
def test_guessing_leads_nowhere(token: str, db: None) -> None:
    assert Client().get(f"/feeds/{token}.ics").status_code == 404


def test_who_has_it_already_is_told_so_and_its_use_is_written_down(
    client: Client, ana: User, write: Write, madrid_mastodon: Page
) -> None:
    write(madrid_mastodon)
    path = address(client, ana)
    first = Client().get(path)
    assert Client().get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert "last asked for" in client.get("/feeds").content.decode()


def test_the_number_of_queries_does_not_grow(
    client: Client,
    ana: User,
    write: Write,
    madrid_mastodon: Page,
    django_assert_max_num_queries: Any,
    django_assert_num_queries: Any,
) -> None:
    path = address(client, ana)
    write(madrid_mastodon)
    with django_assert_max_num_queries(8) as first:
        told(path)
    for _ in range(20):
        write(madrid_mastodon)
    with django_assert_num_queries(len(first)):
        assert len(uids(path)) == 21
