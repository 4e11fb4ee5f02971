"""I3: no call without its attempt written down before. Judged by what the sandbox saw become public."""

import threading

import pytest
from django.db import connection

from tests.peer import Sandbox
from tests.publisher.conftest import WORDY, work
from tests.publisher.steps import Connect, Due


@pytest.mark.parametrize("network", WORDY)
def test_the_attempt_is_committed_before_the_call_is_made(
    network: str, connect: Connect, due: Due, sandbox: Sandbox
) -> None:
    page = connect(network)
    sandbox.fault("hang_after_accept", account=page.remote_id, seconds=2, count=1)
    delivery = due(page)
    worker = threading.Thread(target=_work_apart, args=[network])
    worker.start()
    while not sandbox.public(page.remote_id) and worker.is_alive():
        pass
    attempts = list(delivery.attempts.values_list("outcome", "key"))
    worker.join()
    assert attempts == [("", delivery.key)]


def _work_apart(network: str) -> None:
    try:
        work(network)
    finally:
        connection.close()
