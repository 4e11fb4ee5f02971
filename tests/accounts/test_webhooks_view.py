"""The pages of webhooks: made, changed, tested, stopped and removed, with a log from which any message is replayed."""

from typing import Any

import pytest
from django.test import Client

from accounts import sending
from accounts.models import Brand, Market, Page, Role, User, Webhook
from tests.accounts.test_webhooks import happen, queue
from tests.carried import carried
from tests.cast import person
from tests.receiver import *  # noqa: F403
from tests.receiver import LOOPBACK, Receiver

TYPED = {"name": "Newsroom", "url": "https://newsroom.example/marquee"}


@pytest.fixture
def site(client: Client, erika: User, settings: Any) -> Client:
    settings.OUTWARD_ALSO = LOOPBACK
    client.force_login(erika)
    return client


@pytest.fixture
def webhook(site: Client, receiver: Receiver) -> Webhook:
    site.post("/webhooks", {"name": "Newsroom", "url": receiver.address, "types": ["page.connected"]})
    return Webhook.objects.get()


def test_one_is_made_and_its_secret_shown_once(site: Client) -> None:
    answer = site.post("/webhooks", {**TYPED, "types": ["post.approved", "delivery.published"]})
    secret = answer.context["secret"]
    assert secret in answer.content.decode()
    webhook = Webhook.objects.get()
    assert (webhook.open(), webhook.types) == ([secret], ["post.approved", "delivery.published"])
    for path in ("/webhooks", f"/webhooks/{webhook.pk}"):
        content = site.get(path).content.decode()
        assert "Newsroom" in content
        assert secret not in content


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("https://10.0.0.1/", "private network"),
        ("nonsense", "not a web address"),
        ("ftp://x.example/", "not a web address"),
        ("https://a:b@x.example/", "no user or password"),
    ],
)
def test_an_address_that_nobody_may_call_is_not_kept(url: str, sentence: str, site: Client) -> None:
    answer = site.post("/webhooks", {**TYPED, "url": url})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Webhook.objects.exists()


def test_who_administers_one_market_makes_one_for_it(
    client: Client, aurora: Brand, spain: Market, france: Market
) -> None:
    client.force_login(person("Marta", Role.ADMINISTRATOR, aurora, spain))
    assert "France" not in client.get("/webhooks").content.decode()
    assert client.post("/webhooks", TYPED).status_code == 422
    assert client.post("/webhooks", {**TYPED, "brand": aurora.pk, "market": spain.pk}).status_code == 200
    assert Webhook.objects.get().scope() == (aurora.pk, spain.pk)


def test_it_is_changed(site: Client, webhook: Webhook, aurora: Brand) -> None:
    path = f"/webhooks/{webhook.pk}"
    site.post(path, {**TYPED, "name": "Press", "brand": aurora.pk, **carried(site, path)})
    webhook.refresh_from_db()
    assert (webhook.name, webhook.url, webhook.types, webhook.brand) == ("Press", TYPED["url"], [], aurora)


def test_nobody_overwrites_what_they_were_not_shown(site: Client, webhook: Webhook) -> None:
    path = f"/webhooks/{webhook.pk}"
    opened = carried(site, path)
    site.post(path, {**TYPED, "types": ["post.approved"], **opened})
    answer = site.post(path, {**TYPED, "name": "Press", **opened}, follow=True)
    assert "Somebody changed this meanwhile." in answer.content.decode()
    webhook.refresh_from_db()
    assert (webhook.name, webhook.types) == ("Newsroom", ["post.approved"])
    assert site.post(path, {**TYPED, "seen": "forged"}).status_code == 422


def test_the_log_tells_each_try_and_sends_again(
    site: Client, webhook: Webhook, receiver: Receiver, madrid_mastodon: Page
) -> None:
    receiver.statuses, receiver.says = [500, 200], b"<b>Database away</b>"
    happen(madrid_mastodon)
    [message] = queue()
    sending.send()
    content = site.get(f"/webhooks/{webhook.pk}").content.decode()
    assert "page.connected" in content
    assert "&lt;b&gt;Database away" in content
    assert "It has taken nothing since" in content
    assert site.post(f"/messages/{message.pk}/replay")["Location"] == f"/webhooks/{webhook.pk}"
    sending.send()
    assert "Taken" in site.get(f"/webhooks/{webhook.pk}").content.decode()


def test_a_test_is_sent(site: Client, webhook: Webhook, receiver: Receiver) -> None:
    site.post(f"/webhooks/{webhook.pk}/test")
    sending.send()
    assert b"webhook.tested" in receiver.heard[0].body


def test_it_is_stopped_started_and_removed(site: Client, webhook: Webhook, receiver: Receiver) -> None:
    path = f"/webhooks/{webhook.pk}"
    site.post(f"{path}/stop")
    assert "Start" in site.get(path).content.decode()
    site.post(f"{path}/test")
    assert (sending.send(), receiver.heard) == (0, [])
    site.post(f"{path}/start")
    assert Webhook.objects.in_force().count() == 1
    site.post(f"{path}/removal")
    assert not Webhook.objects.exists()


def test_the_number_of_queries_does_not_grow_with_the_log(
    site: Client,
    webhook: Webhook,
    madrid_mastodon: Page,
    django_assert_max_num_queries: Any,
    django_assert_num_queries: Any,
) -> None:
    def send() -> None:
        queue()
        sending.send()

    happen(madrid_mastodon)
    send()
    with django_assert_max_num_queries(15) as first:
        site.get(f"/webhooks/{webhook.pk}")
    for _ in range(60):
        happen(madrid_mastodon)
    send()
    with django_assert_num_queries(len(first)):
        assert "1–50 of 61" in site.get(f"/webhooks/{webhook.pk}").content.decode()
    with django_assert_max_num_queries(15):
        site.get("/webhooks")
