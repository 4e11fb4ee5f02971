"""A submission: what was typed is saved, then approval of exactly that is asked for."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts import access
from accounts.access import Action
from accounts.request import Request
from campaigns.content import Unreadable
from campaigns.forms.compose import ComposeForm
from campaigns.models import Post
from campaigns.models.post import Blocked
from campaigns.moves import WrongState
from campaigns.views.posts import composing, posts


@require_POST
def submission_new(request: Request) -> HttpResponse:
    form = ComposeForm(request.user, None, request.POST, request.FILES)
    return _submitted(request, form)


@require_POST
def submission(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(posts(request), pk=pk)
    access.require(request.user, Action.SCHEDULE, *found.scope())
    return _submitted(request, ComposeForm(request.user, found, request.POST, request.FILES))


def _submitted(request: Request, form: ComposeForm) -> HttpResponse:
    place = form.written_for
    access.require(request.user, Action.SCHEDULE, place.brand.pk, place.market.pk if place.market else None)
    saved = form.saved()
    if saved is None:
        return composing(request, form, status=422)
    _submit(request, saved)
    return redirect("post", saved.pk)


def _submit(request: Request, post: Post) -> None:
    try:
        post.submit(by=request.user)
    except Blocked as blocked:
        sentences = " ".join(dict.fromkeys(finding.sentence for finding in blocked.findings))
        messages.error(request, f"Saved as a draft, and not submitted yet: {sentences}")
    except Unreadable as fault:
        messages.error(request, str(fault))
    except WrongState:
        messages.warning(request, f"This post is {post.get_state_display()} already, and you changed nothing.")
    else:
        messages.success(request, f"Submitted. Next to decide: {post.get_stage_display()}.")
