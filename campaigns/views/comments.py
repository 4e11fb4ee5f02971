"""Comments on a post (POST), and who can be named in one (GET)."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.request import Request, wants_part
from campaigns import mentions, talk
from campaigns.forms.comment import CommentForm
from campaigns.models import Comment, Post

OFFERED = 8


@require_POST
def comments(request: Request, pk: int) -> HttpResponse:
    post = get_object_or_404(Post.objects.visible_to(request.user), pk=pk)
    post.require_comment(request.user)
    form = CommentForm(request.POST)
    if form.is_valid():
        Comment.say(request.user, post, form.cleaned_data["text"])
        if not wants_part(request):
            return redirect("post", post.pk)
        form = CommentForm()
    context = {"post": post, "talk": talk.thread(post), "comment": form, "may_comment": True}
    template = "campaigns/_talk.html" if wants_part(request) else "campaigns/talk.html"
    return render(request, template, context, status=422 if form.errors else 200)


@require_GET
def post_people(request: Request, pk: int) -> HttpResponse:
    """Up to eight names that begin with `q`, or with one of whose words does."""
    post = get_object_or_404(Post.objects.visible_to(request.user), pk=pk)
    post.require_comment(request.user)
    typed = request.GET.get("q", "").casefold()
    names = sorted({str(person) for person in mentions.readers(post) if person != request.user})
    fitting = [name for name in names if name.casefold().startswith(typed) or f" {typed}" in name.casefold()]
    return JsonResponse({"names": fitting[:OFFERED]})
