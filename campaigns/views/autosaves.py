"""What the composer saves by itself: the answers its script reads."""

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.dates import shown
from accounts.request import Request
from accounts.wording import told
from campaigns import difference
from campaigns.forms.compose import ComposeForm
from campaigns.history import PARTS


def asked(request: Request) -> bool:
    return request.headers.get("Accept") == "application/json"


def autosaved(request: Request, form: ComposeForm) -> HttpResponse:
    """200 with where the post is and its `version`; 409 with both texts as HTML; 422 with a sentence."""
    saved = form.saved(by_itself=True)
    if form.other:
        html = render_to_string("campaigns/_other.html", comparing(form), request)
        return JsonResponse({"version": form.other.version, "html": html}, status=409)
    if saved is None:
        sentence = next(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"sentence": told(sentence)}, status=422)
    addresses = {name: reverse(name, args=[saved.pk]) for name in ("post", "submission")}
    at = timezone.localtime()
    return JsonResponse(addresses | {"key": saved.pk, "version": saved.version, "at": shown(at, "clock")})


def comparing(form: ComposeForm) -> dict[str, object]:
    """What somebody else saved, beside what was typed here."""
    assert form.other
    mine = form.draft()
    return {
        "other": form.other,
        "other_text": difference.words(mine.text, form.other.text),
        "other_changed": [told(PARTS.get(part, part)) for part in mine.differs_from(form.other.draft())],
    }
