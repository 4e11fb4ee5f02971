"""Rights that end: what is planned beyond their end, and what is live and has to be taken down by then."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone, translation

from accounts import access, wording
from accounts.models import Event, User
from campaigns.models import Asset, Publication, Rights
from campaigns.models.publication import PublicationQuerySet
from campaigns.models.rights import WARNING, words

log = structlog.get_logger()

LAST = timedelta(days=1)
"""So long before the end people are told again."""
NAMED = 20
"""So many posts of each kind stand in a mail; the page has them all."""


@dataclass(frozen=True)
class Ending:
    """An asset whose rights end on `until`, with the publications that are `planned` for later and those `live`."""

    asset: Asset
    until: date
    planned: list[Publication] = field(default_factory=list)
    live: list[Publication] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        return self.until < timezone.localdate()


def endings(assets: Iterable[Asset], among: PublicationQuerySet) -> list[Ending]:
    """One for each of these assets, which have rights that end; of publications those that are `among` these."""
    ends = {asset: asset.rights.valid_until for asset in assets}
    found = {asset.pk: Ending(asset, until) for asset, until in ends.items() if until}
    rows = among.select_related("page__market", "post", "delivery")
    for publication in rows.going_to_show(found):
        if publication.wall.date() > found[publication.asset].until:
            found[publication.asset].planned.append(publication)
    for publication in rows.showing(found).filter(delivery__state="published"):
        found[publication.asset].live.append(publication)
    return list(found.values())


@transaction.atomic
def warn() -> int:
    """Mail people about each asset whose rights end soon: in time, and once more the day before, where it is still
    planned or live, for the list is another by then. Returns how many assets.

    Who cannot be mailed keeps nobody else from their mail; what nobody could be told of is tried again.
    """
    today = timezone.localdate()
    early = Q(warned_at=None, valid_until__lte=today + WARNING)
    late = Q(valid_until__range=(today, today + LAST), warned_at__lt=F("valid_until") - LAST)
    soon = Rights.objects.filter(early | late & Q(asset__in=Asset.objects.in_use()))
    locked = soon.select_for_update(of=("self",), skip_locked=True).select_related("asset__rights", "asset__brand")
    assets = {rights.asset_id: rights.asset for rights in locked[:500]}
    told: set[int] = set()
    for user, mine in _concerned(assets).items():
        with translation.override(user.language):
            subject = wording.told(f"The rights of {len(mine)} picture(s) or film(s) end soon")
            letter = _letter(endings(mine, Publication.objects.visible_to(user)))
        try:
            send_mail(subject, letter, None, [user.email])
        except (SMTPException, OSError) as fault:
            log.warning("mail_refused", user=user.pk, detail=str(fault))
        else:
            told.update(asset.pk for asset in mine)
    Rights.objects.filter(asset__in=told).update(warned_at=Now())
    Event.objects.note_all(Event.about("asset.rights_ending", assets[key]) for key in sorted(told))
    return len(told)


def _concerned(assets: Mapping[int, Asset]) -> dict[User, list[Asset]]:
    """Whoever brought it, and those who write the guidelines where it is used."""
    guides = list(access.holding(access.Action.GUIDE))
    keys = {guide.user_id for guide in guides} | {asset.uploaded_by_id for asset in assets.values()}
    found: dict[User, list[Asset]] = {}
    for user in User.objects.filter(Q(api_key=None), pk__in=keys, is_active=True):
        places = [guide for guide in guides if guide.user_id == user.pk]
        mine = [
            asset
            for asset in assets.values()
            if asset.uploaded_by_id == user.pk or any(one.covers(*asset.scope()) for one in places)
        ]
        if mine:
            found[user] = mine
    return found


def _letter(found: list[Ending]) -> str:
    lines: list[str] = []
    for ending in found:
        lines += [wording.told(f"“{ending.asset}” may be shown until {words(ending.until)}.")]
        lines += _listed("Planned for later; show something else:", ending.planned)
        lines += _listed("Live; take it down:", ending.live)
        lines.append("")
    return "\n".join([*lines, settings.PUBLIC_ADDRESS + reverse("rights")])


def _listed(title: str, publications: list[Publication]) -> list[str]:
    if not publications:
        return []
    shown = [f"- {one.page}, {one.wall:%d %B %Y, %H:%M}: {_address(one)}" for one in publications[:NAMED]]
    more = len(publications) - NAMED
    return [wording.told(title), *shown, *([wording.told(f"- and {more} more")] if more > 0 else [])]


def _address(publication: Publication) -> str:
    delivery = getattr(publication, "delivery", None)
    page = settings.PUBLIC_ADDRESS + reverse("post", args=[publication.post_id])
    return (delivery and delivery.permalink) or page
