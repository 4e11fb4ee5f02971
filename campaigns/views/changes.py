"""Changes: what somebody does on the calendar to one publication or many, moved by hand or chosen together."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from accounts.access import Action, may_somewhere
from accounts.request import Request
from accounts.wording import told
from campaigns.changes import Answer, change, voided
from campaigns.forms.changes import ChangesForm, seen
from campaigns.models import Publication

PAST = {"move": "Moved", "cancel": "Cancelled", "submit": "Submitted"}


@require_POST
def changes(request: Request) -> HttpResponse:
    """200 with a `sentence` and what to `undo`; 409 with a `question`, or with the `answers` of what was not done. How
    many were `done`, and which are `left` for the next request."""
    if not may_somewhere(request.user, Action.SCHEDULE):
        raise PermissionDenied("Your role may not move posts. Ask a community manager.")
    form = ChangesForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"sentence": " ".join(told(fault) for (fault, *_) in form.errors.values())}, status=422)
    named = _named(request, form)
    if form.needs_agreement and (posts := voided(named)):
        return JsonResponse({"question": told(_question(len(posts)))}, status=409)
    now, left = form.portion(named)
    answers = change(form.verb, request.user, now, each=form.cleaned_data["each"])
    done = [publication for answer in answers if answer.done for publication in answer.publications]
    failed = [answer for answer in answers if not answer.done]
    outcome = {
        "sentence": told(_sentence(form, answers, len(done), len(now))),
        "done": len(done),
        "left": left,
        "answers": [{"name": answer.name, "sentence": told(answer.sentence)} for answer in failed],
        "undo": _undone(form, done) if form.cleaned_data["do"] == "move" else [],
    }
    return JsonResponse(outcome, status=409 if failed else 200)


def _named(request: Request, form: ChangesForm) -> list[Publication]:
    """Raises `Http404` unless the person sees all of them."""
    named = form.cleaned_data["publication"]
    related = ("post__brand", "post__market", "page__market")
    found = Publication.objects.visible_to(request.user).filter(pk__in=named).select_related(*related)
    if len(found) < len(named):
        raise Http404
    return list(found)


def _question(posts: int) -> str:
    which = "This post is approved or in review."
    if posts > 1:
        which = f"{posts} of these posts are approved or in review."
    return f"{which} A move voids that on all pages: approval has to be asked for again."


def _sentence(form: ChangesForm, answers: list[Answer], done: int, asked: int) -> str:
    if len(answers) == 1:
        return answers[0].sentence
    return f"{PAST[form.cleaned_data['do']]}: {done} of {asked}."


def _undone(form: ChangesForm, done: list[Publication]) -> list[str]:
    """The publications as they are known now, for whoever wants them back."""
    known, whither = form.cleaned_data["publication"], form.whither
    return [seen(one, whither(one, known[one.pk] or one.wall).wall) for one in done]
