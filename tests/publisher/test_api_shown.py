"""Rows are shown as DRF would show them, in a fraction of its time; and nothing is read that nobody asked for."""

from itertools import chain
from typing import Any

import pytest
from django.test import Client
from rest_framework.serializers import ModelSerializer

from accounts.models import User
from accounts.rest.bring import bring
from accounts.rest.shown import Shown
from publisher.api import ROUTER
from publisher.models import Attempt
from tests.caller import *  # noqa: F403
from tests.caller import Caller
from tests.world import World, world

KINDS = {kind.__name__: kind for kind in Shown.__subclasses__()}
del KINDS["LikeSerializer"]  # shows what only its own view adds to a row


@pytest.fixture
def here(aurora: Any, spain: Any, dieter: User, erika: User) -> World:
    made = world(aurora, spain, dieter)
    made.page.slots.create(weekday=2, wall="18:00")
    Attempt.objects.create(delivery=made.delivery, page=made.page, fence=1, worker="w", network_text="No.")
    return made


@pytest.mark.parametrize("name", sorted(KINDS))
def test_each_kind_of_row_is_shown_as_drf_would(name: str, here: World) -> None:
    kind = KINDS[name]
    rows = kind.Meta.model._default_manager.all()
    for row in rows.with_status() if hasattr(rows, "with_status") else rows:
        assert kind.show(row) == ModelSerializer.to_representation(kind(), row)


def test_what_is_compared_above_is_there(here: World) -> None:
    assert len(ROUTER.registry) == 13
    empty = {kind.Meta.model.__name__ for kind in KINDS.values() if not kind.Meta.model._default_manager.exists()}
    assert empty == {"Rights", "Sending"}


@pytest.mark.parametrize("name", sorted(name for name, kind in KINDS.items() if kind.narrow()))
def test_the_columns_that_are_read_are_all_that_a_kind_of_row_is_shown_from(
    name: str, here: World, django_assert_num_queries: Any
) -> None:
    kind = KINDS[name]
    related = [column.partition("__")[0] for column in kind.narrow() if "__" in column]
    rows = list(kind.Meta.model._default_manager.select_related(*related).only(*kind.narrow()))
    bring(rows, chain.from_iterable(kind.reads.values()))
    with django_assert_num_queries(0):
        shown = [kind.show(row) for row in rows]
    assert shown == [kind.show(row) for row in kind.Meta.model._default_manager.all()]


@pytest.mark.parametrize(("query", "statements"), [("", 5), ("?fields=id,text", 2), ("?fields=wordings", 3)])
def test_only_what_is_shown_is_read(
    query: str, statements: int, caller: Caller, here: World, django_assert_num_queries: Any
) -> None:
    path = f"posts/{here.post.pk}{query}" if not query else f"posts{query}"
    caller.get(path)  # writes down that the key was used
    with django_assert_num_queries(statements):
        caller.get(path)


def test_what_a_call_is_answered_does_not_depend_on_who_is_logged_in_beside_its_key(
    caller: Caller, here: World, ana: User
) -> None:
    alone = caller.get(f"publications/{here.publication.pk}")
    ana.time_zone = "Asia/Tokyo"
    ana.save()
    caller.client = Client()
    caller.client.force_login(ana)
    beside = caller.get(f"publications/{here.publication.pk}")
    assert (beside.content, beside["ETag"]) == (alone.content, alone["ETag"])
    assert alone.json()["at"].endswith("Z")
