"""Assets: pictures and films come in one request each, and go out only to people who may see them."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET, require_POST

from accounts.request import Request
from accounts.wording import counted
from campaigns import small
from campaigns.crops import Box
from campaigns.forms import pictures
from campaigns.forms.place import Place
from campaigns.laid import Laid
from campaigns.models import Asset, Overlay
from campaigns.storing import LENT, lent


@require_POST
def assets(request: Request) -> HttpResponse:
    """Keep `picture_files`, or the finished `upload`, for `place`. Answers what the `into` shows of them, and what is
    wrong: the form of a post, the library, or a whole page for who has no JavaScript."""
    place = _place(request)
    if token := request.POST.get("upload", ""):
        kept, wrong = pictures.uploaded(request.user, place, token)
    else:
        kept, wrong = pictures.upload(request.user, place, request.FILES.getlist("picture_files"))
    if not (kept or wrong):
        wrong = ["No file arrived. Choose one and try again."]
    into = request.POST.get("into", "")
    if into == "page":
        return _told(request, len(kept), wrong)
    template = "campaigns/_cards.html" if into == "library" else "campaigns/_uploaded.html"
    context = {"pictures": kept, "wrong": wrong, "overlays": Overlay.objects.offered(place.brand.pk)}
    return render(request, template, context, status=200 if kept else 422)


def _place(request: Request) -> Place:
    places = Place.all_for(request.user)
    if not places:
        raise PermissionDenied("Your role reads; it does not upload pictures.")
    for place in places:
        if place.key == request.POST.get("place"):
            return place
    raise Http404


def _told(request: Request, kept: int, wrong: list[str]) -> HttpResponse:
    for sentence in wrong:
        messages.error(request, sentence)
    if kept:
        messages.success(request, counted(kept, "Kept: 1 file.", "Kept: {} files."))
    return redirect("library")


@require_GET
def asset(request: Request, pk: int) -> HttpResponseBase:
    """The file as it is kept, or a small picture of it (`?size=thumb`, `card` or `preview`), or of a `part` of it, with
    an `overlay`. Its bytes never change."""
    found = get_object_or_404(Asset.objects.shown_to(request.user), pk=pk)
    size = small.SIZES.get(request.GET.get("size", ""))
    box, laid = _box(request, found), _overlay(request, found)
    if box is None and laid is None and (link := _lent(found, size)):
        response: HttpResponseBase = HttpResponseRedirect(link)
        patch_cache_control(response, private=True, max_age=int(LENT.total_seconds() * 0.9))
        return response
    if not found.file.storage.exists(str(found.file.name)):
        raise Http404
    response = _handed(found, size, box, laid)
    patch_cache_control(response, private=True, max_age=31_536_000, immutable=True)
    return response


def _box(request: Request, found: Asset) -> Box | None:
    """The part that was asked for. Browsers keep what is cut here; a bucket does not, for there may be any number."""
    if not (part := request.GET.get("part")):
        return None
    try:
        return Box.read(part, found.width, found.height)
    except ValueError:
        raise Http404 from None


def _overlay(request: Request, found: Asset) -> Laid | None:
    """What previews lay over it. They name its bytes, for those that were approved may not be those of now."""
    if not (overlay := request.GET.get("overlay")):
        return None
    try:
        laid = Laid.read(overlay)
    except ValueError:
        raise Http404 from None
    if not (found.takes_overlay and default_storage.exists(laid.file)):
        raise Http404
    return laid


def _lent(found: Asset, size: small.Size | None) -> str:
    """Where the bucket has it; "" where there is none that lends."""
    if not settings.BUCKET_LINKS:
        return ""
    if size is None:
        return lent(str(found.file.name), found.mime)
    if found.is_film:
        return lent(str(found.poster.name), "image/jpeg")
    try:
        return lent(small.kept(found, size), small.WEBP)
    except FileNotFoundError:
        raise Http404 from None


def _handed(found: Asset, size: small.Size | None, box: Box | None, laid: Laid | None) -> HttpResponseBase:
    if size is None:
        return FileResponse(found.file.open("rb"), content_type=found.mime)
    if found.is_film:
        return FileResponse(found.poster.open("rb"), content_type="image/jpeg")
    return HttpResponse(small.drawn(found, size, box, laid), content_type=small.WEBP)
