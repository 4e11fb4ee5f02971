"""The desk: deliveries that wait for a person, each with the evidence and the three things that can be decided."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_POST

from accounts import access
from accounts.access import Action
from accounts.request import Request, wants_part
from campaigns.moves import WrongState
from publisher.forms.decision import DecisionForm
from publisher.models import Delivery
from publisher.views.resumptions import pages_back, pages_lost

SHOWN = 50
"""So many stand on the page; the next ones move up."""
DONE = {
    "send_again": "It is sent again now.",
    "confirm": "Kept as published, with its link.",
    "give_up": "Given up. It will not go out any more.",
}


@require_GET
def desk(request: Request) -> HttpResponse:
    waiting = Delivery.objects.on_desk().visible_to(request.user)
    cases = [Case(request, delivery) for delivery in with_evidence(waiting)[:SHOWN]]
    unsure = Delivery.objects.filter(state=Delivery.State.UNSURE).visible_to(request.user)
    context = {
        "cases": cases,
        "more": max(waiting.count() - SHOWN, 0) if len(cases) == SHOWN else 0,
        "back": pages_back(request.user),
        "lost": pages_lost(request.user),
        "unsure": unsure.select_related("page__market", "publication__post").order_by("unsure_since")[:SHOWN],
    }
    return render(request, "publisher/desk.html", context)


class Case:
    """A delivery, whether this person may decide about it, and the form in which they did, if it has to be mended."""

    def __init__(self, request: Request, delivery: Delivery, form: DecisionForm | None = None) -> None:
        self.delivery = delivery
        self.form = form
        self.may_decide = access.may(request.user, Action.DECIDE, *delivery.scope())
        self.content = delivery.frozen
        self.attempts = list(delivery.attempts.all())
        self.doubtful = delivery.doubts > 0

    @property
    def still_approved(self) -> bool:
        """Whether what is frozen here may still be sent: an edit of the post voids its approval."""
        return self.delivery.revision.approved_at is not None


def with_evidence(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """All that a case shows. Of the revision only its approval counts; its manifest is large and stays where it is."""
    related = ("page__brand", "page__market", "publication__post", "revision")
    return deliveries.select_related(*related).defer("revision__manifest").prefetch_related("attempts")


@require_POST
def decision(request: Request, pk: int) -> HttpResponse:
    delivery = get_object_or_404(with_evidence(Delivery.objects.visible_to(request.user)), pk=pk)
    form = DecisionForm(delivery, request.POST)
    if not form.is_valid():
        return _again(request, Case(request, delivery, form), 422)
    try:
        _decide(request, delivery, form)
    except WrongState as fault:
        form.add_error(None, str(fault))
        return _again(request, Case(request, delivery, form), 409)
    return _done(request, delivery, DONE[form.cleaned_data["decision"]])


def _decide(request: Request, delivery: Delivery, form: DecisionForm) -> None:
    if form.cleaned_data["decision"] == "confirm":
        delivery.confirm(request.user, form.cleaned_data["permalink"])
    elif form.cleaned_data["decision"] == "give_up":
        delivery.give_up(request.user)
    else:
        delivery.send_again(request.user)


def _again(request: Request, case: Case, status: int) -> HttpResponse:
    if wants_part(request):
        return _part(render(request, "publisher/_case.html", {"case": case}, status=status))
    return render(request, "publisher/desk.html", {"cases": [case], "alone": True}, status=status)


def _done(request: Request, delivery: Delivery, sentence: str) -> HttpResponse:
    if wants_part(request):
        return _part(render(request, "publisher/_decided.html", {"delivery": delivery, "sentence": sentence}))
    messages.success(request, sentence)
    return redirect("desk")


def _part(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["HX-Request"])
    return response
