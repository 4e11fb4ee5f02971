"""OUT: releases what is due, delivers it to the networks, and settles what became of it."""

from publisher.celery import app as celery_app

__all__ = ["celery_app"]
