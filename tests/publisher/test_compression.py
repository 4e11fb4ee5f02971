"""Pages travel compressed; what streams and what machines compare does not."""

import pytest
from django.test import Client

from accounts.models import Page, User
from campaigns.models import Asset
from tests.caller import *  # noqa: F403 - machines call, too
from tests.caller import Caller
from tests.cast import Write

ACCEPTS = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def as_ana(client: Client, ana: User) -> Client:
    client.force_login(ana)
    return client


def test_a_page_is_compressed_for_who_takes_it(as_ana: Client) -> None:
    whole = as_ana.get("/guidelines")
    small = as_ana.get("/guidelines", headers=ACCEPTS)
    assert (whole.get("Content-Encoding"), small["Content-Encoding"]) == (None, "gzip")
    assert len(small.content) < len(whole.content) / 2


def test_a_picture_travels_as_it_is(as_ana: Client, photo: Asset) -> None:
    assert not as_ana.get(f"/assets/{photo.pk}", headers=ACCEPTS).has_header("Content-Encoding")


def test_what_machines_compare_stays_as_it_is(caller: Caller, write: Write, madrid_mastodon: Page) -> None:
    shown = caller.get(f"posts/{write(madrid_mastodon, text='Hola ' * 100).pk}", Accept_Encoding="gzip")
    assert shown["ETag"].startswith('"')
    assert not shown.has_header("Content-Encoding")
