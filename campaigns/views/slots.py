"""The slots of a page: the places in its week at which it likes to post."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dates import WEEKDAYS
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.access import Action
from accounts.models import Page
from accounts.request import Request
from campaigns.forms.slot import SlotForm
from campaigns.models import Slot

MAY_NOT = "Your role may not plan for this page. Ask a community manager of its market."


@require_http_methods(["GET", "POST"])
def slots(request: Request, pk: int) -> HttpResponse:
    page = get_object_or_404(Page.objects.visible_to(request.user).select_related("brand", "market"), pk=pk)
    may_plan = access.may(request.user, Action.SCHEDULE, *page.scope())
    if request.method == "POST" and not may_plan:
        raise PermissionDenied(MAY_NOT)
    form = SlotForm(page, request.POST if request.method == "POST" else None)
    if form.is_bound and form.saved(request.user):
        messages.success(request, f"Added. {page} has these places from this week on.")
        return redirect("slots", page.pk)
    found = list(page.slots.all())
    week = [(name, [slot for slot in found if slot.weekday == day]) for day, name in WEEKDAYS.items()]
    context = {"page": page, "form": form, "week": week, "number": len(found), "may_plan": may_plan}
    return render(request, "campaigns/slots.html", context, status=422 if form.is_bound else 200)


@require_POST
def slot_removal(request: Request, pk: int) -> HttpResponse:
    slot = get_object_or_404(Slot.objects.visible_to(request.user).select_related("page"), pk=pk)
    if not access.may(request.user, Action.SCHEDULE, *slot.scope()):
        raise PermissionDenied(MAY_NOT)
    slot.remove(request.user)
    messages.success(request, "Removed. What is planned for it stays planned.")
    return redirect("slots", slot.page_id)
