"""An approval: one person's decision on one exact content (POST), or taking the approvals back (DELETE)."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from accounts.request import Request
from campaigns.forms.decision import DecisionForm
from campaigns.models import Post
from campaigns.models.post import Blocked, ContentChanged
from campaigns.moves import WrongState
from campaigns.views.review import reviewing

DONE = {"approve": "Approved.", "ask": "Sent back with your note.", "reject": "Rejected."}
OWN_WORDS = "You wrote or last edited this post, so somebody else has to approve it."


@require_http_methods(["POST", "DELETE"])
def approval(request: Request, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.visible_to(request.user), pk=pk)
    return _withdraw(request, post) if request.method == "DELETE" else _decide(request, post)


def _withdraw(request: Request, post: Post) -> HttpResponse:
    try:
        post.withdraw_approval(by=request.user)
    except WrongState as fault:
        messages.error(request, str(fault))
    else:
        messages.success(
            request, "The approvals are withdrawn. Nothing of this post goes out until it is approved again."
        )
    address = reverse("post", args=[post.pk])
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def _decide(request: Request, post: Post) -> HttpResponse:
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return reviewing(request, post.pk, form, status=422)
    decision, digest, note = (form.cleaned_data[name] for name in ("decision", "digest", "note"))
    try:
        {"approve": post.approve, "ask": post.ask, "reject": post.reject}[decision](request.user, digest, note)
    except (ContentChanged, Blocked, WrongState) as fault:
        form.add_error(None, str(fault))
    except IntegrityError as fault:
        if "approval_not_by_author" not in str(fault):
            raise
        form.add_error(None, OWN_WORDS)
    else:
        return _next(request, decision)
    return reviewing(request, post.pk, form, status=409)


def _next(request: Request, decision: str) -> HttpResponse:
    if request.htmx:
        return reviewing(request, done=DONE[decision])
    messages.success(request, DONE[decision])
    return redirect("review")
