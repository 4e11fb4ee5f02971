"""Guidelines: what holds where one works, laying down more, trying them, and retiring what no longer holds."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from accounts import access
from accounts.access import Action
from accounts.meanwhile import shown_anew
from accounts.models import Event
from accounts.request import Request, wants_part
from campaigns import foresight, history
from campaigns.forms.guideline import GuidelineFilter, GuidelineForm, TrialForm
from campaigns.models import Guideline
from campaigns.models.guideline import GuidelineQuerySet
from campaigns.moves import WrongState

MAY_NOT = "Your role may not lay down guidelines. Ask head office or legal."


@require_GET
def guidelines(request: Request) -> HttpResponse:
    return _list(request, TrialForm(request.user))


@require_POST
def guideline_trial(request: Request) -> HttpResponse:
    """Nothing is kept."""
    form = TrialForm(request.user, request.POST)
    if not form.is_valid():
        return _tried(request, form, None, 422)
    text, page = form.cleaned_data["text"], form.cleaned_data["page"]
    rules = in_force(request).order_by("-blocks", "id")
    return _tried(request, form, foresight.speaking(text, page, rules))


def _tried(request: Request, form: TrialForm, said: list[Guideline] | None, status: int = 200) -> HttpResponse:
    if wants_part(request):
        return render(request, "campaigns/_trial.html", {"trial": form, "said": said}, status=status)
    return _list(request, form, said, status)


def _list(request: Request, trial: TrialForm, said: list[Guideline] | None = None, status: int = 200) -> HttpResponse:
    filters = GuidelineFilter(request.GET, request.user)
    found = in_force(request).filter(filters.where())
    groups = [(scope, list(rules)) for scope, rules in groupby(found, _scope)]
    context = {
        "filters": filters,
        "groups": groups,
        "trial": trial,
        "said": said,
        "may_guide": access.may_somewhere(request.user, Action.GUIDE),
    }
    template = "campaigns/_guidelines.html" if wants_part(request) else "campaigns/guidelines.html"
    answer = render(request, template, context, status=status)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


def in_force(request: Request) -> GuidelineQuerySet:
    """From those for everybody to those for one market of one brand."""
    widest_first = [F(path).asc(nulls_first=True) for path in ("brand__name", "market__name")]
    return _visible(request).in_force().order_by(*widest_first, "-blocks", "kind", "id")


def _visible(request: Request) -> GuidelineQuerySet:
    return Guideline.objects.visible_to(request.user).select_related("brand", "market", "campaign")


def _scope(rule: Guideline) -> str:
    if rule.brand:
        return f"{rule.brand}, {rule.market}" if rule.market else f"{rule.brand}, everywhere"
    return f"All brands in {rule.market}" if rule.market else "All brands, everywhere"


@require_http_methods(["GET", "POST"])
def guideline_new(request: Request) -> HttpResponse:
    if not access.may_somewhere(request.user, Action.GUIDE):
        raise PermissionDenied(MAY_NOT)
    form = GuidelineForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        return _page(request, form, status=422 if form.is_bound else 200)
    if stop := _untold(request, form):
        return _page(request, form, stop=stop)
    Guideline.lay_down(request.user, **form.rule())
    messages.success(request, "Laid down. It holds from now on.")
    return redirect("guidelines")


@require_http_methods(["GET", "POST", "DELETE"])
@shown_anew
def guideline(request: Request, pk: int) -> HttpResponse:
    """One that was retired can still be read."""
    rule = get_object_or_404(_visible(request) if request.method == "GET" else in_force(request), pk=pk)
    if request.method == "GET":
        return _page(request, GuidelineForm(request.user, rule=rule), rule)
    if not access.may(request.user, Action.GUIDE, *rule.scope()):
        raise PermissionDenied(MAY_NOT)
    return _retire(request, rule) if request.method == "DELETE" else _change(request, rule)


def _change(request: Request, rule: Guideline) -> HttpResponse:
    form = GuidelineForm(request.user, request.POST, rule)
    if not form.is_valid():
        return _page(request, form, rule, status=422)
    if stop := _untold(request, form):
        return _page(request, form, rule, stop)
    try:
        rule.change(request.user, form.cleaned_data["seen"], **form.rule())
    except WrongState as fault:
        messages.warning(request, str(fault))
    else:
        messages.success(request, "Changed. It holds like this from now on.")
    return redirect("guidelines")


def _retire(request: Request, rule: Guideline) -> HttpResponse:
    try:
        rule.retire(request.user)
    except WrongState as fault:
        messages.warning(request, str(fault))
    else:
        messages.success(request, "Retired. It holds no longer.")
    return HttpResponseClientRedirect(reverse("guidelines"))


def _untold(request: Request, form: GuidelineForm) -> foresight.Stop | None:
    """What the rule would stop beyond what the person was told before."""
    stop = foresight.stopped_by(Guideline(**form.rule()), request.user)
    if stop is None or stop.number <= (form.cleaned_data["told"] or 0):
        return None
    form.tell(stop.number)
    return stop


def _page(
    request: Request,
    form: GuidelineForm,
    rule: Guideline | None = None,
    stop: foresight.Stop | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "rule": rule, "stop": stop, "most": foresight.MOST}
    if rule:
        context["scope"] = _scope(rule)
        context["may_guide"] = rule.is_active and access.may(request.user, Action.GUIDE, *rule.scope())
        context["history"] = list(history.lines(Event.objects.about(rule).select_related("by")[:20]))
    return render(request, "campaigns/guideline.html", context, status=status)
