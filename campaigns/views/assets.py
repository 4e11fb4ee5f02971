"""Assets: pictures and films come in one request each, and go out only to people who may see them."""

from io import BytesIO

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST
from PIL import Image

from accounts.request import Request
from accounts.wording import counted
from campaigns.forms import pictures
from campaigns.forms.place import Place
from campaigns.models import Asset

SIZES = {"thumb": (160, 160), "card": (360, 360), "preview": (720, 720)}
"""The most pixels of the small pictures that pages show."""


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
    return render(request, template, {"pictures": kept, "wrong": wrong}, status=200 if kept else 422)


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
@cache_control(private=True, max_age=31_536_000, immutable=True)
def asset(request: Request, pk: int) -> HttpResponseBase:
    """The file as it is kept, or a small picture of it (`?size=thumb`, `card` or `preview`). Its bytes never change."""
    found = get_object_or_404(Asset.objects.shown_to(request.user), pk=pk)
    size = SIZES.get(request.GET.get("size", ""))
    if not found.file.storage.exists(str(found.file.name)):
        raise Http404
    if size is None:
        return FileResponse(found.file.open("rb"), content_type=found.mime)
    if found.is_film:
        return FileResponse(found.poster.open("rb"), content_type="image/jpeg")
    return HttpResponse(_small(found, size), content_type="image/webp")


def _small(asset: Asset, size: tuple[int, int]) -> bytes:
    output = BytesIO()
    with asset.file.open("rb") as file, Image.open(file) as image:
        image.draft("RGB", size)  # lets a JPEG decode at a fraction of its size
        small = image.convert("RGBA" if image.has_transparency_data else "RGB")
        small.thumbnail(size)
        small.save(output, "WEBP", quality=75)
    return output.getvalue()
