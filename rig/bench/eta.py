"""What one would do without Marquee: each post a Celery task with an ETA, through Redis, that makes one plain call."""

import os
import urllib.request
from urllib.parse import urlencode

from celery import Celery

QUEUE = "eta"
BROKER = "ETA_BROKER"
VISIBLE = 10
"""Seconds after which Redis gives a message that nobody acknowledged to another worker; Celery's default is an hour."""
COMMAND = (
    f"celery -A rig.bench.eta worker --queues {QUEUE} --pool threads --concurrency 32 "
    "--without-gossip --without-mingle --loglevel info --hostname {}@%h"
)

app = Celery(QUEUE, broker=os.environ.get(BROKER, "memory://"), set_as_current=False)
app.conf.update(
    task_default_queue=QUEUE, task_ignore_result=True, broker_transport_options={"visibility_timeout": VISIBLE}
)


@app.task
def publish(home: str, token: str, text: str) -> None:
    """A status on a Mastodon server, without an Idempotency-Key."""
    body = urlencode({"status": text}).encode()
    request = urllib.request.Request(  # noqa: S310 - an address of the sandbox
        f"{home}/api/v1/statuses", body, {"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request, timeout=20):  # noqa: S310
        pass
