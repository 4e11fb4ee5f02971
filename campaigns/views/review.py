"""The review queue: what waits for this person, the most urgent first, one post open beside the list."""

from django.db.models import Min, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from accounts import news
from accounts.request import Request, wants_part
from campaigns.case import Case
from campaigns.forms.decision import DecisionForm
from campaigns.models import Post, Publication

SHOWN = 100
"""So many posts stand in the list; nobody decides more before lunch."""


@require_GET
@news.live
def review(request: Request) -> HttpResponse:
    key = request.GET.get("post", "")
    return reviewing(request, int(key) if key.isdigit() else None)


def reviewing(
    request: Request, key: int | None = None, form: DecisionForm | None = None, status: int = 200, done: str = ""
) -> HttpResponse:
    """The queue with the post of that id open, or the most urgent one.

    `form` is a decision that could not be kept, `done` says what was decided last.
    """
    queue = list(waiting(request)[:SHOWN])
    post = next((post for post in queue if post.pk == key), None)
    gone = key is not None and post is None
    if not gone:
        post = post or next(iter(queue), None)
    case = Case(post, post.revision) if post and post.revision else None
    context = {"queue": queue, "case": case, "form": form or DecisionForm(), "gone": gone, "done": done}
    template = "campaigns/_review.html" if wants_part(request) else "campaigns/review.html"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def waiting(request: Request) -> QuerySet[Post]:
    """By the earliest time at which a post would go out."""
    ahead = Q(publications__state=Publication.State.PLANNED)
    posts = Post.objects.awaiting(request.user).select_related(
        "author", "last_editor", "brand", "market", "campaign", "revision"
    )
    return posts.annotate(deadline=Min("publications__at", filter=ahead)).order_by("deadline", "pk")
