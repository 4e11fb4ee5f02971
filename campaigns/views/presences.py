"""A presence: a browser says that its person has a post open, and hears who else has."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from accounts.request import Request
from campaigns.models import Presence
from campaigns.views.posts import posts


@require_POST
def presence(request: Request, pk: int) -> HttpResponse:
    """`version` is the one that stands in the browser."""
    post = get_object_or_404(posts(request), pk=pk)
    known = request.POST.get("version", "")
    newer = known.isdecimal() and int(known) < post.version and post.last_editor_id != request.user.pk
    context = {"post": post, "others": Presence.tell(post, request.user), "newer": newer}
    return render(request, "campaigns/_present.html", context)
