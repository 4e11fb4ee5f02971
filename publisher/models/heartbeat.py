"""A process says that it lives, by the database's clock, and how far its own clock is off."""

import os
import socket
from datetime import timedelta

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone


class Heartbeat(models.Model):
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    at = models.DateTimeField()
    skew = models.FloatField(default=0, help_text="Seconds by which the process's clock is ahead of the database's.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="heartbeat_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"

    @classmethod
    def beat(cls, kind: str) -> timedelta:
        """Write the sign of life; returns by how much this process's clock is ahead."""
        beat, _ = cls.objects.update_or_create(kind=kind, name=process_name(), defaults={"at": Now()})
        beat.refresh_from_db()
        skew = timezone.now() - beat.at
        cls.objects.filter(pk=beat.pk).update(skew=skew.total_seconds())
        cls.objects.filter(at__lt=Now() - timedelta(hours=1)).delete()
        return skew


def process_name() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"
