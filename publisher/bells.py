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
beat_schedule = {
    "seal events": {"task": "publisher.tasks.seal_events", "schedule": timedelta(seconds=5), "options": {"expires": 5}},
    "send letters": {
        "task": "publisher.tasks.send_letters",
        "schedule": timedelta(seconds=5),
        "options": {"expires": 5},
    },
    "tell webhooks": {
        "task": "publisher.tasks.tell_webhooks",
        "schedule": timedelta(seconds=5),
        "options": {"expires": 5},
    },
    "lapse": {"task": "publisher.tasks.lapse", "schedule": timedelta(seconds=20), "options": {"expires": 20}},
    "tell people": {
        "task": "publisher.tasks.tell_people",
        "schedule": timedelta(seconds=30),
        "options": {"expires": 30},
    },
    "check pages": {
        "task": "publisher.tasks.check_pages",
        "schedule": crontab(minute="17"),
        "options": {"expires": 600},
    },
    "play dry runs": {
        "task": "publisher.tasks.play_dry_runs",
        "schedule": timedelta(seconds=20),
        "options": {"expires": 20},
    },
    "write imports": {
        "task": "campaigns.tasks.write_imports",
        "schedule": timedelta(seconds=20),
        "options": {"expires": 20},
    },
    "rederive times": {
        "task": "publisher.tasks.rederive_times",
        "schedule": crontab(hour="3", minute="41"),
        "options": {"expires": 600},
    },
    "warn of rights": {
        "task": "publisher.tasks.warn_of_rights",
        "schedule": crontab(minute="7"),
        "options": {"expires": 600},
    },
    "read links": {"task": "publisher.tasks.read_links", "schedule": timedelta(seconds=5), "options": {"expires": 5}},
    "sweep": {
        "task": "publisher.tasks.remove_orphans",
        "schedule": crontab(hour="4", minute="29"),
        "options": {"expires": 600},
    },
    "tidy": {"task": "publisher.tasks.tidy", "schedule": crontab(minute="17"), "options": {"expires": 600}},
}
