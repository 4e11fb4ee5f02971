"""A post: written, read and mended on one page."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts import access, news
from accounts.access import Action
from accounts.models import Event
from accounts.request import Request
from campaigns import history, talk
from campaigns.forms.compose import ComposeForm
from campaigns.forms.pages import Choices
from campaigns.forms.place import Place
from campaigns.forms.preview import Preview
from campaigns.models import Post
from campaigns.models.post import APPROVES
from campaigns.views.autosaves import asked, autosaved, comparing


@require_http_methods(["GET", "POST"])
def post_new(request: Request) -> HttpResponse:
    if request.method == "GET":
        initial = {name: request.GET[name] for name in ("place", "date", "time", "picture") if name in request.GET}
        return composing(request, ComposeForm(request.user, initial=initial | _slot(request)))
    form = ComposeForm(request.user, None, request.POST, request.FILES)
    if "again" in request.POST:
        return composing(request, form)
    return autosaved(request, form) if asked(request) else kept(request, form, form.saved())


def _slot(request: Request) -> dict[str, Any]:
    """What the form is told of the free slot that somebody chose in the calendar."""
    asked = request.GET
    if not {"page", "date", "time"} <= asked.keys():
        return {}
    return {"pages": [asked["page"]], "takes": f"{asked['page']}@{asked['date']}T{asked['time']}"}


@require_http_methods(["GET", "POST"])
@news.live
def post(request: Request, pk: int) -> HttpResponse:
    found = get_object_or_404(posts(request), pk=pk)
    may_draft = access.may(request.user, Action.DRAFT, *found.scope())
    if request.method == "POST":
        access.require(request.user, Action.DRAFT, *found.scope())
        form = ComposeForm(request.user, found, request.POST, request.FILES)
        if "again" in request.POST:
            return composing(request, form)
        return autosaved(request, form) if asked(request) else kept(request, form, form.saved())
    return composing(request, ComposeForm(request.user, found)) if may_draft else reading(request, found)


def posts(request: Request) -> QuerySet[Post]:
    people = ("author", "last_editor", "brand", "market", "campaign", "revision")
    return Post.objects.visible_to(request.user).select_related(*people)


def kept(request: Request, form: ComposeForm, saved: Post | None) -> HttpResponse:
    """The saved post; or the form again, with all that was typed and what is wrong with it."""
    if saved is None:
        return composing(request, form, status=422)
    messages.success(request, "Saved.")
    return redirect("post", saved.pk)


def composing(request: Request, form: ComposeForm, status: int = 200) -> HttpResponse:
    form.is_valid()  # reads what was typed, unless that was done; an unbound form has nothing to read
    about = _about(request, form.post, form.choices) if form.post else {}
    if form.choices.is_plain:
        about["publications"] = []
    place = form.written_for
    scope = (place.brand.pk, place.market.pk if place.market else None)
    context = {
        "form": form,
        "preview": Preview(form),
        "may_submit": access.may(request.user, Action.SCHEDULE, *scope),
        **about,
    }
    if form.other:
        context |= comparing(form)
    return render(request, "campaigns/compose.html", context, status=status)


def reading(request: Request, post: Post) -> HttpResponse:
    choices = Choices.of(request.user, Place(post.brand, post.market), post)
    shown = list(post.attachments.select_related("asset", "overlay"))
    context = {
        "attachments": [one for one in shown if one.part == 1],
        "parts": [(n, text, [one for one in shown if one.part == n]) for n, text in enumerate(post.thread, 2)],
        "wordings": choices.wordings,
        **_about(request, post, choices),
    }
    return render(request, "campaigns/post.html", context)


def _about(request: Request, post: Post, choices: Choices) -> dict[str, Any]:
    """What has happened to the post and may still be done with it."""
    person = request.user
    beside = (f"delivery__{noun}" for noun in ("follow_ups", "removals", "corrections"))
    prefetch_related_objects(choices.publications, *beside)
    publications = [
        (one, *(access.may(person, action, *one.page.scope()) for action in (Action.SCHEDULE, Action.REMOVE)))
        for one in choices.publications
    ]
    return {
        "post": post,
        "publications": publications,
        "public": sum(one.__dict__["status"] == "published" and may for one, _, may in publications),
        "open": {publication.pk for publication in choices.open.values()},
        "approvals": post.approvals.filter(
            revision=post.revision, withdrawn_at=None, decision="approve"
        ).select_related("by"),
        "history": list(history.lines(Event.objects.visible_to(person).about(post).select_related("by")[:50])),
        "talk": talk.thread(post),
        "may_comment": Post.objects.open_to(person).filter(pk=post.pk).exists(),
        "may_decide": post.pk in Post.objects.awaiting(person).filter(pk=post.pk).values_list("pk", flat=True),
        "may_withdraw": post.state in (Post.State.REVIEW, Post.State.APPROVED)
        and any(access.may(person, action, *post.scope()) for action in APPROVES.values()),
    }
