"""Celery, which rings bells and does chores. It schedules no post: the rows do."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_init, worker_ready, worker_shutting_down
from kombu.transport.virtual import Channel

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "publisher.settings")

app = Celery("publisher")
app.config_from_object("publisher.bells")
app.autodiscover_tasks(["campaigns", "publisher"])
# A bell that was heard need not be put back. To put it back on a connection that has just broken ends the worker, and
# with it the calls it has under way (AttributeError in kombu's `_connparams`).
Channel.do_restore = False


@setup_logging.connect
def _keep_our_logs(**_: Any) -> None:
    """Celery would replace the house's structured logs by its own."""


@worker_init.connect
def _listen(**_: Any) -> None:
    from publisher.engine import listen

    listen.begin()


@worker_ready.connect
def _settle_heap(**_: Any) -> None:
    from publisher import heap

    heap.settle()


@worker_shutting_down.connect
def _leave(**_: Any) -> None:
    from publisher.engine.drain import leaving

    leaving.set()
