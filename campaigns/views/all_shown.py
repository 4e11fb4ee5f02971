"""All that the calendar shows at an address, also what is behind “+n more”, for whoever chooses all of it."""

from django.http import JsonResponse
from django.views.decorators.http import require_GET

from accounts.request import Request
from campaigns.forms.changes import MANY, seen
from campaigns.models import Publication
from campaigns.views.calendar import asked


@require_GET
def all_shown(request: Request) -> JsonResponse:
    """Each as `7@2031-05-14T18:00`, in order of time: as many as can be chosen."""
    span, filters = asked(request)
    within = filters.clock.within(span.first, span.end)
    found = Publication.objects.visible_to(request.user).filter(filters.where(), within)
    first = found.order_by(*filters.clock.order).only("pk", "wall")[:MANY]
    return JsonResponse({"publications": [seen(one, one.wall) for one in first]})
