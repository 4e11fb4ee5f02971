"""A page is connected from the command line, after the network was asked whose secret it is."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import Brand, Credential, Event, Health, Market, Page
from publisher import checkup
from tests.peer import Sandbox
from tests.publisher.conftest import NETWORKS


def connect(network: str, account: dict, **options: str) -> str:
    arguments = {"brand": "aurora", "market": "es", "home": account["home"], **account["secret"], **options}
    said = StringIO()
    call_command("connect_page", network, **arguments, stdout=said)
    return said.getvalue()


@pytest.mark.parametrize("network", NETWORKS)
def test_a_page_is_connected(network: str, sandbox: Sandbox, aurora: Brand, spain: Market) -> None:
    account = sandbox.account(network)
    said = connect(network, account)
    page = Page.objects.get()
    assert (page.remote_id, page.health, page.market) == (account["remote_id"], Health.CONNECTED, spain)
    assert page.handle in said
    assert Credential.objects.get(page=page).open()
    assert Event.objects.about(page).get().what == "page.connected"


@pytest.mark.parametrize("network", ["linkedin", "pinterest", "youtube", "tiktok"])
def test_a_token_that_ends_comes_with_what_renews_it(
    network: str, sandbox: Sandbox, aurora: Brand, spain: Market
) -> None:
    account = sandbox.account(network)
    connect(network, account, **{name: account["secret"][name] for name in ("refresh", "client_id", "client_secret")})
    page = Page.objects.get()
    sandbox.fault("expired_token", operation="auth", account=page.remote_id, count=1)
    Page.objects.update(checked_at=None)
    checkup.check_pages()
    page.refresh_from_db()
    assert (page.remote_id, page.health) == (account["remote_id"], Health.CONNECTED)
    assert page.credential.open()["token"] != account["secret"]["token"]


def test_connecting_again_renews_the_same_page(sandbox: Sandbox, aurora: Brand, spain: Market) -> None:
    account = sandbox.account("mastodon")
    connect("mastodon", account)
    Page.objects.update(health=Health.RECONNECT)
    connect("mastodon", account)
    assert Page.objects.get().health == Health.CONNECTED


def test_a_wrong_token_connects_nothing(sandbox: Sandbox, aurora: Brand, spain: Market) -> None:
    with pytest.raises(CommandError, match=r"token|connect"):
        connect("mastodon", sandbox.account("mastodon"), token="wrong")
    assert not Page.objects.exists()


def test_an_unknown_brand_is_named_with_those_that_exist(sandbox: Sandbox, aurora: Brand, spain: Market) -> None:
    with pytest.raises(CommandError, match=r"no brand “nova”. Known: aurora"):
        connect("mastodon", sandbox.account("mastodon"), brand="nova")


def test_an_account_belongs_to_one_page(sandbox: Sandbox, aurora: Brand, spain: Market, france: Market) -> None:
    account = sandbox.account("mastodon")
    connect("mastodon", account)
    with pytest.raises(CommandError, match="already connected"):
        connect("mastodon", account, market="FR")


def test_the_daily_check_notices_a_dead_token(sandbox: Sandbox, aurora: Brand, spain: Market) -> None:
    account = sandbox.account("mastodon")
    connect("mastodon", account)
    Page.objects.update(checked_at=None)
    sandbox.fault("expired_token", operation="", account=account["remote_id"])
    checkup.check_pages()
    page = Page.objects.get()
    assert page.health == Health.RECONNECT
    assert page.health_note
