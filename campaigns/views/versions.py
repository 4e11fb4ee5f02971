"""The versions of a post: read with what changed from one to the next, and brought back."""

from itertools import pairwise

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts import access
from accounts.access import Action
from accounts.request import Request
from accounts.wording import told
from campaigns import difference
from campaigns.history import PARTS
from campaigns.models import Version
from campaigns.models.post import EditedMeanwhile
from campaigns.views.posts import posts

SHOWN = 50


@require_GET
def versions(request: Request, pk: int) -> HttpResponse:
    post = get_object_or_404(posts(request), pk=pk)
    found: list[Version | None] = [*post.versions.select_related("by")[: SHOWN + 1], None]
    changed = [
        (one, difference.words(before.text if before else one.text, one.text), before and _parts(before, one))
        for one, before in pairwise(found)
        if one
    ]
    may_draft = access.may(request.user, Action.DRAFT, *post.scope())
    context = {"post": post, "versions": changed[:SHOWN], "may_draft": may_draft}
    return render(request, "campaigns/versions.html", context)


def _parts(before: Version, after: Version) -> list[str]:
    """What else changed, in words."""
    return [
        told(PARTS.get(name, name))
        for name, value in after.said.items()
        if name != "text" and value != before.said.get(name)
    ]


@require_POST
def restoration(request: Request, pk: int) -> HttpResponse:
    """The post says again what it said at `number`; that is a new version, and nothing is lost."""
    post = get_object_or_404(posts(request), pk=pk)
    access.require(request.user, Action.DRAFT, *post.scope())
    number = request.POST.get("number", "")
    version = get_object_or_404(post.versions, number=int(number) if number.isdecimal() else 0)
    try:
        post.revise(request.user, version.draft(), post.version)
    except EditedMeanwhile:
        messages.error(request, "Somebody saved this post at the same moment. Look at it, then bring it back again.")
    else:
        messages.success(request, "Brought back. Pages and times stayed as they were.")
    return redirect("post", post.pk)
