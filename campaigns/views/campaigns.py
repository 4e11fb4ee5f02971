"""Campaigns: what runs, what comes, what is over; and one of them with all that belongs to it."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_http_methods

from accounts import access, news
from accounts.access import Action
from accounts.meanwhile import held, shown_anew
from accounts.models import Event, User
from accounts.request import Request, wants_part
from campaigns import history, tally
from campaigns.forms.campaign import CampaignFilter, CampaignForm
from campaigns.models import Asset, Campaign, Guideline, Publication

A_SHEET = 50
ASSETS = 24
MAY_NOT = "Your role reads; it does not make campaigns. Ask somebody who drafts posts for the brand."


@require_GET
def campaigns(request: Request) -> HttpResponse:
    filters, today = CampaignFilter(request.GET, request.user), _today(request)
    found = Campaign.objects.visible_to(request.user).filter(filters.where()).select_related("brand")
    sheet = Paginator(found.past(today), A_SHEET).get_page(request.GET.get("sheet"))
    running, coming, past = list(found.running(today)), list(found.coming(today)), list(sheet)
    counts = tally.by_campaign([*running, *coming, *past], request.user)

    def counted(those: list[Campaign]) -> list[tuple[Campaign, dict[str, int]]]:
        return [(campaign, counts.get(campaign.pk, {})) for campaign in those]

    context = {
        "filters": filters,
        "sheet": sheet,
        "parts": [("Running", counted(running)), ("Coming", counted(coming)), ("Past", counted(past))],
        "is_empty": not (running or coming or past),
        "may_make": access.may_somewhere(request.user, Action.DRAFT),
    }
    template = "campaigns/_campaigns.html" if wants_part(request) else "campaigns/campaigns.html"
    answer = render(request, template, context)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


@require_http_methods(["GET", "POST"])
def campaign_new(request: Request) -> HttpResponse:
    if not access.may_somewhere(request.user, Action.DRAFT):
        raise PermissionDenied(MAY_NOT)
    form = CampaignForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and (made := form.saved()):
        messages.success(request, "Made. Authors find it beside their text.")
        return redirect("campaign", made.pk)
    return render(request, "campaigns/campaign_new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@shown_anew
@news.live
def campaign(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(Campaign.objects.visible_to(request.user).select_related("brand"), pk=pk)
    if request.method == "GET":
        return _page(request, found, CampaignForm(request.user, campaign=found))
    if not found.may_change(request.user):
        raise PermissionDenied(MAY_NOT)
    with transaction.atomic():
        form = CampaignForm(request.user, request.POST, held(found))
        if form.saved():
            messages.success(request, "Saved.")
            return redirect("campaign", pk)
    return _page(request, found, form, 422)


def _page(request: Request, campaign: Campaign, form: CampaignForm, status: int = 200) -> HttpResponse:
    person, today = request.user, _today(request)
    assets = Asset.objects.visible_to(person).filter(campaign=campaign)
    rules = Guideline.objects.in_force().visible_to(person)
    context = {
        "campaign": campaign,
        "form": form,
        "today": today,
        "may_change": campaign.may_change(person),
        "posts": tally.posts_by_state(campaign, person),
        "markets": tally.by_market(campaign, person),
        "rules": rules.filter(campaign=campaign).select_related("market"),
        "other_rules": rules.filter(_for_brand(campaign), campaign=None).count(),
        "assets": assets[:ASSETS],
        "more_assets": max(0, assets.count() - ASSETS),
        "early": _early(campaign, person) if campaign.is_embargoed else 0,
        "stops": _freezes(campaign, request),
        "calendar": urlencode({"view": "month", "campaign": campaign.pk, "date": _shown(campaign, today).isoformat()}),
        "history": list(history.lines(Event.objects.about(campaign).select_related("by")[:20])),
    }
    return render(request, "campaigns/campaign.html", context, status=status)


def _early(campaign: Campaign, person: User) -> int:
    """How many publications were scheduled for a time before the embargo ends."""
    scheduled = Publication.objects.visible_to(person).filter(post__campaign=campaign, at__lt=campaign.embargo_at)
    return scheduled.open().exclude(state=Publication.State.PLANNED).count()


def _freezes(campaign: Campaign, request: Request) -> Any:
    """All that stops posts of it, or some of them. The room of freezes stands to the right: it is reached from here."""
    freezes: Any = Campaign.freezes.rel.related_model._default_manager
    mine = Q(campaign=None) | Q(campaign=campaign)
    return (
        freezes.in_force()
        .visible_to(request.user)
        .filter(mine, _for_brand(campaign))
        .select_related("brand", "market", "campaign")
    )


def _for_brand(campaign: Campaign) -> Q:
    return Q(brand=None) | Q(brand=campaign.brand_id)


def _today(request: Request) -> date:
    return timezone.now().astimezone(request.user.zone).date()


def _shown(campaign: Campaign, today: date) -> date:
    """The day of the campaign that is nearest to today."""
    return max(campaign.starts_on, min(today, campaign.ends_on))
