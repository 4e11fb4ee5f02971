"""The pictures of links' cards, for previews."""

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from accounts.request import Request
from campaigns.models import LinkCard
from campaigns.storing import LENT, lent

JPEG = "image/jpeg"


@require_GET
def link_picture(request: Request, pk: int) -> HttpResponseBase:
    """Its bytes never change: what is read of a page later is another card."""
    card = get_object_or_404(LinkCard.objects.visible_to(request.user).exclude(file=""), pk=pk)
    if settings.BUCKET_LINKS:
        lending: HttpResponseBase = HttpResponseRedirect(lent(card.file, JPEG))
        patch_cache_control(lending, private=True, max_age=int(LENT.total_seconds() * 0.9))
        return lending
    if not default_storage.exists(card.file):
        raise Http404
    response = FileResponse(default_storage.open(card.file, "rb"), content_type=JPEG)
    patch_cache_control(response, private=True, max_age=31_536_000, immutable=True)
    return response
