"""The desk: what waits for a person, each with the evidence and the three things that can be decided."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_POST

from accounts import access, news
from accounts.download import as_csv
from accounts.forms.filters import PlaceFilter
from accounts.request import Request, wants_part
from campaigns.content import Content, Part, Unreadable, readable
from campaigns.moves import WrongState
from publisher.desk import Key, read, standing, tried, with_evidence
from publisher.forms.decision import DecisionForm
from publisher.models import SENDINGS, Attempt, Correction, Delivery, FollowUp, Removal
from publisher.models.sending import Sending, State
from publisher.views.resumptions import resumptions

A_SHEET = 20
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
    waiting, unsure = standing(request.user, filters.where("page__"))
    sheet = Paginator(waiting, A_SHEET).get_page(request.GET.get("sheet"))
    rows = read([*sheet, *unsure])
    back, lost = resumptions(request.user)
    context = {
        "filters": filters,
        "sheet": sheet,
        "cases": _cases(request, rows, [key for key in sheet if key in rows]),
        "unsure": [rows[key] for key in unsure if key in rows],
        "back": back,
        "lost": lost,
    }
    template = "publisher/_desk.html" if wants_part(request) else "publisher/desk.html"
    return _part(render(request, template, context))


def _cases(request: Request, rows: dict[Key, Sending], keys: Iterable[Key]) -> list["Case"]:
    attempts = tried(keys)
    return [Case(request, rows[key], attempts[key]) for key in attempts]


class Case:
    """A delivery or what follows one, whether this person may decide about it, and the form in which they did, if it
    has to be mended."""

    def __init__(
        self, request: Request, row: Sending, attempts: Sequence[Attempt] = (), form: DecisionForm | None = None
    ) -> None:
        self.row, self.form = row, form
        self.delivery: Delivery = row.delivery
        self.may_decide = access.may(request.user, row.action, *row.scope())
        self.is_change = isinstance(row, Correction)
        self.removal = row if isinstance(row, Removal) else None
        self.follows = row if isinstance(row, FollowUp) else self.removal.follow_up if self.removal else None
        self.last, self.earlier = attempts[-1] if attempts else None, attempts[:-1]
        self.doubtful = row.doubts > 0
        self.there = row.due_at.astimezone(row.page.market.zone)

    @cached_property
    def content(self) -> Content | None:
        """None where newer code wrote what this process does not know."""
        return readable(lambda: self.row.frozen_in.frozen)

    @property
    def said(self) -> Content | Part | None:
        return self.follows.below.part if self.follows and self.content else self.content

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
        text = self.said.text if self.said else ""
        return (row.noun.replace("_", " "), row.pk, *where, row.due_at, state, row.reason, post, text)


@require_GET
def desk_csv(request: Request) -> HttpResponseBase:
    """All that waits on the desk, as a file."""
    found = (with_evidence(noun.objects.on_desk().visible_to(request.user)) for noun in SENDINGS)
    cases = (Case(request, row) for rows in found for row in rows.iterator(500))
    return as_csv("desk", COLUMNS, (case.cells() for case in cases))


@require_POST
def decision(request: Request, pk: int, noun: type[Sending] = Delivery) -> HttpResponse:
    row = get_object_or_404(with_evidence(noun.objects.visible_to(request.user)), pk=pk)
    form = DecisionForm(row, request.POST)
    if not form.is_valid():
        return _again(request, row, form, 422)
    try:
        _decide(request, row, form)
    except (Unreadable, WrongState) as fault:
        form.add_error(None, str(fault))
        return _again(request, row, form, 409)
    return _done(request, Case(request, row), DONE[form.cleaned_data["decision"]])


def _decide(request: Request, row: Sending, form: DecisionForm) -> None:
    if form.cleaned_data["decision"] == "confirm":
        row.confirm(request.user, form.cleaned_data["permalink"])
    elif form.cleaned_data["decision"] == "give_up":
        row.give_up(request.user)
    else:
        row.send_again(request.user)


def _again(request: Request, row: Sending, form: DecisionForm, status: int) -> HttpResponse:
    case = Case(request, row, list(row.attempts.all()), form)
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
