"""What people set for a page is part of what is approved, and what is approved is what the network is told."""

from collections.abc import Callable
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import Brand, Event, Market, Network, Page, User
from campaigns import difference
from campaigns.models import Asset, Post
from publisher.models import Delivery
from publisher.networks import OPTIONS
from tests.carried import carried
from tests.cast import page_on
from tests.peer import Sandbox
from tests.publisher.conftest import work

Write = Callable[..., Post]


@pytest.fixture
def tiktok(aurora: Brand, spain: Market) -> Page:
    return page_on(Network.TIKTOK, aurora, spain)


def test_an_administrator_sets_how_posts_are_shown(client: Client, erika: User, tiktok: Page) -> None:
    client.force_login(erika)
    assert f'href="/pages/{tiktok.pk}/options"' in client.get("/pages").content.decode()
    shown = unescape(client.get(f"/pages/{tiktok.pk}/options").content.decode())
    assert all(option.label in shown for option in OPTIONS["tiktok"])
    unset = client.post(f"/pages/{tiktok.pk}/options", {"comments": "on"})
    assert (unset.status_code, "Choose one of them." in unset.content.decode()) == (422, True)
    opened = carried(client, f"/pages/{tiktok.pk}/options")
    typed = {"privacy": "friends", "comments": "on", "nonsense": "on"}
    client.post(f"/pages/{tiktok.pk}/options", {**typed, **opened})
    tiktok.refresh_from_db()
    assert tiktok.options.keys() == {option.name for option in OPTIONS["tiktok"]}
    assert (tiktok.options["privacy"], tiktok.options["comments"], tiktok.options["duet"]) == ("friends", True, False)
    event = Event.objects.about(tiktok).get()
    assert (event.what, event.by, event.facts["privacy"]) == ("page.adjusted", erika, "friends")


def test_nobody_overwrites_settings_that_they_were_not_shown(client: Client, erika: User, tiktok: Page) -> None:
    client.force_login(erika)
    path = f"/pages/{tiktok.pk}/options"
    opened = carried(client, path)
    client.post(path, {"privacy": "friends", **opened})
    answer = client.post(path, {"privacy": "public", "comments": "on", **opened}, follow=True)
    assert "Somebody changed this meanwhile." in answer.content.decode()
    tiktok.refresh_from_db()
    assert (tiktok.options["privacy"], tiktok.options["comments"]) == ("friends", False)


def test_a_page_without_settings_says_so(client: Client, erika: User, madrid_mastodon: Page) -> None:
    client.force_login(erika)
    assert "/options" not in client.get("/pages").content.decode()
    assert "nothing to set" in client.get(f"/pages/{madrid_mastodon.pk}/options").content.decode()


def test_nobody_else_sets_them(ana: User, tiktok: Page) -> None:
    with pytest.raises(PermissionDenied):
        tiktok.adjust({"privacy": "public"}, by=ana)


def test_what_a_person_has_to_choose_is_missed_before_it_is_submitted(write: Write, tiktok: Page, photo: Asset) -> None:
    post = write(tiktok, pictures=((photo, "Un coche"),))
    [missed] = [finding for finding in post.findings() if "is not set" in finding.sentence]
    assert missed.blocks
    assert "“Who sees posts” is not set for this page." in missed.sentence


def test_other_settings_are_another_content_and_a_change_that_is_shown(
    write: Write, erika: User, tiktok: Page, photo: Asset
) -> None:
    post = write(tiktok, pictures=((photo, "Un coche"),))
    [before] = post.contents()
    tiktok.adjust({"privacy": "public", "comments": True}, by=erika)
    [after] = Post.objects.get(pk=post.pk).contents()
    assert "options" not in before.to_json()
    assert before.digest != after.digest
    assert after.from_json(after.to_json()) == after
    [changed] = difference.between([before], [after])
    [change] = changed.changes
    assert change.part == "Settings of the page"
    assert "".join(stretch.text for stretch in change.stretches) == "comments: yes, privacy: public"


def test_reviewers_see_the_settings(
    client: Client, write: Write, erika: User, carmen: User, tiktok: Page, photo: Asset
) -> None:
    tiktok.adjust({"privacy": "followers", "own_brand": True}, by=erika)
    post = write(Page.objects.get(pk=tiktok.pk), pictures=((photo, "Un coche"),))
    client.force_login(carmen)
    post.submit(by=post.author)
    assert "Own brand: yes, privacy: followers" in client.get(f"/review?post={post.pk}").content.decode()


def test_what_was_approved_is_sent_whatever_is_set_later(
    connect: Callable[..., Page], due: Callable[..., Delivery], erika: User, sandbox: Sandbox
) -> None:
    page = connect(Network.TIKTOK)
    page.adjust({"privacy": "private"}, by=erika)
    delivery = due(page)
    page.adjust({"privacy": "public"}, by=erika)
    work(Network.TIKTOK)
    delivery.refresh_from_db()
    assert delivery.state == "published"
    assert sandbox.public(page.remote_id) == []
