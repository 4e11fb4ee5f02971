"""The review queue: what waits for this person, the most urgent first, one post open beside the list."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from accounts import news
from accounts.access import Action, may
from accounts.request import Request, wants_part
from campaigns import talk
from campaigns.case import Case
from campaigns.forms.decision import DecisionForm
from campaigns.inbox import Inbox
from campaigns.models import Post


@dataclass(frozen=True)
class Done:
    """What was decided last, in a sentence, and the post if it can be undone."""

    sentence: str
    post: Post | None = None


@require_GET
@news.live
def review(request: Request) -> HttpResponse:
    key = request.GET.get("post", "")
    return reviewing(request, int(key) if key.isdecimal() and len(key) < 18 else None)


def reviewing(
    request: Request,
    key: int | None = None,
    form: DecisionForm | None = None,
    status: int = 200,
    done: Done | None = None,
) -> HttpResponse:
    """The queue with the post of that id open, or the most urgent one. `form` is a decision that could not be kept."""
    inbox = Inbox(request.user, request.GET, key)
    post = inbox.post
    case = Case(post, post.revision) if post and post.revision else None
    context = {
        "inbox": inbox,
        "case": case,
        "form": form or DecisionForm(),
        "gone": key is not None and post is None,
        "done": done,
        "talk": talk.thread(post, case.decisions if case else None) if post else [],
        "post": post,
        "may_comment": post is not None and may(request.user, Action.COMMENT, *post.scope()),
    }
    template = "campaigns/_review.html" if wants_part(request) else "campaigns/review.html"
    response = render(request, template, context, status=status)
    if wants_part(request) and request.method != "GET":
        response["HX-Replace-Url"] = address_of(inbox, post)
    patch_vary_headers(response, ["HX-Request"])
    return response


def address_of(inbox: Inbox, post: Post | None) -> str:
    """Where a reload finds the same."""
    return f"{inbox.start}{post.pk}" if post else reverse("review") + inbox.suffix
