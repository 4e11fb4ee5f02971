"""The page list: how each page is connected, what went out last, what goes out next; what needs care first."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Brand, Health, Market, Network, Page, User
from publisher.models import Delivery
from tests.cast import page_on
from tests.world import refused


def listed(client: Client, person: User, query: str = "") -> list[Page]:
    client.force_login(person)
    return list(client.get(f"/pages{query}").context["sheet"])


def test_a_person_sees_the_pages_of_their_own_market(client, ana, madrid_mastodon, paris_mastodon):
    assert listed(client, ana) == [madrid_mastodon]


def test_what_needs_care_comes_first_and_what_is_not_in_use_last(client, erika, aurora, spain):
    pages = {name: page_on(Network.MASTODON, aurora, spain, remote_id=name) for name in ("fine", "lost", "new", "off")}
    Page.objects.filter(pk=pages["lost"].pk).update(health=Health.RECONNECT)
    Page.objects.filter(pk=pages["new"].pk).update(health=Health.UNCONNECTED)
    Page.objects.filter(pk=pages["off"].pk).update(health=Health.RECONNECT, is_active=False)
    assert listed(client, erika) == [pages[name] for name in ("lost", "new", "fine", "off")]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?market=FR", {"paris"}),
        ("?network=bluesky", {"bluesky"}),
        ("?market=ES&network=mastodon", {"mastodon"}),
        ("?brand=aurora", {"paris", "bluesky", "mastodon"}),
        ("?market=XX", {"paris", "bluesky", "mastodon"}),
    ],
)
def test_filters_stand_in_the_address_and_what_means_nothing_filters_nothing(
    query, found, client, dieter, madrid_mastodon, madrid_bluesky, paris_mastodon
):
    pages = {"mastodon": madrid_mastodon, "bluesky": madrid_bluesky, "paris": paris_mastodon}
    assert set(listed(client, dieter, query)) == {pages[name] for name in found}


def test_a_page_shows_its_last_success_and_its_next_publication(client, ana, madrid_mastodon, write, approve):
    post = approve(write(madrid_mastodon))
    sent, _ = (refused(post.publications.first()) for _ in range(2))
    at = timezone.now() - timedelta(minutes=50)
    Delivery.objects.filter(pk=sent.pk).update(state=Delivery.State.PUBLISHED, published_at=at)
    (page,) = listed(client, ana)
    assert page.last_success == at
    assert page.next_at == post.publications.get(state="scheduled").at


def test_a_dead_connection_is_told_with_its_reason_and_its_remedy(client, ana, erika, madrid_mastodon):
    Page.objects.update(health=Health.RECONNECT, health_note="The token was revoked.")
    for person, remedy in ((ana, "Ask an administrator"), (erika, f"/pages/{madrid_mastodon.pk}/connection")):
        client.force_login(person)
        content = client.get("/pages").content.decode()
        assert "The token was revoked." in content
        assert remedy in content


def test_htmx_gets_the_list_alone(client, ana, madrid_mastodon):
    client.force_login(ana)
    part = client.get("/pages", headers={"HX-Request": "true"})
    assert part.content.strip().startswith(b'<div id="pages"')
    assert "HX-Request" in part["Vary"]
    back = client.get("/pages", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert b"<html" in back.content


def test_the_number_of_queries_does_not_grow_with_the_pages(
    client, dieter, aurora: Brand, spain: Market, django_assert_max_num_queries, django_assert_num_queries
):
    client.force_login(dieter)
    page_on(Network.MASTODON, aurora, spain)
    with django_assert_max_num_queries(15) as first:
        client.get("/pages")
    for number in range(120):
        page_on(Network.MASTODON, aurora, spain, remote_id=str(number))
    with django_assert_num_queries(len(first)):
        content = client.get("/pages").content.decode()
    assert "1–50 of 121" in content
