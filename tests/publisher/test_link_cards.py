"""A link's card on its way: shown while somebody types, approved, and sent exactly so."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Page, User
from campaigns import link_cards
from campaigns.models import LinkCard, Post
from campaigns.models.link_card import UNREAD
from publisher import tasks
from publisher.models import Delivery
from tests.campaigns.test_fetching import Visit, gives, serving
from tests.campaigns.test_link_cards import web_page
from tests.cast import Write, make_due, picture_file
from tests.networks.test_cards import CARDED
from tests.peer import Sandbox
from tests.publisher.conftest import Connect, work
from tests.publisher.test_checks import checked, typed

POLLS = 'hx-trigger="load delay:600ms"'


@pytest.fixture
def visits() -> dict[str, Visit]:
    return {"/nueva": web_page(), "/a.jpg": gives(picture_file("a.jpg", (1200, 630)).read())}


@pytest.fixture
def site(visits: dict[str, Visit]) -> Iterator[str]:
    with serving(visits) as address:
        yield address


def test_a_link_that_is_typed_soon_has_a_card(client: Client, ana: User, madrid_bluesky: Page, site: str) -> None:
    client.force_login(ana)
    form = typed(madrid_bluesky, link=f"{site}/nueva")
    first = checked(client, form)
    assert POLLS in first
    assert UNREAD in first
    tasks.read_links()
    second = checked(client, form)
    assert POLLS not in second
    assert UNREAD not in second
    assert "La nueva Aurora" in second
    assert f"/link-cards/{LinkCard.objects.get().pk}/picture" in second


def test_nobody_is_kept_waiting_for_a_worker_that_does_not_come(
    client: Client, ana: User, madrid_bluesky: Page
) -> None:
    client.force_login(ana)
    form = typed(madrid_bluesky, link="https://aurora.example/es")
    assert POLLS in checked(client, form)
    LinkCard.objects.update(asked_at=timezone.now() - timedelta(minutes=1))
    assert POLLS not in checked(client, form)


@pytest.mark.parametrize("network", CARDED)
def test_what_goes_out_is_the_card_that_was_approved(
    network: str,
    connect: Connect,
    write: Write,
    approve: Callable[[Post], Post],
    sandbox: Sandbox,
    site: str,
    visits: dict[str, Visit],
) -> None:
    """The page has another title and another picture by then."""
    page = connect(network)
    post = write(page, link=f"{site}/nueva")
    link_cards.read_pages()
    approved = LinkCard.objects.get()
    approve(post)
    visits |= {"/nueva": web_page("Otra cosa"), "/a.jpg": gives(picture_file("b.jpg", (900, 900)).read())}
    LinkCard.objects.update(read_at=timezone.now() - timedelta(days=2))
    LinkCard.objects.ask(post.brand_id, post.link)
    link_cards.read_pages()
    make_due(*post.publications.all())
    work(network)
    delivery = Delivery.objects.get()
    assert delivery.state == "published", delivery.reason
    [shown] = sandbox.public(page.remote_id)
    assert shown["card"] == {"title": "La nueva Aurora", "description": "Eléctrica.", "sha256": approved.checksum}


def test_a_page_that_never_answered_holds_up_no_post(
    connect: Connect, due: Callable[..., Delivery], sandbox: Sandbox
) -> None:
    page = connect("bluesky")
    delivery = due(page, link="http://127.0.0.1:9/")
    work("bluesky")
    delivery.refresh_from_db()
    assert delivery.state == "published", delivery.reason
    assert [post["card"]["title"] for post in sandbox.public(page.remote_id)] == ["127.0.0.1"]
