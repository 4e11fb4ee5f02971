"""Redis forgets everything, is away, drops its connections; messages come many times."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

from celery import Celery
from redis import Redis

from rig.chaos.fault import NOBODY, Fault, Play
from rig.chaos.stage import HOMES, Stage

COPIES = 50


def while_up(play: Play) -> Play:
    """For what cannot be done to a Redis that is away already."""

    @contextmanager
    def played(stage: Stage, dice: Random) -> Iterator[str]:
        if not stage.redis.answers():
            yield NOBODY
            return
        with play(stage, dice) as target:
            yield target

    return played


@while_up
@contextmanager
def flushed(stage: Stage, dice: Random) -> Iterator[str]:
    with Redis.from_url(stage.redis.url) as client:
        client.flushall()
    yield "Redis"


@while_up
@contextmanager
def away(stage: Stage, dice: Random) -> Iterator[str]:
    stage.redis.stop()
    try:
        yield "Redis"
    finally:
        stage.redis.start()


@contextmanager
def cut(stage: Stage, dice: Random) -> Iterator[str]:
    yield f"{stage.to_redis.cut()} connections"


@while_up
@contextmanager
def doubled(stage: Stage, dice: Random) -> Iterator[str]:
    """One message a network, the same many times."""
    with Celery(broker=stage.redis.url, set_as_current=False) as bells:
        for network in HOMES:
            for _ in range(COPIES):
                bells.send_task("publisher.tasks.drain", (network,), task_id=f"copy-{network}", queue="bells")
    yield f"{COPIES} times"


FAULTS = [
    Fault("redis_flushed", "redis", flushed),
    Fault("redis_stopped", "redis", away, (3, 12)),
    Fault("redis_connections_cut", "redis", cut),
    Fault("messages_doubled", "redis", doubled),
]
