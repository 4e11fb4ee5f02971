"""Dry runs: beginning one, watching it, and reading what would go wrong."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts import access
from accounts.bell import ring
from accounts.models import Page
from accounts.request import Request
from publisher import tasks
from publisher.forms.dry_run import DryRunForm
from publisher.models import DryRun

SHOWN = 30
LISTED = 500


@require_http_methods(["GET", "POST"])
def dry_runs(request: Request) -> HttpResponse:
    if request.method == "GET":
        asked = {name: request.GET.get(name, "") for name in ("campaign", "chosen")}
        return _list(request, DryRunForm(request.user, **asked))
    if not access.may_somewhere(request.user, access.Action.DRAFT):
        raise PermissionDenied("Your role may not begin dry runs. Ask somebody who drafts posts.")
    form = DryRunForm(request.user, request.POST)
    if not form.is_valid():
        return _list(request, form, 422)
    run = DryRun.begin(request.user, form.whose, form.posts(), form.cleaned_data.get("campaign"))
    ring(tasks.play_dry_runs)
    return redirect("dry_run", run.pk)


def _list(request: Request, form: DryRunForm, status: int = 200) -> HttpResponse:
    runs = DryRun.objects.visible_to(request.user).select_related("brand", "campaign", "by").defer("report")[:SHOWN]
    may = access.may_somewhere(request.user, access.Action.DRAFT)
    return render(request, "publisher/dry_runs.html", {"runs": runs, "form": form, "may_begin": may}, status=status)


@require_GET
def dry_run(request: Request, pk: int) -> HttpResponse:
    runs = DryRun.objects.visible_to(request.user).select_related("brand", "campaign", "by")
    run = get_object_or_404(runs, pk=pk)
    template = "publisher/_dry_run.html" if request.htmx else "publisher/dry_run.html"
    return render(request, template, {"run": run, **_told(request, run)})


def _told(request: Request, run: DryRun) -> dict[str, Any]:
    """The lines about pages that the person may see, the worst first."""
    pages = Page.objects.visible_to(request.user).select_related("market").in_bulk({one["page"] for one in run.report})
    lines = [{**one, "page": pages[one["page"]]} for one in run.report if one["page"] in pages]
    order = ("bad", "care", "good")
    counts = [(verdict, sum(one["verdict"] == verdict for one in lines)) for verdict in order]
    quotas = list(_running_out(lines))
    lines.sort(key=lambda one: order.index(one["verdict"]))
    return {"lines": lines[:LISTED], "more": max(0, len(lines) - LISTED), "counts": counts, "quotas": quotas}


def _running_out(lines: list[dict[str, Any]]) -> Iterator[tuple[str, str, str, int]]:
    """Network, what runs out there, for which publication first, and how many have to wait for it."""
    waiting: dict[tuple[str, str], list[str]] = defaultdict(list)
    for line in lines:
        if quota := line.get("quota"):
            waiting[line["page"].network, quota].append(line["at"])
    for (network, quota), times in waiting.items():
        yield network, quota, min(times), len(times)
