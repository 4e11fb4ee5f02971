"""Housekeeping that beat asks for. Nothing here is needed for a post to go out."""

from contextlib import suppress
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models.functions import Now

from accounts.models import Answer, Event, Letter, Message
from campaigns import walltime
from campaigns.models import Campaign, Import, Notice, Publication, Upload
from publisher.models import Grant, Hold


def rederive_times() -> int:
    """Countries change their clocks: derive UTC anew for what lies ahead, and flag what moved. Returns how many
    moved."""
    moved = 0
    ahead = Publication.objects.filter(state__in=["planned", "scheduled"], at__gt=Now()).select_related("page", "post")
    for publication in ahead.iterator(2000):
        try:
            at = walltime.to_utc(publication.wall, publication.zone, publication.fold)
        except walltime.NonexistentTime:
            Event.objects.note(
                "publication.time_vanished", publication, wall=str(publication.wall), zone=publication.zone
            )
            continue
        if at != publication.at:
            with transaction.atomic():
                read = {name: getattr(publication, name) for name in ("wall", "zone", "fold", "at", "state")}
                if not Publication.objects.filter(pk=publication.pk, **read).update(at=at):
                    continue
                Event.objects.note(
                    "publication.time_moved", publication, before=publication.at.isoformat(), after=at.isoformat()
                )
            moved += 1
    return moved


def rederive_embargoes() -> int:
    """The same for embargoes that are still ahead. Returns how many moved."""
    moved = 0
    for campaign in Campaign.objects.embargoed():
        embargo = campaign.embargo
        assert embargo
        with suppress(walltime.NonexistentTime), transaction.atomic():  # then it ends when it would have
            same = Campaign.objects.filter(pk=campaign.pk, embargo_wall=embargo.wall, embargo_zone=embargo.zone)
            if same.exclude(embargo_at=embargo.at).update(embargo_at=embargo.at):
                Event.objects.note("campaign.changed", campaign, changed=["embargo"])
                moved += 1
    return moved


def tidy() -> None:
    """Remove what nobody reads again."""
    Session.objects.filter(expire_date__lt=Now()).delete()
    Answer.forget_old()
    Letter.objects.forget_old()
    Notice.objects.forget_old()
    Import.forget_old()
    Message.objects.forget_old()
    Hold.objects.filter(until__lt=Now() - timedelta(days=1)).delete()
    Grant.objects.filter(until__lt=Now()).delete()
    Upload.objects.forget_expired()
