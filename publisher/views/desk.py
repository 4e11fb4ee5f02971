"""The desk: what waits for a person, each with the evidence and the three things that can be decided."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_POST

from accounts import access, news
from accounts.download import as_csv
from accounts.forms.filters import PlaceFilter
from accounts.request import Request, wants_part
from campaigns.content import Content, Part
from campaigns.moves import WrongState
from publisher.forms.decision import DecisionForm
from publisher.models import Correction, Delivery, FollowUp, Removal
from publisher.models.sending import Sending, SendingQuerySet, State
from publisher.views.resumptions import pages_back, pages_lost

A_SHEET = 20
LOOKED_FOR = 50
"""So many of those that are being looked up are named."""
Key = tuple[datetime, type[Sending], int]
"""When it was due, what it is, its id."""
RELATED: dict[type[Sending], tuple[str, ...]] = {
    FollowUp: ("delivery__publication__post",),
    Delivery: ("publication__post",),
    Removal: ("delivery__publication__post", "follow_up__delivery__publication__post"),
    Correction: ("delivery__publication__post",),
}
COLUMNS = ("kind", "number", "brand", "market", "network", "page", "due (UTC)", "state", "reason", "post", "text")
DONE = {
    "send_again": "It is tried again now.",
    "confirm": "Kept as published, with its link.",
    "give_up": "Given up. It will not go out any more.",
}


@require_GET
@news.live
def desk(request: Request) -> HttpResponse:
    filters = PlaceFilter(request.GET, request.user)
    sheet = Paginator(_waiting(request, filters), A_SHEET).get_page(request.GET.get("sheet"))
    unsure: list[Sending] = []
    for noun in RELATED:
        looked_for = noun.objects.filter(filters.where("page__"), state=State.UNSURE).visible_to(request.user)
        unsure += looked_for.select_related("page__market", *RELATED[noun]).order_by("unsure_since")[:LOOKED_FOR]
    context = {
        "filters": filters,
        "sheet": sheet,
        "cases": _cases(request, sheet),
        "unsure": unsure,
        "back": pages_back(request.user),
        "lost": pages_lost(request.user),
    }
    template = "publisher/_desk.html" if wants_part(request) else "publisher/desk.html"
    return _part(render(request, template, context))


def _waiting(request: Request, filters: PlaceFilter) -> list[Key]:
    """All that waits, what was due last first: it is the likeliest to be still worth sending."""
    found: list[Key] = []
    for noun in RELATED:
        rows = noun.objects.on_desk().visible_to(request.user).filter(filters.where("page__"))
        found += [(due, noun, key) for due, key in rows.order_by().values_list("due_at", "pk")]
    return sorted(found, key=lambda key: (key[0], key[2]), reverse=True)


def _cases(request: Request, sheet: "Page[Key]") -> list["Case"]:
    """Read once for each noun that stands on the sheet."""
    found: dict[tuple[type[Sending], int], Case] = {}
    for noun in {noun for _, noun, _ in sheet}:
        keys = [key for _, other, key in sheet if other is noun]
        found |= {(noun, row.pk): Case(request, row) for row in with_evidence(noun.objects.filter(pk__in=keys))}
    return [found[noun, key] for _, noun, key in sheet if (noun, key) in found]


class Case:
    """A delivery or what follows one, whether this person may decide about it, and the form in which they did, if it
    has to be mended."""

    def __init__(self, request: Request, row: Sending, form: DecisionForm | None = None) -> None:
        self.row, self.form = row, form
        self.delivery: Delivery = row.delivery
        self.may_decide = access.may(request.user, row.action, *row.scope())
        self.content = row.frozen_in.frozen
        self.is_change = isinstance(row, Correction)
        self.removal = row if isinstance(row, Removal) else None
        self.follows = row if isinstance(row, FollowUp) else self.removal.follow_up if self.removal else None
        self.said: Content | Part = self.follows.below.part if self.follows else self.content
        attempts = list(row.attempts.all())
        self.last, self.earlier = attempts[-1] if attempts else None, attempts[:-1]
        self.doubtful = row.doubts > 0
        self.there = row.due_at.astimezone(row.page.market.zone)

    @property
    def advice(self) -> str:
        """What somebody who never saw such a case would do."""
        if self.removal:
            return "Once the reason is gone, try again. Or delete it there by hand, and give this up."
        if self.is_change:
            return "Once the reason is gone, try again. Or change it there by hand, and give this up."
        if self.row.why_not:
            return "Open the post and submit it again, or give this up."
        if self.doubtful:
            return "Look at the page. If the post is there, keep it with its address; if it is not, send it again."
        if self.row.state == State.MISSED:
            return ""  # the reason says it
        return (
            "If the reason is gone, send it again. If the post has to change, open it, change it and submit it again."
        )

    @property
    def id(self) -> str:
        return f"{self.row.noun}-{self.row.pk}"

    @property
    def address(self) -> str:
        """Where a decision goes."""
        return reverse("decision" if self.row.noun == "delivery" else f"{self.row.noun}_decision", args=[self.row.pk])

    def cells(self) -> tuple[Any, ...]:
        """As they stand in a file."""
        row, page = self.row, self.row.page
        where = (page.brand.slug, page.market.code, page.get_network_display(), page.name)
        state, post = row.get_state_display(), self.delivery.publication.post_id
        return (row.noun.replace("_", " "), row.pk, *where, row.due_at, state, row.reason, post, self.said.text)


def with_evidence(rows: SendingQuerySet) -> SendingQuerySet:
    """All that a case shows. Of the revision only its approval counts; its manifest is large and stays where it is."""
    related = RELATED[rows.model]
    revision = "revision" if rows.model in {Delivery, Correction} else "delivery__revision"
    found = rows.select_related("page__brand", "page__market", *related, revision)
    return found.defer(f"{revision}__manifest").prefetch_related("attempts")


@require_GET
def desk_csv(request: Request) -> HttpResponseBase:
    """All that waits on the desk, as a file."""
    found = (with_evidence(noun.objects.on_desk().visible_to(request.user)) for noun in RELATED)
    cases = (Case(request, row) for rows in found for row in rows.iterator(500))
    return as_csv("desk", COLUMNS, (case.cells() for case in cases))


@require_POST
def decision(request: Request, pk: int, noun: type[Sending] = Delivery) -> HttpResponse:
    row = get_object_or_404(with_evidence(noun.objects.visible_to(request.user)), pk=pk)
    form = DecisionForm(row, request.POST)
    if not form.is_valid():
        return _again(request, Case(request, row, form), 422)
    try:
        _decide(request, row, form)
    except WrongState as fault:
        form.add_error(None, str(fault))
        return _again(request, Case(request, row, form), 409)
    return _done(request, Case(request, row), DONE[form.cleaned_data["decision"]])


def _decide(request: Request, row: Sending, form: DecisionForm) -> None:
    if form.cleaned_data["decision"] == "confirm":
        row.confirm(request.user, form.cleaned_data["permalink"])
    elif form.cleaned_data["decision"] == "give_up":
        row.give_up(request.user)
    else:
        row.send_again(request.user)


def _again(request: Request, case: Case, status: int) -> HttpResponse:
    if wants_part(request):
        return _part(render(request, "publisher/_case.html", {"case": case}, status=status))
    return render(request, "publisher/desk.html", {"cases": [case], "alone": True}, status=status)


def _done(request: Request, case: Case, sentence: str) -> HttpResponse:
    if wants_part(request):
        return _part(render(request, "publisher/_decided.html", {"case": case, "sentence": sentence}))
    messages.success(request, sentence)
    return redirect("desk")


def _part(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["HX-Request"])
    return response
