"""What a login asks of people is enough for all that Marquee does on their page afterwards."""

import pytest

from publisher.networks import LOGINS, commenting, deleting, to_choose
from publisher.networks.base import Account
from tests.networks.conftest import Stage
from tests.networks.test_deleting import delete
from tests.networks.test_follow_ups import Below
from tests.networks.test_logins import Dance
from tests.peer import Sandbox


@pytest.fixture(params=LOGINS)
def stage(request: pytest.FixtureRequest, sandbox: Sandbox) -> Stage:
    dance = Dance(sandbox, request.param)
    [page] = dance.pages(dance.exchange(dance.allow()["code"]))
    account = Account(dance.home, page.remote_id, page.secret, page.handle, page.address, to_choose(request.param))
    return Stage(request.param, account, sandbox)


def test_a_login_is_enough_to_publish_and_to_look_and_to_delete(stage: Stage) -> None:
    piece = stage.piece()
    handle = stage.prepare(piece, {})
    receipt = stage.publish(piece, handle)
    assert stage.find(piece, handle) is not None
    if deleting(stage.network, stage.account.home):
        delete(stage, receipt.remote_id)
        assert stage.public == []


def test_a_login_is_enough_for_what_follows_a_post(stage: Stage) -> None:
    if not commenting(stage.network):
        return
    below = Below(stage)
    below.publish(below.piece())
    assert below.find(below.piece()) is not None
