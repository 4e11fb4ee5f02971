"""Deleting what is public: one post on one page, or everywhere at once."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts import access
from accounts.models import User
from accounts.request import Request
from accounts.wording import counted
from campaigns.models import Post
from campaigns.moves import WrongState
from publisher.models import Delivery, Removal


@require_POST
def removal(request: Request, pk: int) -> HttpResponse:
    delivery = get_object_or_404(Delivery.objects.visible_to(request.user).select_related("publication", "page"), pk=pk)
    try:
        Removal.ask(delivery, request.user)
    except WrongState as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, f"It is being deleted on {delivery.page}.")
    return redirect("post", delivery.publication.post_id)


@require_POST
def post_removal(request: Request, pk: int) -> HttpResponse:
    """On every page on which this person may delete it; the sentences say where only people there can."""
    post = get_object_or_404(Post.objects.visible_to(request.user), pk=pk)
    public = Delivery.objects.visible_to(request.user).filter(publication__post=post, state=Delivery.State.PUBLISHED)
    mine = [d for d in public.select_related("page") if access.may(request.user, Removal.action, *d.scope())]
    if not mine:
        access.require(request.user, Removal.action, *post.scope())
    faults = [fault for delivery in mine if (fault := _asked(delivery, request.user))]
    for sentence in dict.fromkeys(faults):
        messages.warning(request, sentence)
    if begun := len(mine) - len(faults):
        sentence = counted(begun, "It is being deleted on 1 page.", "It is being deleted on {} pages.")
        messages.success(request, sentence)
    return redirect("post", post.pk)


def _asked(delivery: Delivery, by: User) -> str:
    """Have it deleted; "" when it is, or else why not: a colleague may have been quicker on this page."""
    try:
        Removal.ask(delivery, by)
    except WrongState as fault:
        return str(fault)
    return ""
