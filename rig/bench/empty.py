"""Empty Celery tasks: the rate that a pipeline of one task a post could never exceed."""

import os
import time

import redis
from celery import Celery

from rig.bench.stage import WORKERS, Stage
from rig.console import pause, step

QUEUE = "empty"
COMMAND = (
    "celery -A rig.bench.empty worker --queues empty --pool threads --concurrency 32 "
    "--without-gossip --without-mingle --loglevel info --hostname {}@%h"
)

app = Celery("empty", broker=os.environ.get("REDIS_URL", "memory://"), set_as_current=False)
app.conf.update(task_default_queue=QUEUE, task_ignore_result=True, worker_prefetch_multiplier=1)


@app.task
def nothing() -> None:
    """What a task costs when it does nothing."""


def measure(stage: Stage, count: int) -> float:
    """Tasks a second that as many workers as Marquee's, in the same pool, take from a full queue."""
    with step(f"Running {count} empty Celery tasks"), redis.Redis.from_url(_broker(stage)) as client:
        app.conf.update(broker_url=_broker(stage))
        with app.producer_or_acquire() as producer:
            for _ in range(count):
                nothing.apply_async(producer=producer)
        for number in range(1, WORKERS + 1):
            stage.installation.launch(f"empty.{number}", COMMAND.format(f"empty.{number}"))
        begun = _when(client, count * 9 // 10)  # both workers are at work by then
        ended = _when(client, 0)
        stage.stop("empty")
    return count * 0.9 / (ended - begun)


def _broker(stage: Stage) -> str:
    return stage.installation.environment["REDIS_URL"]


def _when(client: "redis.Redis", left: int) -> float:
    """When (monotonic) at most so many tasks were left, in the queue or with a worker."""
    while int(client.llen(QUEUE)) + int(client.hlen("unacked")) > left:
        pause(0.005)
    return time.monotonic()
