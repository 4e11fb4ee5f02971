"""Somebody new is told the next step above the calendar, until they have taken it or do not want to hear it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Page, User
from tests.cast import Write


def step(client: Client) -> str:
    page = client.get("/").content.decode()
    assert 'id="calendar"' in page
    named = re.search(r'aria-label="Your next step".*?<strong>(.*?)</strong>.*?(step \d of \d)', page, re.DOTALL)
    return " ".join(named.groups()) if named else ""


def test_an_author_writes_and_submits(as_ana: Client, ana: User, madrid_mastodon: Page, write: Write) -> None:
    assert step(as_ana) == "Write your first post step 1 of 2"
    post = write(madrid_mastodon)
    assert step(as_ana) == "Submit it for approval step 2 of 2"
    post.submit(by=ana)
    assert step(as_ana) == ""


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("bruno", "Write your first post step 1 of 1"),
        ("carmen", "Write your first post step 1 of 3"),
        ("lena", "Decide on a post step 1 of 1"),
        ("gwen", ""),
    ],
)
def test_each_role_has_steps_of_its_own(name: str, first: str, client: Client, request: pytest.FixtureRequest) -> None:
    client.force_login(request.getfixturevalue(name))
    assert step(client) == first


def test_it_can_be_left(as_ana: Client, ana: User) -> None:
    assert as_ana.delete("/welcome").status_code == 200
    assert step(as_ana) == ""
    another = Client()
    another.force_login(ana)
    assert step(another) == "", "on no other device either"


def test_nobody_is_new_for_ever(as_ana: Client, ana: User) -> None:
    User.objects.filter(pk=ana.pk).update(joined_at=timezone.now() - timedelta(days=15))
    assert step(as_ana) == ""
