"""Assets: pictures and films come in one request each, and go out only to people who may see them."""

from io import BytesIO

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST
from PIL import Image

from accounts.models import Brand
from accounts.request import Request
from campaigns.forms import pictures
from campaigns.forms.place import Place
from campaigns.models import Asset

SIZES = {"thumb": (160, 160), "preview": (720, 720)}
"""The most pixels of the small pictures that pages show."""


@require_POST
def assets(request: Request) -> HttpResponse:
    """Keep `picture_files` for the brand `brand`; answers their pieces of the form, and what is wrong."""
    brand = _brand(request)
    kept, wrong = pictures.upload(request.user, brand, request.FILES.getlist("picture_files"))
    if not (kept or wrong):
        wrong = ["No file arrived. Choose one and try again."]
    status = 200 if kept else 422
    return render(request, "campaigns/_uploaded.html", {"pictures": kept, "wrong": wrong}, status=status)


def _brand(request: Request) -> Brand:
    places = Place.all_for(request.user)
    if not places:
        raise PermissionDenied("Your role reads; it does not upload pictures.")
    for place in places:
        if str(place.brand.pk) == request.POST.get("brand"):
            return place.brand
    raise Http404


@require_GET
@cache_control(private=True, max_age=31_536_000, immutable=True)
def asset(request: Request, pk: int) -> HttpResponseBase:
    """The file as it is kept, or a small picture of it (`?size=thumb`, `?size=preview`). Its bytes never change."""
    found = get_object_or_404(Asset.objects.visible_to(request.user), pk=pk)
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
