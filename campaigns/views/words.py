"""The hashtags and mentions that a brand has used: the composer completes them."""

from django.http import Http404, HttpResponse, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from accounts.models import Brand
from accounts.request import Request
from campaigns.vocabulary import vocabulary


@require_GET
@cache_control(private=True, max_age=300)
def words(request: Request) -> HttpResponse:
    """Of the brand `brand`; empty for those who see none of its posts."""
    key = request.GET.get("brand", "")
    brand = Brand.objects.filter(pk=key).first() if key.isdecimal() else None
    if brand is None:
        raise Http404
    return JsonResponse({"words": vocabulary(request.user, brand)})
