"""Freezes on their page: set with a scope, seen by all it concerns, lifted by those who may."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Brand, Event, Market, User
from campaigns.moves import WrongState
from publisher.engine.call import LONGEST_WAIT
from publisher.models import Freeze


def set_by(client: Client, **scope: Any) -> Any:
    return client.post("/freezes", {"reason": "Storm over Spain", **scope})


@pytest.fixture
def as_carmen(client: Client, carmen: User) -> Client:
    client.force_login(carmen)
    return client


def test_a_market_lead_freezes_the_market(as_carmen: Client, aurora: Brand, spain: Market) -> None:
    set_by(as_carmen, brand=aurora.pk, market=spain.pk, network="bluesky", tag="#oferta")
    freeze = Freeze.objects.in_force().get()
    assert (freeze.brand, freeze.market, freeze.network, freeze.tag) == (aurora, spain, "bluesky", "oferta")
    assert "Storm over Spain" in as_carmen.get("/freezes").content.decode()


def test_nobody_freezes_further_than_their_role_reaches(as_carmen: Client, aurora: Brand, france: Market) -> None:
    answer = set_by(as_carmen, brand=aurora.pk)
    assert answer.status_code == 422
    assert "Your role does not reach that far." in answer.content.decode()
    assert "Storm over Spain" in answer.content.decode()
    assert set_by(as_carmen, brand=aurora.pk, market=france.pk).status_code == 422
    assert not Freeze.objects.exists()


def test_a_freeze_needs_a_reason(as_carmen: Client, aurora: Brand, spain: Market) -> None:
    answer = set_by(as_carmen, brand=aurora.pk, market=spain.pk, reason="")
    assert "Say why, so that everybody knows when it can end." in answer.content.decode()


def test_a_role_that_may_not_freeze_reads_only(client: Client, ana: User, aurora: Brand, spain: Market) -> None:
    client.force_login(ana)
    assert "Freeze now" not in client.get("/freezes").content.decode()
    assert set_by(client, brand=aurora.pk, market=spain.pk).status_code == 403


def test_whoever_it_stops_sees_it_and_others_do_not(
    client: Client, ana: User, farid: User, dieter: User, aurora: Brand, spain: Market
) -> None:
    Freeze.set(dieter, "All of Aurora", brand=aurora)
    Freeze.set(dieter, "Only Spain", brand=aurora, market=spain)
    shown = {}
    for person in (ana, farid):
        client.force_login(person)
        page = client.get("/freezes").content.decode()
        shown[person.name] = ["All of Aurora" in page, "Only Spain" in page]
    assert shown == {"Ana": [True, True], "Farid": [True, False]}


def test_lifting_is_for_those_who_may(client: Client, ana: User, carmen: User, aurora: Brand, spain: Market) -> None:
    freeze = Freeze.set(carmen, "Storm", brand=aurora, market=spain)
    client.force_login(ana)
    assert client.delete(f"/freezes/{freeze.pk}").status_code == 403
    client.force_login(carmen)
    assert client.delete(f"/freezes/{freeze.pk}").headers["HX-Redirect"] == "/freezes"
    assert not Freeze.objects.in_force().exists()
    client.delete(f"/freezes/{freeze.pk}")
    assert "Somebody lifted this freeze already." in client.get("/freezes").content.decode()
    assert Event.objects.filter(what="freeze.lifted").count() == 1


def test_of_two_who_lift_at_once_one_is_told_that_the_other_was_quicker(
    carmen: User, aurora: Brand, spain: Market
) -> None:
    freeze = Freeze.set(carmen, "Storm", brand=aurora, market=spain)
    Freeze.objects.get(pk=freeze.pk).lift(carmen)
    with pytest.raises(WrongState, match="Somebody lifted this freeze already"):
        freeze.lift(carmen)


def test_another_markets_freeze_does_not_exist(
    client: Client, farid: User, carmen: User, aurora: Brand, spain: Market
) -> None:
    freeze = Freeze.set(carmen, "Storm", brand=aurora, market=spain)
    client.force_login(farid)
    assert client.delete(f"/freezes/{freeze.pk}").status_code == 404


def test_whoever_freezes_reads_how_long_calls_may_begin(as_carmen: Client, aurora: Brand, spain: Market) -> None:
    set_by(as_carmen, brand=aurora.pk, market=spain.pk)
    told = as_carmen.get("/freezes").content.decode()
    assert f"may still begin for {LONGEST_WAIT.seconds} seconds" in told
