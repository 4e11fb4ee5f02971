"""Posts out of a CSV file: uploaded, looked at row by row, then written as drafts."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access
from accounts.access import Action, may_somewhere
from accounts.bell import ring
from accounts.request import Request, wants_part
from campaigns import columns, drafted, proofread, rows, tasks
from campaigns.forms.importing import ColumnsForm, UploadForm
from campaigns.models import Import
from campaigns.models.import_ import Faulty
from campaigns.moves import WrongState

A_SHEET = 25
"""Rows on a page, those with faults before the others. What guidelines say is asked for these alone."""
SHOWN = 20
MAY_NOT = "Your role reads; it does not write posts."


@require_http_methods(["GET", "POST"])
def imports(request: Request) -> HttpResponse:
    if not may_somewhere(request.user, Action.DRAFT):
        raise PermissionDenied(MAY_NOT)
    is_bound = request.method == "POST"
    form = UploadForm(request.user, request.POST, request.FILES) if is_bound else UploadForm(request.user)
    if is_bound and form.is_valid():
        place, name = form.where, form.cleaned_data["file"].name[:255]
        made = Import.objects.create(
            by=request.user,
            brand=place.brand,
            market=place.market,
            name=name,
            table=form.table,
            columns=columns.guessed(form.table[0]),
        )
        return redirect("import", made.pk)
    before = Import.objects.visible_to(request.user).select_related("brand", "market").defer("table")[:SHOWN]
    context = {"form": form, "imports": before}
    return render(request, "campaigns/imports.html", context, status=422 if is_bound else 200)


@require_http_methods(["GET", "POST"])
def import_(request: Request, pk: int) -> HttpResponse:
    """A dry run: what each row would write, and what is wrong with it; then how far it is written, and what became of
    it. POST says what the columns are."""
    found = _found(request, pk)
    form = ColumnsForm(found, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        new = Import.objects.filter(pk=pk, begun_at=None, done_at=None)
        new.update(columns=form.columns, dates=form.cleaned_data["dates"])
        return redirect("import", found.pk)
    is_new = not (found.begun_at or found.done_at)
    read = sorted(found.read(), key=lambda row: not row.faults) if is_new else []
    sheet = Paginator(read, A_SHEET).get_page(request.GET.get("sheet"))
    context = {
        "import": found,
        "form": form,
        "sheet": sheet,
        "rows": [(row, [] if row.faults else _notes(found, row)) for row in sheet],
        "good": sum(not row.faults for row in read),
        "faulty": sum(bool(row.faults) for row in read),
    }
    template = "campaigns/_import.html" if wants_part(request) else "campaigns/import.html"
    answer = render(request, template, context, status=422 if form.errors else 200)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


@require_POST
def import_run(request: Request, pk: int) -> HttpResponse:
    found = _found(request, pk)
    try:
        found.begin(request.user, only_good=request.POST.get("rows") == "good")
    except (Faulty, WrongState) as fault:
        messages.error(request, str(fault))
    else:
        ring(tasks.write_import, found.pk)
    return redirect("import", found.pk)


def _found(request: Request, pk: int) -> Import:
    visible: Any = Import.objects.visible_to(request.user)
    found: Import = get_object_or_404(visible.select_related("by", "brand", "market"), pk=pk)
    access.require(request.user, Action.DRAFT, *found.scope())
    return found


def _notes(told: Import, row: rows.Row) -> list[str]:
    """What guidelines and networks say to a row that may be written; they are heard when it is submitted."""
    contents = drafted.contents(row.draft, told.brand, told.market, row.draft.plan or ())
    return [finding.sentence for finding in proofread.everything(contents)] if contents else []
