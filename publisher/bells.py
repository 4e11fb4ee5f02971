"""Celery's settings: one queue whose messages may be lost or doubled at any moment."""

from datetime import timedelta

from celery.schedules import crontab
from django.conf import settings
from kombu import Exchange, Queue

broker_url = settings.REDIS_URL
broker_connection_retry_on_startup = True
broker_connection_max_retries = None
broker_transport_options = {
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 10,
    "max_retries": 1,
    # Nobody waits for an answer to a bell, and an answer on a connection that has broken ends the worker.
    "ack_emulation": False,
}
# The default exchange routes by name alone: nothing that an emptied Redis could have forgotten.
task_queues = [Queue("bells", Exchange("", type="direct"), routing_key="bells")]
task_default_queue = "bells"
task_default_exchange = ""
task_default_routing_key = "bells"
task_ignore_result = True
task_store_errors_even_if_ignored = False
worker_prefetch_multiplier = 1
worker_hijack_root_logger = False
timezone = "UTC"
_CHORES = {
    "publisher.tasks.seal_events": timedelta(seconds=5),
    "publisher.tasks.send_letters": timedelta(seconds=5),
    "publisher.tasks.tell_webhooks": timedelta(seconds=5),
    "publisher.tasks.read_links": timedelta(seconds=5),
    "publisher.tasks.lapse": timedelta(seconds=20),
    "publisher.tasks.play_dry_runs": timedelta(seconds=20),
    "campaigns.tasks.write_imports": timedelta(seconds=20),
    "publisher.tasks.tell_people": timedelta(seconds=30),
    "publisher.tasks.warn_of_rights": crontab(minute="7"),
    "publisher.tasks.check_pages": crontab(minute="17"),
    "publisher.tasks.tidy": crontab(minute="17"),
    "publisher.tasks.rederive_times": crontab(hour="3", minute="41"),
    "publisher.tasks.remove_orphans": crontab(hour="4", minute="29"),
}
_LATE = 600
"""Seconds after which a chore of an hour or a day is left to the next time; others, once the next is there."""
beat_schedule = {
    task: {
        "task": task,
        "schedule": when,
        "options": {"expires": when.total_seconds() if isinstance(when, timedelta) else _LATE},
    }
    for task, when in _CHORES.items()
}
