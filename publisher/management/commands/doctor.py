"""Says in sentences what is wrong with this installation, and what to do."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from accounts.models import App, Credential, Event, Health, Page
from accounts.sealing import SealBroken
from publisher.celery import app
from publisher.health import database_fault, redis_fault
from publisher.models import Delivery, Heartbeat

if TYPE_CHECKING:
    from campaigns.bucket import Bucket

Symptoms = Iterator[str]


class Command(BaseCommand):
    help = (
        "Look for what is wrong: database, Redis, workers, clocks, stuck deliveries, pages without token, the bucket."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        fault = database_fault()
        if fault:
            raise CommandError(f"The database does not answer ({fault}). Check DATABASE_URL and that PostgreSQL runs.")
        symptoms = [sentence for look in LOOKS for sentence in look()]
        if symptoms:
            raise CommandError("\n".join(symptoms))
        self.stdout.write("Everything is well.")


def migrations() -> Symptoms:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        yield f"{len(missing)} migrations are not applied. Run manage.py migrate."


def redis() -> Symptoms:
    fault = redis_fault()
    if fault:
        yield f"Redis does not answer ({fault}). Posts wait until it does. Check REDIS_URL and that Redis runs."


def workers() -> Symptoms:
    if redis_fault():
        return
    if not app.control.inspect(timeout=2).ping():
        yield "No worker answers. Start the Procfile's worker; nothing is sent without one."


def dispatcher() -> Symptoms:
    if not Heartbeat.objects.filter(kind="dispatcher", at__gt=Now() - timedelta(seconds=20)).exists():
        yield "No dispatcher has shown itself for 20 seconds; nothing is released. Start the Procfile's dispatcher."


def clock() -> Symptoms:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        skew = (datetime.now(UTC) - cursor.fetchone()[0]).total_seconds()
    if abs(skew) > settings.CLOCK_TOLERANCE.total_seconds():
        yield f"This machine's clock is {skew:+.1f} s off the database's. Set both by NTP; workers here claim nothing."
    for beat in Heartbeat.objects.filter(at__gt=Now() - timedelta(minutes=1)):
        if abs(beat.skew) > settings.CLOCK_TOLERANCE.total_seconds():
            yield f"The clock of {beat} is {beat.skew:+.1f} s off the database's. Set it by NTP."


def stuck() -> Symptoms:
    overdue = Q(state__in=["queued", "ready"], closes_at__lt=Now() - timedelta(minutes=1))
    leased = Q(state__in=["sending", "preparing"], lease_until__lt=Now() - timedelta(minutes=1))
    unsure = Q(state="unsure", unsure_since__lt=Now() - settings.UNSURE_PATIENCE - timedelta(minutes=2))
    count = Delivery.objects.filter(overdue | leased | unsure, publication__state="released").count()
    if count:
        yield f"{count} deliveries are stuck. Check that dispatcher and workers run; then they go on by themselves."


def pages() -> Symptoms:
    for page in Page.objects.filter(is_active=True).exclude(health=Health.CONNECTED):
        remedy = f"Connect it at {settings.PUBLIC_ADDRESS}{reverse('connection', args=[page.pk])}"
        yield f"{page} is {page.get_health_display()}. {page.health_note} {remedy}"
    for credential in Credential.objects.select_related("page"):
        try:
            credential.open()
        except SealBroken as fault:
            yield f"{fault} Add the old key to MARQUEE_CREDENTIAL_KEYS, or connect {credential.page} again."


def apps() -> Symptoms:
    for entered in App.objects.all():
        try:
            entered.open()
        except SealBroken as fault:
            yield f"{fault} Add the old key to MARQUEE_CREDENTIAL_KEYS, or enter the app again."


def bucket() -> Symptoms:
    """A file is kept there, read, asked for as anybody may ask, and taken away."""
    if not settings.BUCKET:
        return
    kept = cast("Bucket", default_storage)
    try:
        name = kept.save("doctor/question", ContentFile(b"well?"))
        with kept.open(name) as file:
            file.read()
        if kept.opens_to_anybody(name):
            yield f"Anybody can read what is in the bucket “{settings.BUCKET}”. Take away its public access."
        kept.delete(name)
    except OSError as fault:
        yield f"The bucket “{settings.BUCKET}” fails ({fault.__cause__ or fault}). Check the settings MARQUEE_S3_…"


def events() -> Symptoms:
    if Event.objects.filter(position=None, at__lt=Now() - timedelta(minutes=5)).exists():
        yield "Events have waited for five minutes to be sealed. Start the Procfile's beat."


LOOKS: list[Callable[[], Symptoms]] = [
    migrations, redis, workers, dispatcher, clock, stuck, pages, apps, bucket, events
]  # fmt: skip
