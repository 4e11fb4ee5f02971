"""The campaigns room's tests play with the cast."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from accounts.models import Page, User
from tests import seeing
from tests.cast import *  # noqa: F403


@pytest.fixture
def anas(live_server: Any, page: Any, ana: User, madrid_mastodon: Page) -> Iterator[str]:
    """The site, at which Ana is logged in. What breaks a policy of the page breaks the test."""
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if "Policy" in message.text else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    seeing.enter(page, live_server.url, ana)
    yield live_server.url
    assert not faults


@pytest.fixture
def as_ana(client: Client, ana: User) -> Client:
    client.force_login(ana)
    return client
