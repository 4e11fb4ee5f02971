"""The same with a browser: every policy of the page, of the network and of cookies has to let the person through."""

import pytest

from accounts.models import App, Brand, Credential, Health, Market, Page, User
from publisher import connections
from tests.cast import PASSWORD
from tests.peer import Sandbox


@pytest.fixture
def site(live_server, settings) -> str:
    settings.PUBLIC_ADDRESS = live_server.url
    return live_server.url


def test_pages_are_connected_and_one_of_them_again(
    site: str, page, erika: User, sandbox: Sandbox, aurora: Brand, spain: Market, france: Market
) -> None:
    one, two = (sandbox.account("facebook") for _ in range(2))
    App.objects.keep("facebook", one["home"], "sandbox", "sandbox secret")
    page.goto(f"{site}/login")
    page.get_by_label("E-mail").fill(erika.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.goto(f"{site}/pages")
    page.get_by_role("link", name="Connect a page").click()
    page.get_by_role("navigation", name="Network").get_by_role("link", name="Facebook").click()
    page.get_by_label("Market").select_option("Spain")
    page.get_by_role("button", name="Log in at Facebook").click()
    for account in (one, two):
        page.get_by_label(account["handle"]).check()
    page.get_by_role("button", name="Allow").click()
    for account, market in ((one, "Spain"), (two, "France")):
        found = page.get_by_role("group", name=account["handle"])
        found.get_by_role("checkbox").check()
        found.get_by_label("Market").select_option(market)
    page.get_by_role("button", name="Connect").click()
    page.get_by_text("Connected: 2 pages.").wait_for()

    lost = Page.objects.get(remote_id=two["remote_id"])
    connections.lost(lost, "Whoever connected this page changed their password.")
    page.reload()
    page.get_by_role("button", name="Reconnect").click()
    page.get_by_label(two["handle"]).check()
    page.get_by_role("button", name="Allow").click()
    page.get_by_text("is connected again").wait_for()
    lost.refresh_from_db()
    assert (lost.health, lost.market) == (Health.CONNECTED, france)
    assert Credential.objects.count() == 2
