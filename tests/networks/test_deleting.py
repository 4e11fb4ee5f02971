"""What every network promises that lets what is public be deleted."""

import asyncio
from dataclasses import replace

import pytest

from publisher.networks import NETWORKS, deleting
from publisher.networks.base import Deletes, Later, Refused
from publisher.networks.http import Door
from tests.networks.conftest import Stage, connected
from tests.peer import Sandbox

DELETING = [name for name, network in NETWORKS.items() if isinstance(network, Deletes)]


@pytest.fixture(params=DELETING)
def stage(request: pytest.FixtureRequest, sandbox: Sandbox) -> Stage:
    account = connected(request.param, sandbox)
    if request.param == "instagram":
        account = replace(account, home=account.home.replace("/api/", "/api/facebook/"))
    return Stage(request.param, account, sandbox)


def delete(stage: Stage, remote_id: str) -> None:
    network = deleting(stage.network, stage.account.home)
    assert network

    async def call() -> None:
        async with Door(total=5) as door:
            await network.delete(door, stage.account, remote_id)

    asyncio.run(call())


def test_what_is_deleted_is_public_no_longer_and_twice_is_as_good(stage: Stage) -> None:
    receipt = stage.publish(stage.piece(pictures=2))
    delete(stage, receipt.remote_id)
    assert stage.public == []
    delete(stage, receipt.remote_id)


def test_nothing_else_is_deleted(stage: Stage) -> None:
    first = stage.publish(stage.piece(pictures=2))
    stage.key = stage.network.key(stage.began)
    other = stage.piece("Otra cosa.", pictures=1)
    stage.publish(other)
    delete(stage, first.remote_id)
    assert [post["text"] for post in stage.public] == [stage.network.body(other)]


@pytest.mark.parametrize("fault", ["error_before_create", "reset_mid_answer", "truncated_answer", "rate_limited"])
def test_a_deletion_without_a_clear_answer_is_repeated(stage: Stage, fault: str) -> None:
    receipt = stage.publish(stage.piece())
    stage.fault(fault, "delete", count=1)
    try:
        delete(stage, receipt.remote_id)
    except Later:
        delete(stage, receipt.remote_id)
    assert stage.public == []


def test_a_dead_token_deletes_nothing_and_says_so(stage: Stage) -> None:
    receipt = stage.publish(stage.piece())
    stage.fault("expired_token", "")
    with pytest.raises((Later, Refused)):
        delete(stage, receipt.remote_id)
    assert len(stage.public) == 1


def test_where_nothing_can_be_deleted_is_written_here_and_in_no_other_place() -> None:
    assert set(NETWORKS) - set(DELETING) == {"weibo", "tiktok"}
    assert not deleting(NETWORKS["instagram"], "https://graph.instagram.com/v26.0")
