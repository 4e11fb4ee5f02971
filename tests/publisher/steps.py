"""What tests of deliveries do by hand, between the steps that workers take."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from accounts.models import Page
from publisher.engine.claim import Kind, claim
from publisher.engine.result import Result
from publisher.engine.settle import settle
from publisher.models import Attempt, Delivery
from publisher.networks.base import Unsure

Due = Callable[..., Delivery]
Connect = Callable[..., Page]


def looked_for(delivery: Delivery, minutes: float = 2) -> None:
    """As much time as a network needs to show a post has passed since the attempt."""
    past = timedelta(minutes=minutes)
    attempt = delivery.attempts.latest("id")
    Attempt.objects.filter(pk=attempt.pk).update(started_at=attempt.started_at - past)
    Delivery.objects.filter(pk=delivery.pk).update(next_at=timezone.now())


def dead(delivery: Delivery) -> None:
    """The lease of its claim is over."""
    Delivery.objects.filter(pk=delivery.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def drain_prepares(network: str) -> None:
    """Bring every delivery of the network to the point from which it may be sent."""
    jobs = claim(network, "preparer", 100)
    assert {job.kind for job in jobs} <= {Kind.PREPARE}
    settle([Result(job, "prepared", handle={}) for job in jobs])


def looks_once(network: str) -> None:
    """A look-up that finds nothing where absence is certain."""
    settle([Result(job, "repeat", looked=True) for job in claim(network, "looker", 10)])


def doubted(delivery: Delivery) -> Delivery:
    """Its call was made, and no answer came."""
    drain_prepares(delivery.network)
    Delivery.objects.update(next_at=timezone.now())
    settle([Result(job, "doubt", error=Unsure("No answer.")) for job in claim(delivery.network, "worker", 10)])
    return delivery


def out_of_patience() -> None:
    """Nobody could tell for so long that a person has to."""
    long_ago = timezone.now() - settings.UNSURE_PATIENCE - timedelta(seconds=1)
    Delivery.objects.update(unsure_since=long_ago, next_at=timezone.now())
