"""Bells in the real Redis."""

import pytest

from publisher.celery import app
from publisher.tasks import drain

QUEUE = app.conf.task_default_queue


@pytest.mark.usefixtures("services")
def test_a_bell_that_was_heard_is_not_rung_again_when_the_worker_loses_redis() -> None:
    with app.connection() as connection:
        connection.default_channel.queue_purge(QUEUE)
    drain.apply_async(("mastodon",))
    with app.connection() as connection:
        assert connection.default_channel.basic_get(QUEUE)
    with app.connection() as connection:
        assert connection.default_channel.basic_get(QUEUE) is None
