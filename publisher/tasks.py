"""What Celery workers do. A task is a bell or a chore; the rows are the queue."""

from celery import shared_task
from django.db import close_old_connections

from accounts import sending
from accounts.models import EventHead, Letter, Message
from campaigns import expiry, link_cards, orphans
from campaigns.models import Notice, Publication
from publisher import checkup, chores, telling
from publisher.dryrun import play as dryrun
from publisher.engine import claim, listen
from publisher.engine.drain import drain as drain_network
from publisher.logs import log


@shared_task(ignore_result=True, expires=10)
def drain(network: str) -> None:
    """Deliver what is due on one network."""
    listen.heard()
    try:
        drain_network(network)
    except claim.ClockOff as fault:
        log.error("clock_off", detail=str(fault))
    finally:
        close_old_connections()


@shared_task(ignore_result=True)
def seal_events() -> None:
    EventHead.seal_events()


@shared_task(ignore_result=True)
def send_letters() -> None:
    """Invitations, and ways to a new password."""
    Letter.objects.send_due()


@shared_task(ignore_result=True)
def tell_webhooks() -> None:
    """Send what happened to the addresses outside that want to hear of it."""
    EventHead.seal_events()
    while Message.objects.enqueue():
        pass
    sending.send()
    sending.tell_administrators()


@shared_task(ignore_result=True)
def lapse() -> None:
    """What was not approved by its time is not published."""
    Publication.objects.lapse()


@shared_task(ignore_result=True)
def tell_people() -> None:
    """Mail people about what waits for them, and about what was decided and said about their posts."""
    telling.tell_people()
    Notice.objects.send_due()


@shared_task(ignore_result=True)
def check_pages() -> None:
    """Ask the networks once a day whether each page's token lives, renew it in time, and keep its limits."""
    checkup.check_pages()


@shared_task(ignore_result=True)
def play_dry_runs() -> None:
    dryrun.play_all()


@shared_task(ignore_result=True)
def rederive_times() -> None:
    chores.rederive_times()
    chores.rederive_embargoes()


@shared_task(ignore_result=True)
def warn_of_rights() -> None:
    """Mail people about pictures and films that soon may not be shown any more."""
    expiry.warn()


@shared_task(ignore_result=True, expires=10)
def read_links() -> None:
    """Read the web pages behind links, for their cards."""
    link_cards.read_pages()


@shared_task(ignore_result=True)
def tidy() -> None:
    chores.tidy()


@shared_task(ignore_result=True)
def remove_orphans() -> None:
    """Delete files that were written for a row which never came."""
    orphans.remove()
