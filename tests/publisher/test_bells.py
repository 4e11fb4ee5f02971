"""Bells in the real Redis."""

from queue import Empty

import pytest

from publisher.celery import app

QUEUE = "heard once"


@pytest.mark.usefixtures("services")
def test_a_bell_that_was_heard_is_not_rung_again_when_the_worker_loses_redis() -> None:
    with app.connection() as connection:
        connection.SimpleQueue(QUEUE).put("mastodon")
    with app.connection() as connection:
        assert connection.SimpleQueue(QUEUE).get_nowait()
    with app.connection() as connection, pytest.raises(Empty):
        connection.SimpleQueue(QUEUE).get_nowait()
