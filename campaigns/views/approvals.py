"""An approval: one person's decision on one exact content (POST), or taking the approvals back (DELETE)."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from accounts import access
from accounts.request import Request
from campaigns.content import Unreadable
from campaigns.forms.decision import DecisionForm
from campaigns.inbox import Inbox
from campaigns.models import Post
from campaigns.models.post import APPROVES, Blocked, ContentChanged
from campaigns.moves import WrongState
from campaigns.views.review import Done, address_of, reviewing

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
    decision, digest, note, stage = (form.cleaned_data[name] for name in ("decision", "digest", "note", "stage"))
    following = Inbox(request.user, request.GET, post.pk).next
    try:
        {"approve": post.approve, "ask": post.ask, "reject": post.reject}[decision](request.user, digest, note, stage)
    except (ContentChanged, Blocked, Unreadable, WrongState) as fault:
        form.add_error(None, str(fault))
    except IntegrityError as fault:
        if "approval_not_by_author" not in str(fault):
            raise
        form.add_error(None, OWN_WORDS)
    else:
        return _next(request, following, Done(_sentence(post, decision), post))
    return reviewing(request, post.pk, form, status=409)


def _sentence(post: Post, decision: str) -> str:
    if decision == "ask":
        return f"Sent back to {post.author} with your note."
    if decision == "reject":
        return f"Rejected. {post.author} reads your note."
    if post.state == Post.State.APPROVED:
        return "Approved. It goes out at its time."
    return f"Approved. Next to decide: {post.get_stage_display()}."


def _next(request: Request, key: int | None, done: Done) -> HttpResponse:
    if request.htmx:
        return reviewing(request, key, done=done)
    messages.success(request, done.sentence)
    inbox = Inbox(request.user, request.GET, key)
    return redirect(address_of(inbox, inbox.post))


@require_http_methods(["DELETE"])
def last_decision(request: Request, pk: int) -> HttpResponse:
    """Undone by whoever made it, as long as nobody went on from it; the post is open again."""
    post = get_object_or_404(Post.objects.visible_to(request.user), pk=pk)
    if not any(access.may(request.user, action, *post.scope()) for action in APPROVES.values()):
        access.require(request.user, APPROVES[post.brand.stages_for(post.market)[0]], *post.scope())
    try:
        post.take_back(by=request.user)
    except WrongState as fault:
        return reviewing(request, done=Done(str(fault)))
    return reviewing(request, post.pk, done=Done("Undone. The post waits for your decision again."))
