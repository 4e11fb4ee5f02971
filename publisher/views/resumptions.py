"""Pages that stand still, and what waits there; and a person's word on it once they are connected again."""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts import access
from accounts.access import Action
from accounts.models import Page, User
from accounts.models.page import STANDING_STILL
from accounts.request import Request
from campaigns.moves import WrongState
from publisher.forms.word import WordForm
from publisher.models import Delivery, Hold, Word

DONE = {
    Word.SEND: "Posts whose time has come go out now, the others at their times. {} in all.",
    Word.KEEP: "Posts whose time is still to come go out then; the others wait on the desk. {} in all.",
    Word.GIVE_UP: "Given up. {} in all; they will not go out any more.",
}


@dataclass(frozen=True)
class Back:
    """A page that is connected again, what waits there, and whether this person may say what becomes of it."""

    hold: Hold
    waiting: list[Delivery]
    may_decide: bool


@dataclass(frozen=True)
class Lost:
    page: Page
    waiting: list[Delivery]


def resumptions(person: User) -> tuple[list[Back], list[Lost]]:
    """Pages that are connected again and wait for a word, and lost ones on which something waits just now."""
    holds = list(Hold.objects.awaiting_word().visible_to(person).select_related("page__market").order_by("until"))
    waiting = _waiting(person, [hold.page_id for hold in holds])
    back = [
        Back(hold, waiting[hold.page_id], access.may(person, Action.DECIDE, *hold.page.scope()))
        for hold in holds
        if hold.page
    ]
    pages = [found[0].page for found in waiting.values() if found]
    still = [page for page in pages if page.is_active and page.health in STANDING_STILL]
    return back, [Lost(page, waiting[page.pk]) for page in still]


def _waiting(person: User, held: list[int | None]) -> dict[int | None, list[Delivery]]:
    """What waits on these pages and on lost ones, the most urgent first."""
    lost = Q(health__in=STANDING_STILL, is_active=True)
    pages = Page.objects.visible_to(person).filter(lost | Q(pk__in=held)).order_by()
    rows = Delivery.objects.waiting().filter(page__in=pages.values("pk"))
    found: dict[int | None, list[Delivery]] = defaultdict(list)
    for delivery in rows.select_related("page__market", "publication__post").order_by("due_at", "pk"):
        found[delivery.page_id].append(delivery)
    return found


@require_POST
def resumption(request: Request, pk: int) -> HttpResponse:
    page = get_object_or_404(Page.objects.visible_to(request.user), pk=pk)
    access.require(request.user, Action.DECIDE, *page.scope())
    form = WordForm(request.POST)
    hold = Hold.objects.awaiting_word().filter(page=page).first()
    if not form.is_valid():
        messages.error(request, "Choose what should happen.")
    elif hold is None:
        messages.warning(request, "Nothing waits for a word there any more. Look at the desk.")
    else:
        _answer(request, hold, Word(form.cleaned_data["word"]))
    return redirect("desk")


def _answer(request: Request, hold: Hold, word: Word) -> None:
    try:
        concerned = hold.answer(word, by=request.user)
    except WrongState as fault:
        messages.warning(request, str(fault))
    else:
        messages.success(request, f"{hold.page}: {DONE[word].format(concerned)}")
