"""Whoever begins gets pages to rehearse on with one click: in the sandbox, one for each brand and market."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Brand, Event, Market, Page, User
from tests.peer import Sandbox, free_port

BUTTON = "Connect pages of the sandbox"


@pytest.fixture
def first(client: Client, db: None) -> Client:
    """Whoever installed Marquee, alone in it."""
    client.force_login(User.objects.create_superuser("first@aurora.example", name="First"))
    return client


def test_each_brand_gets_a_page_in_each_market_once(
    first: Client, aurora: Brand, spain: Market, france: Market, sandbox: Sandbox, settings: Any
) -> None:
    settings.SANDBOX = sandbox.address
    assert BUTTON in first.get("/start").content.decode()
    assert "2 pages are connected." in first.post("/pages/sandbox", follow=True).content.decode()
    pages = list(Page.objects.all())
    assert {(page.market, page.health) for page in pages} == {(spain, "connected"), (france, "connected")}
    assert all(page.home.startswith(sandbox.address) for page in pages)
    assert Event.objects.filter(what="page.connected").count() == 2
    first.post("/pages/sandbox")
    assert Page.objects.count() == 2


def test_a_sandbox_that_is_away_is_told(first: Client, aurora: Brand, spain: Market, settings: Any) -> None:
    settings.SANDBOX = f"http://127.0.0.1:{free_port()}"
    answer = first.post("/pages/sandbox", follow=True)
    assert "does not answer" in answer.content.decode()
    assert not Page.objects.exists()


def test_where_there_is_no_sandbox_nothing_is_offered(
    first: Client, aurora: Brand, spain: Market, settings: Any
) -> None:
    settings.SANDBOX = ""
    assert BUTTON not in first.get("/start").content.decode()
    first.post("/pages/sandbox")
    assert not Page.objects.exists()
