"""What was answered to a call that carried an Idempotency-Key, so that its repeat does nothing and hears the same."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

KEPT = timedelta(hours=24)


class Answer(models.Model):
    """`asked` is the SHA-256 of method, path and body. Written in the transaction of what was done."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="answer_once")]
        indexes = [models.Index(fields=["at"], name="answer_at")]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"

    @classmethod
    def forget_old(cls) -> None:
        cls.objects.filter(at__lt=Now() - KEPT).delete()
